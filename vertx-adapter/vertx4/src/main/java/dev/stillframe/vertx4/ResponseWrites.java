package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import org.jspecify.annotations.Nullable;

/**
 * The many ways to write, as one. Each comes with a future and with a handler, which may be null.
 */
@SuppressWarnings("deprecation")
abstract sealed class ResponseWrites extends ResponseEvents permits ServerResponse {
    ResponseWrites(ContextInternal context, KnownFields known, MultiMap requestHeaders) {
        super(context, known, requestHeaders);
    }

    /**
     * Sends content, ends, or both.
     *
     * @param octets from here on the response's, unless this throws; null for none
     * @param promise null where nobody asks
     * @throws IllegalStateException when the response has ended
     */
    abstract void send(
            @Nullable ByteBuf octets, boolean end, @Nullable PromiseInternal<Void> promise);

    /** A promise that tells this handler; null for null. */
    @Nullable PromiseInternal<Void> told(@Nullable Handler<AsyncResult<Void>> handler) {
        return handler == null ? null : context().promise(handler);
    }

    private Future<Void> sent(@Nullable ByteBuf octets, boolean end) {
        PromiseInternal<Void> promise = context().promise();
        send(octets, end, promise);
        return promise.future();
    }

    private static ByteBuf octets(String text) {
        return Buffer.buffer(text).getByteBuf();
    }

    private static ByteBuf octets(String text, String charset) {
        return Buffer.buffer(text, charset).getByteBuf();
    }

    @Override
    public Future<Void> write(Buffer chunk) {
        return sent(chunk.getByteBuf(), false);
    }

    @Override
    public void write(Buffer chunk, @Nullable Handler<AsyncResult<Void>> handler) {
        send(chunk.getByteBuf(), false, told(handler));
    }

    @Override
    public Future<Void> write(String text, String charset) {
        return sent(octets(text, charset), false);
    }

    @Override
    public void write(String text, String charset, @Nullable Handler<AsyncResult<Void>> handler) {
        send(octets(text, charset), false, told(handler));
    }

    @Override
    public Future<Void> write(String text) {
        return sent(octets(text), false);
    }

    @Override
    public void write(String text, @Nullable Handler<AsyncResult<Void>> handler) {
        send(octets(text), false, told(handler));
    }

    @Override
    public Future<Void> end(String text) {
        return sent(octets(text), true);
    }

    @Override
    public void end(String text, @Nullable Handler<AsyncResult<Void>> handler) {
        send(octets(text), true, told(handler));
    }

    @Override
    public Future<Void> end(String text, String charset) {
        return sent(octets(text, charset), true);
    }

    @Override
    public void end(String text, String charset, @Nullable Handler<AsyncResult<Void>> handler) {
        send(octets(text, charset), true, told(handler));
    }

    @Override
    public Future<Void> end(Buffer chunk) {
        return sent(chunk.getByteBuf(), true);
    }

    @Override
    public void end(Buffer chunk, @Nullable Handler<AsyncResult<Void>> handler) {
        send(chunk.getByteBuf(), true, told(handler));
    }

    @Override
    public Future<Void> end() {
        return sent(null, true);
    }

    @Override
    public void end(@Nullable Handler<AsyncResult<Void>> handler) {
        send(null, true, told(handler));
    }
}
