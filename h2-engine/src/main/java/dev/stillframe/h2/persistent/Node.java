package dev.stillframe.h2.persistent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie. At depth d it looks at the bits 5d to 5d+4 of a mixed key, its place there
 * being one of 32. A place is empty, or holds an entry, or a child for all keys that share it. Two
 * bitmaps say which; the arrays hold only what there is: {@code keys[i]} belongs to {@code
 * slots[i]}, and after the values come the children, each group in the order of the places. The
 * arrays of a node that a draft has made grow in doubles, so they may be longer than what they
 * hold.
 *
 * <p>A child has at least two entries in it: a single one stands in its parent. That makes the form
 * of a trie a function of its content.
 */
final class Node {
    private static final int BITS = 5;

    /** The draft that may change this node in place. */
    private final Object owner;

    private int entries;
    private int children;
    private int[] keys;
    private Object[] slots;

    private Node(Object owner, int entries, int children, int[] keys, Object[] slots) {
        this.owner = owner;
        this.entries = entries;
        this.children = children;
        this.keys = keys;
        this.slots = slots;
    }

    /**
     * A key's bits in the order in which the trie looks at them. The streams of one peer are all
     * odd or all even: their lowest bit says nothing, so it goes last.
     */
    static int mix(int key) {
        return key >>> 1 | key << 31;
    }

    private static int place(int mixed, int shift) {
        return 1 << (mixed >>> shift);
    }

    static Node of(Object owner, int key, int mixed, Object value) {
        return new Node(owner, place(mixed, 0), 0, new int[] {key}, new Object[] {value});
    }

    @Nullable Object at(int key, int mixed) {
        Node node = this;
        for (int bits = mixed; ; bits >>>= BITS) {
            int place = 1 << bits;
            if ((node.entries & place) != 0) {
                int index = rank(node.entries, place);
                return node.keys[index] == key ? node.slots[index] : null;
            }
            if ((node.children & place) == 0) {
                return null;
            }
            node = node.child(place);
        }
    }

    /** This node with an entry; this object when it is the owner's or has that entry already. */
    Node with(Object token, int key, int mixed, Object value, int shift) {
        int place = place(mixed, shift);
        if ((children & place) != 0) {
            Node child = child(place);
            return withChild(token, place, child.with(token, key, mixed, value, shift + BITS));
        }
        if ((entries & place) == 0) {
            return insert(token, place, key, value);
        }
        int index = rank(entries, place);
        int other = keys[index];
        Object present = slots[index];
        if (other == key) {
            if (present == value) {
                return this;
            }
            Node node = mine(token);
            node.slots[index] = value;
            return node;
        }
        Node pair = pair(token, other, present, key, value, shift + BITS);
        Node node = mine(token);
        int to = node.count() - 1 + rank(children, place);
        node.removeKey(index);
        node.move(index, to, pair);
        node.entries &= ~place;
        node.children |= place;
        return node;
    }

    /** This node without a key that is in it, which does not leave it empty. */
    Node without(Object token, int key, int mixed, int shift) {
        int place = place(mixed, shift);
        if ((entries & place) != 0) {
            int index = rank(entries, place);
            Node node = mine(token);
            node.removeSlot(index);
            node.removeKey(index);
            node.entries &= ~place;
            return node;
        }
        Node child = child(place).without(token, key, mixed, shift + BITS);
        if (child.children != 0 || child.count() > 1) {
            return withChild(token, place, child);
        }
        int index = rank(entries, place);
        Node node = mine(token);
        node.move(node.count() + rank(children, place), index, child.slots[0]);
        node.insertKey(index, child.keys[0]);
        node.entries |= place;
        node.children &= ~place;
        return node;
    }

    void forEach(IntMap.Visitor<Object> visitor) {
        int entry = 0;
        int child = count();
        for (int left = entries | children; left != 0; left &= left - 1) {
            if ((entries & Integer.lowestOneBit(left)) != 0) {
                visitor.visit(keys[entry], slots[entry]);
                entry++;
            } else {
                ((Node) slots[child++]).forEach(visitor);
            }
        }
    }

