package dev.stillframe.vertx4;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of a request's content: the handlers that were set, and those who wait for all of it.
 * Handlers run on the request's context.
 */
final class RequestBody {
    private final ContextInternal context;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Buffer whole;
    private @Nullable Promise<Buffer> wholePromise;
    private @Nullable Promise<Void> endPromise;

    RequestBody(ContextInternal context) {
        this.context = context;
    }

    synchronized void dataHandler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
    }

    synchronized void endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
    }

    synchronized void exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
    }

    /** All of it, from now on. */
    synchronized Future<Buffer> whole() {
        Promise<Buffer> promise = wholePromise;
        if (promise == null) {
            whole = Buffer.buffer();
            promise = context.promise();
            wholePromise = promise;
        }
        return promise.future();
    }

    synchronized Future<Void> ended() {
        Promise<Void> promise = endPromise;
        if (promise == null) {
            promise = context.promise();
            endPromise = promise;
        }
        return promise.future();
    }

    void data(Buffer data) {
        Handler<Buffer> handler;
        Buffer all;
        synchronized (this) {
            handler = dataHandler;
            all = whole;
        }
        if (handler != null) {
            context.dispatch(data, handler);
        }
        if (all != null) {
            all.appendBuffer(data);
        }
    }

    void end() {
        Handler<Void> handler;
        Promise<Buffer> all;
        Promise<Void> end;
        synchronized (this) {
            handler = endHandler;
            all = wholePromise;
            end = endPromise;
        }
        if (handler != null) {
            context.dispatch(handler);
        }
        if (all != null) {
            all.tryComplete(whole);
        }
        if (end != null) {
            end.tryComplete();
        }
    }

    void failed(Throwable failure) {
        Handler<Throwable> handler;
        Promise<Buffer> all;
        Promise<Void> end;
        synchronized (this) {
            handler = exceptionHandler;
            all = wholePromise;
            end = endPromise;
        }
        if (handler != null) {
            context.dispatch(failure, handler);
        }
        if (all != null) {
            all.tryFail(failure);
        }
        if (end != null) {
            end.tryFail(failure);
        }
    }
}
