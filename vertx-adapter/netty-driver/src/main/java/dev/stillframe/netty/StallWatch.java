package dev.stillframe.netty;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds a channel that takes nothing while octets wait: its peer has ceased to read, and holds
 * memory. On the loop. There is one timer at the most, and none where writes are taken at once.
 */
final class StallWatch {
    /** So many looks in a row see nothing move. */
    private static final int LOOKS = 4;

    private static final Duration FOREVER = Duration.ofDays(365);

    private final EventExecutor loop;
    private final LongSupplier waiting;
    private final Runnable stalled;
    private final long periodNanos;
    private boolean writing;
    private long before = -1;
    private int unmoved;
    private @Nullable ScheduledFuture<?> look;

    /**
     * @param timeout how long nothing may move; a quarter more may pass until it is seen. Zero for
     *     ever
     * @param waiting octets that the channel has not taken
     * @param stalled is run when the time is over
     */
    StallWatch(EventExecutor loop, Duration timeout, LongSupplier waiting, Runnable stalled) {
        this.loop = loop;
        this.waiting = waiting;
        this.stalled = stalled;
        this.periodNanos =
                timeout.isZero() || timeout.compareTo(FOREVER) > 0
                        ? 0
                        : Math.max(1, timeout.toNanos() / LOOKS);
    }

    /** A write was not taken at once. */
    void begin() {
        writing = true;
        if (periodNanos > 0 && look == null) {
            next();
        }
    }

    /** It is taken, or has failed. */
    void end() {
        writing = false;
        before = -1;
        unmoved = 0;
    }

    /** The channel is closed. */
    void stop() {
        writing = false;
        ScheduledFuture<?> pending = look;
        look = null;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void next() {
        look = loop.schedule(this::look, periodNanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        look = null;
        if (!writing) {
            return;
        }
        long now = waiting.getAsLong();
        unmoved = now == before ? unmoved + 1 : 0;
        before = now;
        if (unmoved < LOOKS) {
            next();
        } else {
            writing = false;
            stalled.run();
        }
    }
}
