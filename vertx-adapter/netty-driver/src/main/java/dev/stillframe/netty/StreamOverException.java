package dev.stillframe.netty;

import java.io.IOException;

/**
 * A stream, or its connection, has ended before something could be sent on it. It says so of this
 * stream alone. Without a stack trace: it is made for each write that comes late.
 */
public final class StreamOverException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With the reason in words. */
    public StreamOverException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
