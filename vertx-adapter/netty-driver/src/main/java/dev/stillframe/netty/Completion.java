package dev.stillframe.netty;

import org.jspecify.annotations.Nullable;

/**
 * Told once what became of a write. On the event loop, never within the call that it belongs to.
 */
@FunctionalInterface
public interface Completion {
    /** Nobody wants to know. */
    Completion IGNORED = failure -> {};

    /**
     * The write is over.
     *
     * @param failure why nothing, or not all, will be sent; null when it has been handed to the
     *     channel. A stream that is over is a {@link StreamOverException}
     */
    void completed(@Nullable Throwable failure);
}
