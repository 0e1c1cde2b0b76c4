package dev.stillframe.jetty.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/** A pool that knows which of its buffers are out, and who took them. */
final class CountedBuffers extends ArrayByteBufferPool.Tracking {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Expects every buffer back. A server that stops does not wait for all threads: one may still
     * be writing what nobody will read, and lets go of its buffer when it is through.
     */
    void expectAll() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!getLeaks().isEmpty() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(List.of(), List.copyOf(getLeaks()), dumpLeaks());
    }
}
