package dev.stillframe.simulator;

import java.util.Map;
import java.util.TreeMap;

/** What occurred in worlds, counted: so that a test can show that the worlds are not dull. */
public final class Tally {
    private final TreeMap<String, Long> counts = new TreeMap<>();

    void add(String what) {
        add(what, 1);
    }

    void add(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    /** Adds all of another's. */
    public void add(Tally other) {
        other.counts.forEach(this::add);
    }

    /** How often it occurred. */
    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** All counts by their names. */
    public Map<String, Long> all() {
        return Map.copyOf(counts);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
