package dev.stillframe.vertx4;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/** How far a response is, and who is told. Handlers are called without the lock. */
abstract sealed class ResponseEvents extends ResponseFields permits ResponseWrites {
    private final ContextInternal context;
    private @Nullable Handler<Void> drainHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> headersEndHandler;
    private @Nullable Handler<Void> bodyEndHandler;
    private @Nullable Handler<Void> closeHandler;
    private @Nullable Handler<Void> endHandler;
    private boolean headWritten;
    private boolean sendingFile;
    private boolean ended;
    private boolean closed;

    ResponseEvents(ContextInternal context, KnownFields known, MultiMap requestHeaders) {
        super(known, requestHeaders);
        this.context = context;
    }

    ContextInternal context() {
        return context;
    }

    // What the stream says, on the context.

    void failed(Throwable failure) {
        Handler<Throwable> handler;
        synchronized (this) {
            handler = ended ? null : exceptionHandler;
        }
        if (handler != null) {
            handler.handle(failure);
        }
    }

    void writabilityChanged(boolean writable) {
        Handler<Void> handler;
        synchronized (this) {
            handler = ended || !writable ? null : drainHandler;
        }
        if (handler != null) {
            handler.handle(null);
        }
    }

    void streamClosed() {
        Handler<Void> atEnd;
        Handler<Void> atClose;
        synchronized (this) {
            closed = true;
            atEnd = ended ? null : endHandler;
            atClose = closeHandler;
        }
        if (atEnd != null) {
            context.emit(null, atEnd);
        }
        if (atClose != null) {
            context.emit(null, atClose);
        }
    }

    // What the response does.

    @Override
    synchronized void checkHeadOpen() {
        if (headWritten) {
            throw new IllegalStateException("Response head already sent");
        }
    }

    @Override
    synchronized void checkOpen() {
        if (ended || sendingFile) {
            throw new IllegalStateException("Response has already been written");
        }
    }

    /**
     * Something is written.
     *
     * @param end whether it is the last
     * @throws IllegalStateException when something was the last before
     */
    synchronized void writes(boolean end) {
        checkOpen();
        ended = end;
    }

    /** A file is being sent: nothing else may be written, and it has not ended yet. */
    synchronized void fileBegins() {
        checkOpen();
        sendingFile = true;
    }

    synchronized void fileEnds() {
        sendingFile = false;
        ended = true;
    }

    synchronized void headIsWritten() {
        headWritten = true;
    }

    /** The head is about to be sent: the last chance to change it. */
    void tellHeadEnds() {
        Handler<Void> handler;
        synchronized (this) {
            handler = headersEndHandler;
        }
        if (handler != null) {
            handler.handle(null);
        }
    }

    /** All is written. */
    void tellEnded() {
        Handler<Void> body;
        Handler<Void> all;
        synchronized (this) {
            body = bodyEndHandler;
            all = endHandler;
        }
        if (body != null) {
            body.handle(null);
        }
        if (all != null) {
            all.handle(null);
        }
    }

    // What the application sets and asks.

    @Override
    public synchronized HttpServerResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
        if (handler != null) {
            checkOpen();
        }
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerResponse drainHandler(@Nullable Handler<Void> handler) {
        if (handler != null) {
            checkOpen();
        }
        drainHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerResponse closeHandler(@Nullable Handler<Void> handler) {
        if (handler != null) {
            checkOpen();
        }
        closeHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerResponse endHandler(@Nullable Handler<Void> handler) {
        if (handler != null) {
            checkOpen();
        }
        endHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerResponse headersEndHandler(@Nullable Handler<Void> handler) {
        headersEndHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerResponse bodyEndHandler(@Nullable Handler<Void> handler) {
        bodyEndHandler = handler;
        return this;
    }

    @Override
    public synchronized boolean ended() {
        return ended;
    }

    @Override
    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized boolean headWritten() {
        return headWritten;
    }
}
