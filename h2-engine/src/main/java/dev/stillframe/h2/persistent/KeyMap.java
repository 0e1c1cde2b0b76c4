package dev.stillframe.h2.persistent;

import org.jspecify.annotations.Nullable;

/**
 * An immutable map from any keys with a fixed {@code hashCode} to values: an {@link IntMap} over
 * their hashes. Keys with the same hash stand in a list, so that they cost more the more there are.
 *
 * @param <K> the keys
 * @param <V> the values; they are never null
 */
public final class KeyMap<K, V> {
    private static final KeyMap<?, ?> EMPTY = new KeyMap<>(IntMap.empty(), 0);

    private record Entry<K, V>(K key, V value, @Nullable Entry<K, V> next) {}

    private final IntMap<Entry<K, V>> byHash;
    private final int size;

    private KeyMap(IntMap<Entry<K, V>> byHash, int size) {
        this.byHash = byHash;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked") // it holds no key and no value of any type
    public static <K, V> KeyMap<K, V> empty() {
        return (KeyMap<K, V>) EMPTY;
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** The value of {@code key}, or null when there is none. */
    public @Nullable V at(K key) {
        Entry<K, V> entry = byHash.at(key.hashCode());
        while (entry != null && !entry.key.equals(key)) {
            entry = entry.next;
        }
        return entry == null ? null : entry.value;
    }

    /** This map with {@code key} at {@code value}. */
    public KeyMap<K, V> with(K key, V value) {
        int hash = key.hashCode();
        Entry<K, V> others = without(byHash.at(hash), key);
        int grown = at(key) == null ? size + 1 : size;
        return new KeyMap<>(byHash.with(hash, new Entry<>(key, value, others)), grown);
    }

    /** This map without {@code key}; this map itself when it has none. */
    public KeyMap<K, V> without(K key) {
        if (at(key) == null) {
            return this;
        }
        int hash = key.hashCode();
        Entry<K, V> others = without(byHash.at(hash), key);
        return size == 1
                ? empty()
                : new KeyMap<>(
                        others == null ? byHash.without(hash) : byHash.with(hash, others),
                        size - 1);
    }

    private static <K, V> @Nullable Entry<K, V> without(@Nullable Entry<K, V> first, K key) {
        Entry<K, V> others = null;
        for (Entry<K, V> e = first; e != null; e = e.next) {
            if (!e.key.equals(key)) {
                others = new Entry<>(e.key, e.value, others);
            }
        }
        return others;
    }

    @Override
    @SuppressWarnings("unchecked") // whatever the keys are, they are only compared
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof KeyMap<?, ?> that) || size != that.size) {
            return false;
        }
        boolean[] same = {true};
        byHash.forEach(
                (hash, first) -> {
                    for (Entry<K, V> e = first; e != null; e = e.next) {
                        same[0] &= e.value.equals(((KeyMap<K, ?>) that).at(e.key));
                    }
                });
        return same[0];
    }

    @Override
    public int hashCode() {
        int[] sum = {size};
        byHash.forEach(
                (hash, first) -> {
                    for (Entry<K, V> e = first; e != null; e = e.next) {
                        sum[0] += 31 * hash ^ e.value.hashCode();
                    }
                });
        return sum[0];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        byHash.forEach(
                (hash, first) -> {
                    for (Entry<K, V> e = first; e != null; e = e.next) {
                        text.append(text.length() > 1 ? ", " : "").append(e.key);
                        text.append('=').append(e.value);
                    }
                });
        return text.append('}').toString();
    }
}
