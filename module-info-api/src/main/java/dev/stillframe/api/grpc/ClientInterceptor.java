package dev.stillframe.api.grpc;

/** Stands around a client's calls, whatever their style. {@link Interceptor} is the server's. */
@FunctionalInterface
public interface ClientInterceptor {
    /**
     * A call begins. Called by the thread that makes it.
     *
     * @return who is told of it; a new one for each call that is to be told apart
     * @throws RpcException when it is not to be made; it ends with that status
     */
    <I, O> Intercepted<I, O> begins(Method<I, O> method, CallOptions options) throws RpcException;

    /**
     * What an interceptor has to do with one call. Retries and hedges are not seen, but that the
     * requests of a machine are made, and so told of, again for each attempt.
     *
     * <p>Its methods are called by the threads that send and take messages, the connection's loop
     * among them: they must not block. What they throw ends the call.
     *
     * @param <I> requests
     * @param <O> responses
     */
    interface Intercepted<I, O> {
        /** The options that the call is made with, once: those that were given, or others. */
        default CallOptions options(CallOptions given) {
            return given;
        }

        /** A request before it is sent; what is returned goes instead. */
        default I request(I message) {
            return message;
        }

        /** The server's metadata ahead of its messages; not where it has sent none. */
        default void headers(Metadata metadata) {}

        /** A response before it is given to the caller, who gets what is returned. */
        default O response(O message) {
            return message;
        }

        /** The call is over: once, and last. */
        default void ended(Status status, Metadata trailers) {}
    }
}
