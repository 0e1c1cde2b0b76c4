package dev.stillframe.api.grpc;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Messages as they come, in direct style; by one thread at a time. What was taken returns to the
 * peer as credit.
 *
 * @param <T> the messages
 */
public interface Source<T> extends Iterable<T>, AutoCloseable {
    /**
     * The next message; waits for it.
     *
     * @return null once there are no more: a server's client has half-closed, or a client's call
     *     has ended with OK
     * @throws RpcException when the call has ended otherwise; when the thread is interrupted the
     *     call is cancelled, with CANCELLED, and the thread's interrupt status is set
     */
    @Nullable T next() throws RpcException;

    /**
     * Waits until a message begins to come, and takes nothing of it: no more is received for it
     * than one piece of content.
     *
     * @return whether {@link #next} has one, or will throw; false where it gives null
     * @throws RpcException as {@link #next}
     */
    boolean awaitNext() throws RpcException;

    /**
     * Lets the messages go that have not been taken. On a client it cancels the call unless it is
     * over; on a server it does nothing else.
     */
    @Override
    void close();

    /**
     * The messages, once. Where {@link #next} throws, the iterator throws {@link
     * UncheckedRpcException}.
     */
    @Override
    default Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T ahead;
            private boolean over;

            @Override
            public boolean hasNext() {
                if (ahead == null && !over) {
                    try {
                        ahead = Source.this.next();
                    } catch (RpcException e) {
                        over = true;
                        throw new UncheckedRpcException(e);
                    }
                    over = ahead == null;
                }
                return !over;
            }

            @Override
            public T next() {
                T message = hasNext() ? ahead : null;
                if (message == null) {
                    throw new NoSuchElementException();
                }
                ahead = null;
                return message;
            }
        };
    }
}
