package dev.stillframe.netty;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A buffer of several parts: it is done with the last of them. */
final class Parts implements Completion {
    private final ByteBuf buffer;
    private final Completion completion;
    private int left;
    private @Nullable Throwable failure;

    /**
     * @param buffer released with the last part
     * @param left how many parts it has
     */
    Parts(ByteBuf buffer, int left, Completion completion) {
        this.buffer = buffer;
        this.left = left;
        this.completion = completion;
    }

    @Override
    public void completed(@Nullable Throwable why) {
        if (why != null) {
            failure = why;
        }
        if (--left == 0) {
            buffer.release();
            completion.completed(failure);
        }
    }
}
