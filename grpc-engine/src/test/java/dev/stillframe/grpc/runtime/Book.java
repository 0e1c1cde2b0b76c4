package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What handlers have written down: one line for each call that has ended. */
final class Book {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** A call begins that will write a line at its end. */
    void begun() {
        begun.incrementAndGet();
    }

    void write(String line) {
        ended.incrementAndGet();
        lines.add(line);
    }

    /** Waits until so many calls have begun. */
    void expectBegun(int calls) {
        await("calls have begun", () -> begun.get() == calls);
    }

    /** Demands that each call that has begun has ended; waits for it. */
    void expectAllEnded() {
        await("each call has ended", () -> ended.get() >= begun.get());
        assertEquals(begun.get(), ended.get(), "calls that began, and ends");
    }

    /** The next line; waits for it. */
    String next() throws InterruptedException {
        String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(line, "nothing was written down in time");
        return line;
    }

    /** Demands that there is no more. */
    void expectNoMore() {
        assertEquals(List.of(), List.copyOf(lines));
    }

    /** Until something holds that another thread brings about. */
    static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("not in time: " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
