package dev.stillframe.vertx4;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;

/** A request that the application never sees. */
final class RefusedStream implements StreamListener {
    private static final RefusedStream LISTENER = new RefusedStream();

    private RefusedStream() {}

    static StreamListener refuse(DriverStream wire, ErrorCode code) {
        wire.reset(code, Completion.IGNORED);
        wire.released();
        return LISTENER;
    }

    @Override
    public void data(Octets octets) {
        // The stream's end returns the credit.
    }

    @Override
    public void inputEnded(FieldSection trailers) {
        // Nobody waits for it.
    }

    @Override
    public void writabilityChanged(boolean writable) {
        // Nobody writes.
    }

    @Override
    public void closed(End end) {
        // Released before.
    }
}
