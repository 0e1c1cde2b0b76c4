package dev.stillframe.h2.persistent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie. At depth d it looks at the bits 5d to 5d+4 of a mixed key, its place there
 * being one of 32. A place is empty, or holds an entry, or a child for all keys that share it. Two
 * bitmaps say which; the arrays hold only what there is: {@code keys[i]} belongs to {@code
 * slots[i]}, and after the values come the children, each group in the order of the places.
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
        return become(
                token,
                entries & ~place,
                children | place,
                without(keys, index),
                moved(slots, index, keys.length - 1 + rank(children, place), pair));
    }

    /** This node without a key that is in it, which does not leave it empty. */
    Node without(Object token, int key, int mixed, int shift) {
        int place = place(mixed, shift);
        if ((entries & place) != 0) {
            int index = rank(entries, place);
            return become(
                    token, entries & ~place, children, without(keys, index), without(slots, index));
        }
        Node child = child(place).without(token, key, mixed, shift + BITS);
        if (child.children != 0 || child.keys.length > 1) {
            return withChild(token, place, child);
        }
        int index = rank(entries, place);
        return become(
                token,
                entries | place,
                children & ~place,
                inserted(keys, index, child.keys[0]),
                moved(slots, keys.length + rank(children, place), index, child.slots[0]));
    }

    void forEach(IntMap.Visitor<Object> visitor) {
        int entry = 0;
        int child = keys.length;
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
        if (entries != that.entries
                || children != that.children
                || !Arrays.equals(keys, that.keys)) {
            return false;
        }
        for (int i = 0; i < slots.length; i++) {
            if (i < keys.length
                    ? !slots[i].equals(that.slots[i])
                    : !((Node) slots[i]).sameAs((Node) that.slots[i])) {
                return false;
            }
        }
        return true;
    }

    private Node child(int place) {
        return (Node) slots[keys.length + rank(children, place)];
    }

    private Node withChild(Object token, int place, Node child) {
        int index = keys.length + rank(children, place);
        if (slots[index] == child) {
            return this;
        }
        Node node = mine(token);
        node.slots[index] = child;
        return node;
    }

    private Node insert(Object token, int place, int key, Object value) {
        int index = rank(entries, place);
        return become(
                token,
                entries | place,
                children,
                inserted(keys, index, key),
                inserted(slots, index, value));
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

    /** This node if the owner may write to its slots, else a copy of which that is so. */
    private Node mine(Object token) {
        return owner == token ? this : new Node(token, entries, children, keys, slots.clone());
    }

    private Node become(Object token, int entries, int children, int[] keys, Object[] slots) {
        if (owner != token) {
            return new Node(token, entries, children, keys, slots);
        }
        this.entries = entries;
        this.children = children;
        this.keys = keys;
        this.slots = slots;
        return this;
    }

    private static int rank(int bitmap, int place) {
        return Integer.bitCount(bitmap & (place - 1));
    }

    private static int[] inserted(int[] array, int index, int value) {
        int[] larger = new int[array.length + 1];
        System.arraycopy(array, 0, larger, 0, index);
        larger[index] = value;
        System.arraycopy(array, index, larger, index + 1, array.length - index);
        return larger;
    }

    private static Object[] inserted(Object[] array, int index, Object value) {
        Object[] larger = new Object[array.length + 1];
        System.arraycopy(array, 0, larger, 0, index);
        larger[index] = value;
        System.arraycopy(array, index, larger, index + 1, array.length - index);
        return larger;
    }

    private static int[] without(int[] array, int index) {
        int[] smaller = new int[array.length - 1];
        System.arraycopy(array, 0, smaller, 0, index);
        System.arraycopy(array, index + 1, smaller, index, smaller.length - index);
        return smaller;
    }

    private static Object[] without(Object[] array, int index) {
        Object[] smaller = new Object[array.length - 1];
        System.arraycopy(array, 0, smaller, 0, index);
        System.arraycopy(array, index + 1, smaller, index, smaller.length - index);
        return smaller;
    }

    /** A copy without what is at {@code from}, and then with {@code value} at {@code to}. */
    private static Object[] moved(Object[] array, int from, int to, Object value) {
        Object[] copy = new Object[array.length];
        if (from < to) {
            System.arraycopy(array, 0, copy, 0, from);
            System.arraycopy(array, from + 1, copy, from, to - from);
            System.arraycopy(array, to + 1, copy, to + 1, array.length - to - 1);
        } else {
            System.arraycopy(array, 0, copy, 0, to);
            System.arraycopy(array, to, copy, to + 1, from - to);
            System.arraycopy(array, from + 1, copy, from + 1, array.length - from - 1);
        }
        copy[to] = value;
        return copy;
    }
}
