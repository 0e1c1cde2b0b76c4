package dev.stillframe.api.grpc;

/** Stands around the handlers of a server's methods. {@link ClientInterceptor} is the client's. */
@FunctionalInterface
public interface Interceptor {
    /**
     * Called once for each method when the services are put together.
     *
     * @return what is called instead of {@code next}, and may call it
     */
    <I, O> MethodHandler<I, O> around(Method<I, O> method, MethodHandler<I, O> next);
}
