package dev.stillframe.api.grpc;

/**
 * Where messages go, in direct style; by one thread at a time.
 *
 * @param <T> the messages
 */
@FunctionalInterface
public interface Sink<T> {
    /**
     * Sends a message. Waits until it was handed to the transport, as the peer's credit allows.
     *
     * @throws RpcException when the call has ended: with its status on a client, CANCELLED or
     *     DEADLINE_EXCEEDED on a server; RESOURCE_EXHAUSTED, and nothing is sent, when the message
     *     is larger than may be sent
     */
    void send(T message) throws RpcException;
}
