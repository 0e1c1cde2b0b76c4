package dev.stillframe.vertx4;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpFrameImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.streams.impl.InboundBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, between the driver on the event loop and the request and response on their context.
 */
@SuppressWarnings("deprecation")
final class ServerStream implements StreamListener {
    /** Buffers that wait before the input counts as held up. */
    private static final int WAITING = 5;

    /**
     * Content that has arrived.
     *
     * @param credit octets of the wire that it stands for
     */
    private record Arrived(Buffer data, int credit) {}

    private final ServerConnection connection;
    private final DriverStream wire;
    private final ContextInternal context;
    private final ServerRequest request;
    private final ServerResponse response;
    private final Outbound out;
    private final Observation observation;
    private final InboundBuffer<Object> waiting;
    private final @Nullable ContentDecoder decoder;

    private volatile long bytesRead;
    private boolean inputEnded;

    /** Whether content could not be decoded: there is none after it, nor an end. */
    private boolean corrupt;

    ServerStream(
            ServerConnection connection,
            DriverStream wire,
            RequestTarget target,
            HeaderFields headers,
            ContextInternal context) {
        this.connection = connection;
        this.wire = wire;
        this.context = context;
        this.observation = new Observation(connection.metrics(), context);
        this.out = new Outbound(connection, wire, observation);
        this.decoder = ContentDecoder.of(connection.options(), headers);
        this.request = new ServerRequest(this, target, headers);
        this.response = new ServerResponse(this, request);
        this.waiting = new InboundBuffer<>(context, WAITING);
        waiting.handler(this::next);
        waiting.exceptionHandler(context::reportException);
    }

    /** Has the application take the request. */
    void begin(Handler<HttpServerRequest> handler) {
        observation.requestBegins(request, connection.metric());
        if (connection.options().isHandle100ContinueAutomatically()
                && "100-continue".equalsIgnoreCase(wire.head().fields().value("expect"))) {
            response.writeContinue();
        }
        observation.trace(request, connection.options().getTracingPolicy());
        context.emit(request, handler);
    }

    // What the driver says, on the loop.

    @Override
    public void data(Octets octets) {
        int length = octets.length();
        bytesRead += length;
        connection.reportBytesRead(length);
        if (decoder == null) {
            // Nobody releases the buffers of an application: this one is the collector's.
            ByteBuf copy = VertxByteBufAllocator.DEFAULT.heapBuffer(length);
            copy.writeBytes(octets.toByteBuffer());
            offer(new Arrived(Buffer.buffer(copy), length));
            return;
        }
        decoded(at -> at.decode(octets), length);
    }

    /** Content that cannot be decoded costs the stream. */
    private void decoded(Function<ContentDecoder, Buffer> step, int credit) {
        ContentDecoder at = decoder;
        if (at == null || corrupt) {
            return;
        }
        Buffer data;
        try {
            data = step.apply(at);
        } catch (RuntimeException failure) {
            corrupt = true;
            context.emit(failure, request::failed);
            out.reset(ErrorCode.PROTOCOL_ERROR.value());
            return;
        }
        if (data.length() > 0) {
            offer(new Arrived(data, credit));
        } else {
            // It would take the place of one that the application has fetched.
            wire.consumed(credit);
        }
    }

    @Override
    public void inputEnded(FieldSection trailers) {
        inputEnded = true;
        observation.requestEnds(request, bytesRead);
        connection.flushBytesRead();
        decoded(ContentDecoder::rest, 0);
        if (!corrupt) {
            context.emit(trailers, waiting::write);
        }
    }

    private void offer(Arrived arrived) {
        context.execute(arrived, waiting::write);
    }

    /** Vert.x has types from 128 on negative. */
    @Override
    public void extension(int type, int flags, Octets payload) {
        Buffer octets = Buffer.buffer(payload.toArray());
        context.emit(new HttpFrameImpl((byte) type, flags, octets), request::frame);
    }

    @Override
    public void writabilityChanged(boolean now) {
        out.writable(now);
        context.emit(now, response::writabilityChanged);
    }

    @Override
    public void closed(End end) {
        try {
            if (end instanceof End.Reset reset) {
                closedBy(reset);
            } else if (end instanceof End.Lost lost) {
                context.emit(connection.closedBy(lost), request::failed);
            }
            observation.streamCloses();
            observation.traceEnds(response, closedEarly());
            connection.flushBytesWritten();
        } finally {
            // Whatever metrics, tracer or a worker that is gone have thrown.
            letGo();
        }
    }

    private void letGo() {
        out.closed();
        if (decoder != null) {
            decoder.close();
        }
        try {
            context.execute(
                    ignored -> {
                        response.streamClosed();
                        request.closed();
                        connection.onLoop(wire::released);
                    });
        } finally {
            connection.streamClosed();
        }
    }

    private void closedBy(End.Reset reset) {
        long code = Integer.toUnsignedLong(reset.code().value());
        if (reset.byPeer()) {
            out.wasReset(code);
            context.emit(new StreamResetException(code), request::reset);
        } else if (!out.isReset() && !reset.code().equals(ErrorCode.NO_ERROR)) {
            context.emit(PeerFault.of(id(), reset.code(), reset.reason()), request::failed);
        }
    }

    private @Nullable Throwable closedEarly() {
        return !inputEnded && !observation.isComplete()
                ? new HttpClosedException("Stream was closed")
                : null;
    }

    // What arrives, on the context.

    private void next(Object item) {
        if (item instanceof Arrived arrived) {
            connection.onLoop(() -> wire.consumed(arrived.credit()));
            request.data(arrived.data());
        } else {
            request.inputEnded();
        }
    }

    void pause() {
        waiting.pause();
    }

    void fetch(long amount) {
        waiting.fetch(amount);
    }

    void routed(String route) {
        out.inOrder(() -> observation.routed(route));
    }

    // What they ask.

    ServerConnection connection() {
        return connection;
    }

    ContextInternal context() {
        return context;
    }

    ServerResponse response() {
        return response;
    }

    Outbound out() {
        return out;
    }

    int id() {
        return wire.id();
    }

    long bytesRead() {
        return bytesRead;
    }

    @Nullable Object metric() {
        return observation.metric();
    }
}
