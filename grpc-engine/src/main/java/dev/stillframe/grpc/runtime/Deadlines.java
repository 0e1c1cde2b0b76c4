package dev.stillframe.grpc.runtime;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Rings when the deadline of a call in direct style runs out. One thread for all. */
final class Deadlines {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Deadlines() {}

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("stillframe-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Runs this after so many nanoseconds; it must be quick. Cancelled when it is not needed. */
    static Future<?> after(long nanos, Runnable late) {
        return TIMER.schedule(late, nanos, TimeUnit.NANOSECONDS);
    }

    /** How many have not rung yet, of all channels and servers. */
    static int pending() {
        return TIMER.getQueue().size();
    }
}
