package dev.stillframe.api.grpc;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A server's call beside its messages, in direct style. When the call ends early (cancelled by the
 * client, deadline, lost connection) its thread is interrupted, and with it all that was forked
 * from it and every client call made with {@link #options}.
 */
public interface Call {
    /** What it began with. */
    CallHead head();

    /** What is left of the client's deadline; null where it has none, zero when it is over. */
    @Nullable Duration remaining();

    /** The address of the peer. */
    SocketAddress peer();

    /** The TLS session with the peer, or null on a plain connection. */
    @Nullable SSLSession tls();

    /**
     * Sends metadata ahead of the first message; at once, where otherwise it would leave with the
     * first message.
     *
     * @throws IllegalStateException when the head was sent
     * @throws RpcException when the call has ended
     */
    void headers(Metadata metadata) throws RpcException;

    /** Adds metadata to the trailers of a call that ends well. */
    void trailers(Metadata metadata);

    /** Whether messages sent from now on are compressed, where the client takes it. */
    void compressing(boolean compress);

    /** Whether the call has ended early. */
    boolean isCancelled();

    /**
     * Runs when the call ends early, on a thread that must not be kept; at once when it has.
     *
     * @param told at most once
     */
    void onCancel(Runnable told);

    /**
     * Runs work on a virtual thread of its own that does not outlive the call: when the handler
     * returns or the call ends early, it is interrupted, and the call waits for it.
     */
    <T> Future<T> fork(Callable<T> work);

    /** Options for calls made on behalf of this one: no later deadline, and cancelled with it. */
    CallOptions options();
}
