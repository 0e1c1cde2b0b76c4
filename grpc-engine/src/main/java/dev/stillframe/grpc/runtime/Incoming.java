package dev.stillframe.grpc.runtime;

import dev.stillframe.api.direct.Exchange;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Receiving;
import dev.stillframe.grpc.wire.Deframer;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one side of a call, read from its stream and decoded when they are asked for. A
 * piece is let go of once all that lies in it was asked for.
 *
 * @param <T> the messages
 */
final class Incoming<T> {
    private final Exchange exchange;
    private final ArrayDeque<Deframer.Frame> ready = new ArrayDeque<>();
    private Receiving<T> receiving;
    private @Nullable Status wrong;
    private boolean over;

    Incoming(Exchange exchange, Receiving<T> receiving) {
        this.exchange = exchange;
        this.receiving = receiving;
    }

    /**
     * The next message; waits for it.
     *
     * @return null at the end of the peer's message
     * @throws RpcException when what came is no message
     * @throws IOException when the stream has ended early, or the thread was interrupted
     */
    @Nullable T next() throws RpcException, IOException {
        Deframer.Frame next = ready.poll();
        while (next == null) {
            if (wrong != null) {
                throw new RpcException(wrong);
            }
            if (over) {
                return null;
            }
            read();
            next = ready.poll();
        }
        try {
            return receiving.message(next);
        } catch (Receiving.Wrong e) {
            ready.clear();
            wrong = e.status();
            throw new RpcException(wrong);
        }
    }

    private void read() throws IOException {
        Octets octets = exchange.read();
        if (octets == null) {
            over = true;
            wrong = receiving.atEnd();
        } else {
            Receiving.Taken<T> taken = receiving.take(octets);
            receiving = taken.next();
            ready.addAll(taken.frames());
            wrong = taken.wrong();
        }
    }

    /**
     * Whether {@link #next} has a message to wait for, or something to throw; waits until it is
     * known.
     *
     * @throws IOException when the stream has ended early, or the thread was interrupted
     */
    boolean begins() throws IOException {
        while (ready.isEmpty() && wrong == null && !over && !receiving.deframer().isWithin()) {
            read();
        }
        return !ready.isEmpty() || wrong != null || !over;
    }

    /** Whether the peer's message has been read to its end. */
    boolean isOver() {
        return over;
    }

    /** Lets go of messages that were not taken. */
    void clear() {
        ready.clear();
        over = true;
    }
}
