package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What handlers have written down: one line for each call that has ended. */
final class Book {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    void write(String line) {
        lines.add(line);
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
