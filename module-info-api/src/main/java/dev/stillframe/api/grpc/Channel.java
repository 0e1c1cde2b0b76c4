package dev.stillframe.api.grpc;

import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Calls the methods of a server, over connections of a pool. All methods may be called by any
 * thread.
 */
public interface Channel extends AutoCloseable {
    /**
     * Calls and waits for the response.
     *
     * @throws RpcException when the call does not end with OK; with CANCELLED when the thread is
     *     interrupted, whose interrupt status is set
     */
    <I, O> O unary(Method<I, O> method, I request, CallOptions options) throws RpcException;

    /**
     * Calls. Cancelling the stage's future cancels the call.
     *
     * @return the response, or {@link RpcException}; completed on the connection's loop, so what
     *     follows on it must not block
     */
    <I, O> CompletionStage<O> unaryAsync(Method<I, O> method, I request, CallOptions options);

    /** Begins a call of any kind in direct style; returns once it was given to a connection. */
    <I, O> ClientCall<I, O> open(Method<I, O> method, CallOptions options) throws RpcException;

    /**
     * Calls by a machine on the connection's loop.
     *
     * @return how it ended, always with the final context; {@link Machine#ended} is called before
     */
    <C, I, O> CompletionStage<Outcome<C>> run(
            Method<I, O> method, Machine<C, O, I> machine, CallOptions options);

    /** Begins a call with one request and any number of responses. */
    default <I, O> Source<O> serverStreaming(Method<I, O> method, I request, CallOptions options)
            throws RpcException {
        ClientCall<I, O> call = open(method, options);
        try {
            call.send(request);
            call.halfClose();
            return call;
        } catch (RpcException | RuntimeException e) {
            call.close();
            throw e;
        }
    }

    /** How far it is. SHUTDOWN once it was told to. */
    Connectivity state();

    /**
     * Waits for a change.
     *
     * @return completes once the state is another than this one, at once if it is, with that state;
     *     on any thread, and what follows on it must not block. A state may have been left again by
     *     then
     */
    CompletionStage<Connectivity> changed(Connectivity from);

    /** Looks the target up and connects, though there is no call. Does nothing unless IDLE. */
    void connect();

    /**
     * No new calls; those that run may finish within the grace time.
     *
     * @return completes when all is closed
     */
    CompletionStage<Void> shutdown(Duration grace);

    /** Shuts down with the grace time of the options, and waits for it. */
    @Override
    void close();
}
