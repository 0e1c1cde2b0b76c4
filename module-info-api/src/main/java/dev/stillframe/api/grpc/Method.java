package dev.stillframe.api.grpc;

import java.util.Objects;

/**
 * A method of a service.
 *
 * @param service the full name: {@code package.Service}
 * @param name the method's own name
 * @param kind which side streams
 * @param request the requests' codec
 * @param response the responses' codec
 * @param idempotent whether calling it twice does no more than once ({@code idempotency_level})
 * @param <I> requests
 * @param <O> responses
 */
public record Method<I, O>(
        String service,
        String name,
        Kind kind,
        Codec<I> request,
        Codec<O> response,
        boolean idempotent) {
    /** Which side sends any number of messages instead of one. */
    public enum Kind {
        /** Neither. */
        UNARY(false, false),
        /** The client. */
        CLIENT_STREAMING(true, false),
        /** The server. */
        SERVER_STREAMING(false, true),
        /** Both. */
        BIDIRECTIONAL(true, true);

        private final boolean client;
        private final boolean server;

        Kind(boolean client, boolean server) {
            this.client = client;
            this.server = server;
        }

        /** Whether the client may send any number of messages. */
        public boolean clientStreams() {
            return client;
        }

        /** Whether the server may send any number of messages. */
        public boolean serverStreams() {
            return server;
        }
    }

    public Method {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(request);
        Objects.requireNonNull(response);
        if (service.isEmpty() || name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not a method: " + service + '/' + name);
        }
    }

    /** A method that may not be idempotent. */
    public static <I, O> Method<I, O> of(
            Kind kind, String service, String name, Codec<I> request, Codec<O> response) {
        return new Method<>(service, name, kind, request, response, false);
    }

    /** The {@code :path} of a call: {@code /service/name}. */
    public String path() {
        return '/' + service + '/' + name;
    }

    /** The status of a server that does not implement it: UNIMPLEMENTED. */
    public Status unimplemented() {
        return Status.of(Code.UNIMPLEMENTED, "not implemented: " + this);
    }

    @Override
    public String toString() {
        return service + '/' + name;
    }
}
