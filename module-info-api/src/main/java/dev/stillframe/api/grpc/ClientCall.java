package dev.stillframe.api.grpc;

import org.jspecify.annotations.Nullable;

/**
 * A client's call in direct style. One thread may send while another takes. Closing it cancels the
 * call unless it is over. The response of a method that has one is given once the call has ended
 * with OK.
 *
 * @param <I> messages that go
 * @param <O> messages that come
 */
public interface ClientCall<I, O> extends Source<O>, Sink<I> {
    /** No more messages will be sent. Does nothing when it was said. */
    void halfClose() throws RpcException;

    /**
     * Whether messages sent from now on are compressed, where {@link CallOptions#compression} says
     * with what. They are until something else is said.
     */
    void compressing(boolean compress);

    /** The server's metadata ahead of its messages; waits for it. Empty when it has none. */
    Metadata headers() throws RpcException;

    /** The metadata of the trailers once the call is over with OK, or null. */
    @Nullable Metadata trailers();

    /** Gives up the call, with RST_STREAM(CANCEL). Does nothing when it is over. */
    void cancel();
}
