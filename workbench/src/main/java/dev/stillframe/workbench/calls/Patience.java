package dev.stillframe.workbench.calls;

import dev.stillframe.workbench.client.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long servers may take. */
final class Patience {
    /** How long answers may take that are still awaited at the end. */
    static final Duration LAST = Duration.ofSeconds(30);

    private static final Duration BEGINNING = Duration.ofSeconds(30);

    private Patience() {}

    /**
     * Runs until it is so.
     *
     * @throws IOException when that takes too long
     */
    static void await(Loop loop, BooleanSupplier done, String what) throws IOException {
        long until = System.nanoTime() + BEGINNING.toNanos();
        loop.run(() -> !done.getAsBoolean() && System.nanoTime() < until);
        if (!done.getAsBoolean()) {
            throw new IOException("not all " + what + " could be opened");
        }
    }
}
