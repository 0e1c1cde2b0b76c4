package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.Headers;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.VertxException;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** One of the driver's streams, told to the stream of Vert.x', with the content codings between. */
final class FramedStream implements StreamListener {
    private final FramedConnection connection;
    private final DriverStream stream;
    private final Http2ServerStream told;
    private final Coding coding;
    private final Coding.@Nullable Coder decoder;
    private Coding.@Nullable Coder encoder;

    /** Octets that the application has not consumed, as they came and as they were decoded. */
    private long came;

    private long decoded;

    /** Whether content could not be decoded: there is none after it, nor an end. */
    private boolean corrupt;

    FramedStream(
            FramedConnection connection,
            DriverStream stream,
            Http2ServerStream told,
            Coding coding,
            Coding.@Nullable Coder decoder) {
        this.connection = connection;
        this.stream = stream;
        this.told = told;
        this.coding = coding;
        this.decoder = decoder;
    }

    // What the driver says.

    /** One copy: a buffer of Vert.x' lasts as long as somebody holds it, and nobody releases it. */
    @Override
    public void data(Octets octets) {
        if (decoder == null) {
            BufferInternal buffer = BufferInternal.buffer(octets.length());
            ByteBuf target = buffer.unwrap();
            target.writeBytes(octets.toByteBuffer());
            told.onData(buffer);
        } else if (!corrupt) {
            came += octets.length();
            decode(decoder, Unpooled.wrappedBuffer(octets.toByteBuffer()), false);
        }
    }

    private void decode(Coding.Coder by, ByteBuf octets, boolean last) {
        ByteBuf plain;
        try {
            plain = by.decode(octets, last);
        } catch (RuntimeException e) {
            Servers.LOG.log(Level.DEBUG, "A request is not encoded as it says", e);
            corrupt = true;
            stream.reset(ErrorCode.PROTOCOL_ERROR, Completion.IGNORED);
            return;
        }
        int length = plain.readableBytes();
        if (length > 0) {
            decoded += length;
            BufferInternal buffer = BufferInternal.buffer(length);
            ByteBuf target = buffer.unwrap();
            target.writeBytes(plain);
            plain.release();
            told.onData(buffer);
        } else {
            plain.release();
            consumed(0);
        }
    }

    @Override
    public void inputEnded(FieldSection trailers) {
        if (decoder != null && !corrupt) {
            decode(decoder, Unpooled.EMPTY_BUFFER, true);
        }
        if (corrupt) {
            return;
        }
        if (trailers.isEmpty()) {
            told.onTrailers();
        } else {
            told.onTrailers(Heads.trailers(trailers));
        }
    }

    /** Vert.x has types from 128 on negative. */
    @Override
    public void extension(int type, int flags, Octets payload) {
        told.onCustomFrame((byte) type, flags, BufferInternal.buffer(payload.toArray()));
    }

    @Override
    public void writabilityChanged(boolean writable) {
        told.onWritabilityChanged();
    }

    @Override
    public void closed(End end) {
        if (decoder != null) {
            decoder.close();
        }
        if (encoder != null) {
            encoder.close();
        }
        try {
            tellReset(end);
        } finally {
            // Whatever metrics, tracer or a worker that is gone have thrown.
            try {
                told.onClose(end instanceof End.Lost ? connection.lastGoAway() : null);
            } finally {
                letGo();
            }
        }
    }

    private void tellReset(End end) {
        if (end instanceof End.Reset reset) {
            if (reset.byPeer()) {
                told.onReset(reset.code().value() & 0xffffffffL);
            } else if (!reset.reason().isEmpty()) {
                told.onException(VertxException.noStackTrace(reset.reason()));
            }
        }
    }

    private void letGo() {
        try {
            release();
        } finally {
            connection.streamClosed();
        }
    }

    /** When the application's code has been through all that it was told. */
    private void release() {
        ContextInternal context = told.context();
        if (context.isEventLoopContext()) {
            stream.released();
        } else {
            context.execute(() -> connection.onLoop(stream::released));
        }
    }

    // What the application asks.

    /** The head of a response, or trailers where it has no status. */
    void head(Headers<CharSequence, CharSequence, ?> headers, boolean end, Completion done) {
        int status = Heads.status(headers);
        if (status == 0) {
            if (encoder != null) {
                stream.write(
                        encoder.encode(Unpooled.EMPTY_BUFFER, true), false, Completion.IGNORED);
            }
            stream.trailers(Heads.fields(headers), done);
            return;
        }
        if (status < 100 || status > 999) {
            stream.reset(ErrorCode.INTERNAL_ERROR, Completion.IGNORED);
            done.completed(new IllegalArgumentException("a status that is none: " + status));
            return;
        }
        if (status >= 200 && !end && status != 204 && status != 304) {
            encoder = coding.encoder(stream.head(), headers);
        }
        stream.respond(new ResponseHead(status, Heads.fields(headers)), end, done);
    }

    void write(ByteBuf octets, boolean end, Completion done) {
        if (encoder == null || stream.isOver()) {
            stream.write(octets, end, done);
        } else {
            stream.write(encoder.encode(octets, end), end, done);
        }
    }

    void write(ChunkedInput<ByteBuf> file, Completion done) {
        stream.write(encoder == null ? file : new CodedFile(file, encoder), true, done);
    }

    void reset(ErrorCode code, Completion done) {
        stream.reset(code, done);
    }

    /** Octets as the application had them; what returns to the peer are octets as they came. */
    void consumed(int octets) {
        if (decoder == null) {
            stream.consumed(octets);
            return;
        }
        decoded = Math.max(0, decoded - octets);
        long due = decoded == 0 ? came : came * octets / (decoded + octets);
        came -= due;
        stream.consumed((int) due);
    }
}
