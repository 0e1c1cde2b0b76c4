package dev.stillframe.grpc.runtime;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Opening;
import dev.stillframe.grpc.call.Receiving;
import dev.stillframe.grpc.wire.Ends;
import dev.stillframe.grpc.wire.Frames;
import dev.stillframe.grpc.wire.Trailing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A server's call in direct style. Its handler's thread reads and writes; its end may come from
 * anywhere.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class DirectCall<I, O> implements Call {
    /**
     * A response up to this size leaves with its head and trailers, and nobody waits for it. A
     * larger one waits for credit, where its deadline can still end it.
     */
    private static final int AT_ONCE = 16_384;

    private final ServerExchange exchange;
    private final Opening.Opened opened;
    private final Method<I, O> method;
    private final ServiceOptions options;
    private final Incoming<I> incoming;
    private final Scope scope = new Scope(Thread.currentThread());
    private final long began = System.nanoTime();

    // The handler's thread's.
    private Metadata trailers = Metadata.EMPTY;
    private @Nullable Future<?> deadline;
    private boolean headSent;
    private boolean compressing;
    private int sent;

    DirectCall(
            ServerExchange exchange,
            Opening.Opened opened,
            Method<I, O> method,
            ServiceOptions options) {
        this.exchange = exchange;
        this.opened = opened;
        this.method = method;
        this.options = options;
        this.incoming =
                new Incoming<>(
                        exchange,
                        Receiving.of(method.request(), opened.received(), options.maxReceived()));
    }

    /** Watches over the end of the stream, and the deadline. */
    void begin() {
        exchange.onFailure(end -> scope.cancel(cut(end)));
        Duration timeout = opened.head().timeout();
        if (timeout.isPositive()) {
            deadline = Deadlines.after(nanos(timeout), this::late);
        }
    }

    private static Status cut(End end) {
        return Status.of(Code.CANCELLED, Ends.of(end).message());
    }

    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : time.toNanos();
    }

    private void late() {
        Status status = Status.of(Code.DEADLINE_EXCEEDED, "the client's deadline has run out");
        if (scope.cancel(status)) {
            exchange.reset(ErrorCode.CANCEL);
        }
    }

    // ---- the messages

    /** The one request of a client that does not stream, at the end of its message. */
    I only() throws RpcException {
        I request = next();
        if (request == null) {
            throw new RpcException(Opening.NONE_HAS_COME);
        }
        if (next() != null) {
            throw new RpcException(Opening.MORE_THAN_ONE);
        }
        return request;
    }

    /** The requests as they come. */
    Source<I> requests() {
        return new Source<>() {
            private int taken;

            @Override
            public @Nullable I next() throws RpcException {
                I request = DirectCall.this.next();
                if (request != null && ++taken > 1 && !method.kind().clientStreams()) {
                    throw new RpcException(Opening.MORE_THAN_ONE);
                }
                return request;
            }

            @Override
            public boolean awaitNext() throws RpcException {
                try {
                    return incoming.begins();
                } catch (IOException e) {
                    throw over(e);
                }
            }

            @Override
            public void close() {
                incoming.clear();
            }
        };
    }

    private @Nullable I next() throws RpcException {
        try {
            return incoming.next();
        } catch (IOException e) {
            throw over(e);
        }
    }

    /** What the stream's end means for the handler. */
    private RpcException over(IOException cause) {
        if (cause instanceof StreamException stream) {
            scope.cancel(cut(stream.end())); // who is told of it may not yet have been
        }
        Status status = scope.status();
        return new RpcException(
                status == null
                        ? Status.of(Code.CANCELLED, String.valueOf(cause.getMessage()))
                        : status,
                cause);
    }

    /** Sends a response; waits for credit. */
    void send(O response) throws RpcException {
        if (sent > 0 && !method.kind().serverStreams()) {
            throw new IllegalStateException("a second response of " + method);
        }
        Octets frame = frame(response);
        try {
            head(Metadata.EMPTY);
            exchange.write(frame.toByteBuffer());
            sent++;
        } catch (IOException e) {
            throw over(e);
        }
    }

    /** A response on the wire. */
    Octets frame(O response) throws RpcException {
        try {
            return Frames.of(method.response(), response, used(), options.maxSent());
        } catch (Frames.TooLarge e) {
            throw new RpcException(e.status());
        }
    }

    /** What the client takes, and we have; null for nothing. */
    private @Nullable Compression compression() {
        return opened.accepted().isEmpty() ? null : opened.accepted().getFirst();
    }

    private void head(Metadata custom) throws IOException {
        if (!headSent) {
            headSent = true;
            exchange.respond(
                    Opening.head(method.response().subtype(), options, compression(), custom));
        }
    }

    // ---- the end

    /** The handler has returned: nothing that it has begun goes on. */
    void join() {
        scope.join();
    }

    /**
     * Ends the call: with the response of a unary handler, or with what has been sent. Until then,
     * and while it waits for credit, the call may still end early.
     */
    void finish(@Nullable Octets response, Status status, Metadata with) throws IOException {
        End end = exchange.ended();
        if (end != null && !(end instanceof End.Complete)) {
            scope.cancel(cut(end));
        }
        try {
            if (scope.status() == null && end == null) {
                end(response, status, status.isOk() ? trailers.plus(with) : with);
            }
        } catch (InterruptedIOException e) {
            if (scope.status() == null) {
                throw e;
            }
        }
        if (scope.status() != null) {
            exchange.reset(ErrorCode.CANCEL);
        }
    }

    private void end(@Nullable Octets response, Status status, Metadata custom) throws IOException {
        Octets frame = status.isOk() ? response : null;
        boolean missing =
                status.isOk() && frame == null && sent == 0 && !method.kind().serverStreams();
        Status said = missing ? Status.of(Code.INTERNAL, "no response was made") : status;
        String subtype = method.response().subtype();
        if (frame != null && !headSent && frame.length() <= AT_ONCE) {
            headSent = true;
            exchange.respond(
                    Opening.head(subtype, options, used(), Metadata.EMPTY),
                    frame,
                    Trailing.of(said, custom));
        } else if (frame != null || headSent) {
            head(Metadata.EMPTY);
            if (frame != null) {
                exchange.write(frame.toByteBuffer());
            }
            exchange.end(Trailing.of(said, custom));
        } else {
            exchange.respond(Opening.alone(subtype, options, said, custom), Octets.EMPTY);
        }
    }

    /** What the next message is compressed with; null for nothing. */
    private @Nullable Compression used() {
        return compressing ? compression() : null;
    }

    /** It is over: it cannot end early any more. */
    void letGo() {
        Future<?> alarm = deadline;
        if (alarm != null) {
            alarm.cancel(false);
        }
        scope.close();
    }

    // ---- what its handler may ask

    @Override
    public CallHead head() {
        return opened.head();
    }

    @Override
    public @Nullable Duration remaining() {
        Duration timeout = opened.head().timeout();
        if (!timeout.isPositive()) {
            return null;
        }
        Duration left = timeout.minusNanos(System.nanoTime() - began);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public SocketAddress peer() {
        return exchange.peer();
    }

    @Override
    public @Nullable SSLSession tls() {
        return exchange.tls();
    }

    @Override
    public void headers(Metadata metadata) throws RpcException {
        if (headSent) {
            throw new IllegalStateException("the head was sent");
        }
        try {
            head(metadata);
        } catch (IOException e) {
            throw over(e);
        }
    }

    @Override
    public void trailers(Metadata metadata) {
        trailers = trailers.plus(metadata);
    }

    @Override
    public void compressing(boolean compress) {
        compressing = compress;
    }

    @Override
    public boolean isCancelled() {
        return scope.status() != null;
    }

    @Override
    public void onCancel(Runnable told) {
        scope.onCancel(told);
    }

    /** As {@link #onCancel}, for what may be over sooner; that takes it back. */
    Runnable telling(Runnable told) {
        return scope.telling(told);
    }

    @Override
    public <T> Future<T> fork(Callable<T> work) {
        return scope.fork(work);
    }

    @Override
    public CallOptions options() {
        CallOptions under = CallOptions.DEFAULT.under(this);
        Duration left = remaining();
        return left == null ? under : under.within(left);
    }
}
