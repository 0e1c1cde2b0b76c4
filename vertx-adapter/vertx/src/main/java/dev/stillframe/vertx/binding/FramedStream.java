package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

/** One of the driver's streams, told to the stream of Vert.x'. */
final class FramedStream implements StreamListener {
    private final FramedConnection connection;
    private final DriverStream stream;
    private final Http2ServerStream told;

    FramedStream(FramedConnection connection, DriverStream stream, Http2ServerStream told) {
        this.connection = connection;
        this.stream = stream;
        this.told = told;
    }

    /** One copy: a buffer of Vert.x' lasts as long as somebody holds it, and nobody releases it. */
    @Override
    public void data(Octets octets) {
        BufferInternal buffer = BufferInternal.buffer(octets.length());
        ByteBuf target = buffer.unwrap();
        target.writeBytes(octets.toByteBuffer());
        told.onData(buffer);
    }

    @Override
    public void inputEnded(FieldSection trailers) {
        if (trailers.isEmpty()) {
            told.onTrailers();
        } else {
            told.onTrailers(Heads.trailers(trailers));
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        told.onWritabilityChanged();
    }

    @Override
    public void closed(End end) {
        if (end instanceof End.Reset reset && reset.byPeer()) {
            told.onReset(reset.code().value() & 0xffffffffL);
        }
        told.onClose(end instanceof End.Lost ? connection.lastGoAway() : null);
        release();
        connection.streamClosed();
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
}
