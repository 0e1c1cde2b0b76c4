package dev.stillframe.h2.persistent;

import org.jspecify.annotations.Nullable;

/**
 * An immutable set of numbers, each at a rank, in the order of the ranks; at equal ranks in the
 * order of the numbers. It serves as a queue (the rank is a turn), as an agenda (a time) and as a
 * choice (a load). A number may stand at several ranks. An edit, and either end, cost O(log n).
 *
 * <p>It is a treap whose priorities are mixed from its content, so that equal contents have the
 * same form, whatever edits led to them. That makes the depth a matter of luck that who chooses
 * ranks can spoil: no peer does.
 */
public final class Ranking {
    private static final Ranking EMPTY = new Ranking(null);

    /** One number at its rank. */
    public record Entry(long rank, int number) {}

    private record Node(
            long rank, int number, int size, @Nullable Node left, @Nullable Node right) {
        static Node of(long rank, int number, @Nullable Node left, @Nullable Node right) {
            return new Node(rank, number, 1 + count(left) + count(right), left, right);
        }

        Node with(@Nullable Node newLeft, @Nullable Node newRight) {
            return of(rank, number, newLeft, newRight);
        }

        /** Below zero when this stands before it, zero when it is it. */
        int compare(long otherRank, int otherNumber) {
            int byRank = Long.compare(rank, otherRank);
            return byRank != 0 ? byRank : Integer.compare(number, otherNumber);
        }

        /** Whether this belongs above it in the treap. */
        boolean above(Node other) {
            int byPriority = Long.compare(mix(rank, number), mix(other.rank, other.number));
            return byPriority > 0 || byPriority == 0 && compare(other.rank, other.number) > 0;
        }

        Entry entry() {
            return new Entry(rank, number);
        }
    }

    private record Halves(@Nullable Node left, @Nullable Node right) {}

    private final @Nullable Node root;

    private Ranking(@Nullable Node root) {
        this.root = root;
    }

    /** The ranking without entries. */
    public static Ranking empty() {
        return EMPTY;
    }

    /** How many entries there are. */
    public int size() {
        return count(root);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return root == null;
    }

    /** The entry with the lowest rank, or null when there is none. */
    public @Nullable Entry first() {
        Node node = root;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return node == null ? null : node.entry();
    }

    /** The entry with the highest rank, or null when there is none. */
    public @Nullable Entry last() {
        Node node = root;
        while (node != null && node.right != null) {
            node = node.right;
        }
        return node == null ? null : node.entry();
    }

    /** The lowest rank, or {@link Long#MAX_VALUE} when there is none. */
    public long firstRank() {
        Entry first = first();
        return first == null ? Long.MAX_VALUE : first.rank;
    }

    /**
     * This ranking and the number at this rank; this object itself when it stands there already.
     */
    public Ranking with(long rank, int number) {
        return contains(rank, number)
                ? this
                : new Ranking(insert(root, Node.of(rank, number, null, null)));
    }

    /** This ranking without the number at this rank; this object itself when it is not there. */
    public Ranking without(long rank, int number) {
        if (!contains(rank, number)) {
            return this;
        }
        Node left = remove(root, rank, number);
        return left == null ? EMPTY : new Ranking(left);
    }

    /** Whether the number stands at this rank. */
    public boolean contains(long rank, int number) {
        Node node = root;
        while (node != null) {
            int order = node.compare(rank, number);
            if (order == 0) {
                return true;
            }
            node = order < 0 ? node.right : node.left;
        }
        return false;
    }

    /** The numbers in the order of their ranks. */
    public int[] numbers() {
        int[] numbers = new int[size()];
        fill(root, numbers, 0);
        return numbers;
    }

    private static void fill(@Nullable Node node, int[] into, int from) {
        if (node != null) {
            fill(node.left, into, from);
            int at = from + count(node.left);
            into[at] = node.number;
            fill(node.right, into, at + 1);
        }
    }

    private static int count(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    private static Node insert(@Nullable Node node, Node added) {
        if (node == null) {
            return added;
        }
        if (added.above(node)) {
            Halves halves = split(node, added);
            return added.with(halves.left, halves.right);
        }
        return node.compare(added.rank, added.number) < 0
                ? node.with(node.left, insert(node.right, added))
                : node.with(insert(node.left, added), node.right);
    }

    /** What stands before it, and what stands after it. */
    private static Halves split(@Nullable Node node, Node at) {
        if (node == null) {
            return new Halves(null, null);
        }
        if (node.compare(at.rank, at.number) < 0) {
            Halves halves = split(node.right, at);
            return new Halves(node.with(node.left, halves.left), halves.right);
        }
        Halves halves = split(node.left, at);
        return new Halves(halves.left, node.with(halves.right, node.right));
    }

    private static @Nullable Node remove(@Nullable Node node, long rank, int number) {
        if (node == null) {
            return null;
        }
        int order = node.compare(rank, number);
        if (order == 0) {
            return join(node.left, node.right);
        }
        return order < 0
                ? node.with(node.left, remove(node.right, rank, number))
                : node.with(remove(node.left, rank, number), node.right);
    }

    /** All of the left stands before all of the right. */
    private static @Nullable Node join(@Nullable Node left, @Nullable Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.above(right)
                ? left.with(left.left, join(left.right, right))
                : right.with(join(left, right.left), right.right);
    }

    /** Spreads what differs in few bits over all of them (the finalizer of SplitMix64). */
    private static long mix(long rank, int number) {
        long bits = rank * 0x9E3779B97F4A7C15L + number;
        bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
        return bits ^ bits >>> 31;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ranking that && same(root, that.root);
    }

    private static boolean same(@Nullable Node one, @Nullable Node two) {
        if (one == two) {
            return true;
        }
        return one != null
                && two != null
                && one.size == two.size
                && one.compare(two.rank, two.number) == 0
                && same(one.left, two.left)
                && same(one.right, two.right);
    }

    @Override
    public int hashCode() {
        return sum(root);
    }

    private static int sum(@Nullable Node node) {
        return node == null
                ? 0
                : sum(node.left) + Long.hashCode(mix(node.rank, node.number)) + sum(node.right);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        describe(root, text);
        return text.append(']').toString();
    }

    private static void describe(@Nullable Node node, StringBuilder text) {
        if (node != null) {
            describe(node.left, text);
            text.append(text.length() > 1 ? ", " : "").append(node.number).append(" at ");
            text.append(node.rank);
            describe(node.right, text);
        }
    }
}
