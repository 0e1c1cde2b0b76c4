package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Loops that share the work, each on a thread of its own. */
public final class Loops implements AutoCloseable {
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Starts them.
     *
     * @param name of the threads, before their numbers
     * @throws IOException when there are no descriptors for them; none is left open then
     */
    public Loops(String name, int count) throws IOException {
        running = new AtomicInteger(count);
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new Loop(name + '-' + i, this::oneEnded));
            }
        } catch (IOException e) {
            for (Loop loop : loops) {
                loop.discard();
            }
            throw e;
        }
        loops.forEach(Loop::start);
    }

    private void oneEnded() {
        if (running.decrementAndGet() == 0) {
            ended.complete(null);
        }
    }

    /** Each in its turn. */
    public Loop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Whether the caller is on one of them. */
    public boolean isCurrent() {
        return loops.stream().anyMatch(Loop::isCurrent);
    }

    /** Lets each do what it was given before, and end. Does not wait for it. */
    @Override
    public void close() {
        loops.forEach(Loop::stop);
    }

    /** Completes when all have ended, and what was registered with them is closed. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** Waits until no thread of theirs is left. Not on one of them. */
    public void join() throws InterruptedException {
        for (Loop loop : loops) {
            loop.join();
        }
    }
}
