package dev.stillframe.h2.persistent;

import org.jspecify.annotations.Nullable;

/**
 * An immutable map from int to values, meant for stream identifiers: a hash trie of 32-way nodes.
 * An edit copies the nodes on the way to its key and shares the rest; many edits at once go through
 * a {@link Draft}, which copies each node once.
 *
 * <p>Equal contents have the same form, whatever edits led to it: so a map that is emptied holds
 * nothing, comparison skips what is shared, and the order of a walk depends on the keys alone.
 *
 * @param <V> the values; they are never null
 */
public final class IntMap<V> {
    private static final IntMap<?> EMPTY = new IntMap<>(null, 0);

    private final @Nullable Node root;
    private final int size;

    private IntMap(@Nullable Node root, int size) {
        this.root = root;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked") // it holds no value of any type
    public static <V> IntMap<V> empty() {
        return (IntMap<V>) EMPTY;
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** The value of {@code key}, or null when there is none. */
    @SuppressWarnings("unchecked") // only values of type V are put
    public @Nullable V at(int key) {
        return root == null ? null : (V) root.at(key, Node.mix(key));
    }

    /** This map with {@code key} at {@code value}; this map itself when that is so already. */
    public IntMap<V> with(int key, V value) {
        Draft<V> draft = draft();
        draft.put(key, value);
        return draft.freeze();
    }

    /** This map without {@code key}; this map itself when it has none. */
    public IntMap<V> without(int key) {
        Draft<V> draft = draft();
        draft.remove(key);
        return draft.freeze();
    }

    /** A draft that begins with the entries of this map, which stays as it is. */
    public Draft<V> draft() {
        return new Draft<>(this);
    }

    /** Shows every entry. The order is always the same for the same keys, but not theirs. */
    public void forEach(Visitor<? super V> visitor) {
        walk(root, visitor);
    }

    @SuppressWarnings("unchecked") // a node holds only values of the map that it belongs to
    private static <V> void walk(@Nullable Node root, Visitor<? super V> visitor) {
        if (root != null) {
            root.forEach((Visitor<Object>) visitor);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntMap<?> that
                && size == that.size
                && (root == that.root
                        || root != null && that.root != null && root.sameAs(that.root));
    }

    @Override
    public int hashCode() {
        int[] sum = {size};
        forEach((key, value) -> sum[0] += 31 * key ^ value.hashCode());
        return sum[0];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach(
                (key, value) ->
                        text.append(text.length() > 1 ? ", " : "")
                                .append(key)
                                .append('=')
                                .append(value));
        return text.append('}').toString();
    }

    /**
     * What is shown the entries of a map, one by one.
     *
     * @param <V> the values
     */
    @FunctionalInterface
    public interface Visitor<V> {
        /** One entry. */
        void visit(int key, V value);
    }

    /**
     * Edits of a map in the making. It changes in place only the nodes that it made itself, so that
     * no map that anybody has can change. For one thread, within one step.
     *
     * @param <V> the values
     */
    public static final class Draft<V> {
        private final IntMap<V> base;
        private @Nullable Node root;
        private int size;

        /** What marks this draft's own nodes; null before the first edit. */
        private @Nullable Object owner;

        private boolean frozen;

        private Draft(IntMap<V> base) {
            this.base = base;
            this.root = base.root;
            this.size = base.size;
        }

        /** How many entries there are. */
        public int size() {
            return size;
        }

        /** The value of {@code key}, or null when there is none. */
        @SuppressWarnings("unchecked") // only values of type V are put
        public @Nullable V at(int key) {
            return root == null ? null : (V) root.at(key, Node.mix(key));
        }

        /**
         * Sets {@code key} to {@code value}.
         *
         * @throws IllegalStateException when the draft is frozen
         */
        public void put(int key, V value) {
            Object token = owner();
            if (root == null) {
                root = Node.of(token, key, Node.mix(key), value);
                size = 1;
                return;
            }
            boolean added = root.at(key, Node.mix(key)) == null;
            root = root.with(token, key, Node.mix(key), value, 0);
            size += added ? 1 : 0;
        }

        /**
         * Removes {@code key}, if it is there.
         *
         * @throws IllegalStateException when the draft is frozen
         */
        public void remove(int key) {
            requireOpen();
            if (at(key) == null) {
                return;
            }
            size--;
            root = size == 0 ? null : root.without(owner(), key, Node.mix(key), 0);
        }

        /**
         * Shows every entry that there is now. The visitor may edit this draft; the walk does not
         * see it.
         *
         * @throws IllegalStateException when the draft is frozen
         */
        public void forEach(Visitor<? super V> visitor) {
            requireOpen();
            owner = null; // gives up all nodes, so that an edit copies what is walked
            walk(root, visitor);
        }

        /**
         * The edited map; the one that the draft began with when nothing has changed. The draft can
         * be read afterwards but not edited.
         *
         * @throws IllegalStateException when the draft is frozen already
         */
        public IntMap<V> freeze() {
            requireOpen();
            frozen = true;
            if (root == base.root) {
                return base;
            }
            return root == null ? empty() : new IntMap<>(root, size);
        }

        private Object owner() {
            requireOpen();
            Object token = owner;
            if (token == null) {
                token = new Object();
                owner = token;
            }
            return token;
        }

        private void requireOpen() {
            if (frozen) {
                throw new IllegalStateException("the draft is frozen");
            }
        }
    }
}
