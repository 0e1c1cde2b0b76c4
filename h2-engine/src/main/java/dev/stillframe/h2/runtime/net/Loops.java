package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Loops that share the work, each on a thread of its own. */
public final class Loops implements AutoCloseable {
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Starts them.
     *
     * @param name of the threads, before their numbers
     */
    public Loops(String name, int count) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new Loop(name + '-' + i));
            }
        } finally {
            loops.forEach(Loop::start);
        }
    }

    /** Each in its turn. */
    public Loop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Lets each do what it was given before, and end. Does not wait for it. */
    @Override
    public void close() {
        loops.forEach(Loop::stop);
    }
}
