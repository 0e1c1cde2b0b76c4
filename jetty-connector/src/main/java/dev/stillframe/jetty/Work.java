package dev.stillframe.jetty;

import org.jspecify.annotations.Nullable;

/**
 * Something that waits for the connection's producer. What it takes to make it runnable may call
 * Jetty, so it is not done under the engine's lock, where most work is found.
 */
interface Work {
    /** What is to run, whose invocation type says how; null for nothing. Called once. */
    @Nullable Runnable task();

    /** Work that is ready to run. */
    static Work of(Runnable runnable) {
        return () -> runnable;
    }
}