    /** Whether two nodes at the same depth have equal entries. */
    boolean sameAs(Node that) {
        if (this == that) {
            return true;
        }
        int count = count();
        if (entries != that.entries
                || children != that.children
                || !Arrays.equals(keys, 0, count, that.keys, 0, count)) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            if (i < count
                    ? !slots[i].equals(that.slots[i])
                    : !((Node) slots[i]).sameAs((Node) that.slots[i])) {
                return false;
            }
        }
        return true;
    }

    /** How many entries stand in this node itself. */
    int count() {
        return Integer.bitCount(entries);
    }

    private int size() {
        return count() + Integer.bitCount(children);
    }

    private Node child(int place) {
        return (Node) slots[count() + rank(children, place)];
    }

    private Node withChild(Object token, int place, Node child) {
        int index = count() + rank(children, place);
        if (slots[index] == child) {
            return this;
        }
        Node node = mine(token);
        node.slots[index] = child;
        return node;
    }

    private Node insert(Object token, int place, int key, Object value) {
        int index = rank(entries, place);
        Node node =
                owner == token
                        ? this
                        : new Node(
                                token,
                                entries,
                                children,
                                Arrays.copyOf(keys, roomier(count())),
                                Arrays.copyOf(slots, roomier(size())));
        node.insertSlot(index, value);
        node.insertKey(index, key);
        node.entries |= place;
        return node;
    }

    /** The smallest subtree with two entries, whose keys agree below {@code shift}. */
    private static Node pair(
            Object token, int keyA, Object valueA, int keyB, Object valueB, int shift) {
        int a = place(mix(keyA), shift);
        int b = place(mix(keyB), shift);
        if (a == b) {
            Node child = pair(token, keyA, valueA, keyB, valueB, shift + BITS);
            return new Node(token, 0, a, new int[0], new Object[] {child});
        }
        boolean inOrder = Integer.compareUnsigned(a, b) < 0;
        return new Node(
                token,
                a | b,
                0,
                inOrder ? new int[] {keyA, keyB} : new int[] {keyB, keyA},
                inOrder ? new Object[] {valueA, valueB} : new Object[] {valueB, valueA});
    }

    /** This node if the owner may write to it, else a copy of which that is so. */
    private Node mine(Object token) {
        return owner == token
                ? this
                : new Node(
                        token,
                        entries,
                        children,
                        Arrays.copyOf(keys, count()),
                        Arrays.copyOf(slots, size()));
    }

    private static int rank(int bitmap, int place) {
        return Integer.bitCount(bitmap & (place - 1));
    }

    // The four below are called on a node of one's own, before its bitmaps change.

    private void insertKey(int index, int key) {
        int count = count();
        if (keys.length == count) {
            keys = Arrays.copyOf(keys, roomier(count));
        }
        System.arraycopy(keys, index, keys, index + 1, count - index);
        keys[index] = key;
    }

    private void insertSlot(int index, Object value) {
        int size = size();
        if (slots.length == size) {
            slots = Arrays.copyOf(slots, roomier(size));
        }
        System.arraycopy(slots, index, slots, index + 1, size - index);
        slots[index] = value;
    }

    private void removeKey(int index) {
        System.arraycopy(keys, index + 1, keys, index, count() - index - 1);
    }

    private void removeSlot(int index) {
        int last = size() - 1;
        System.arraycopy(slots, index + 1, slots, index, last - index);
        slots[last] = null;
    }

    /** Takes out what is at {@code from}, and then puts {@code value} in at {@code to}. */
    private void move(int from, int to, Object value) {
        if (from < to) {
            System.arraycopy(slots, from + 1, slots, from, to - from);
        } else {
            System.arraycopy(slots, to, slots, to + 1, from - to);
        }
        slots[to] = value;
    }

    private static int roomier(int size) {
        return Math.min(32, Math.max(4, size * 2));
    }
}
