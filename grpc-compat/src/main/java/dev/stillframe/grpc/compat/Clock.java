package dev.stillframe.grpc.compat;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Rings for the deadlines of contexts, and of calls that have not begun. One thread for all. */
final class Clock {
    static final ScheduledExecutorService TIMER = timer();

    private Clock() {}

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("stillframe-bridge").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
