package dev.stillframe.api.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request could not be begun, or its connection could not be had. */
public class ClientException extends IOException {
    private static final long serialVersionUID = 1L;

    /** At which point it failed. */
    public enum Failure {
        /** The name is unknown, or no address could be connected to in time. */
        UNREACHABLE,
        /** TLS was refused, by the peer or by us: the cause says why. */
        TLS,
        /** The peer speaks HTTP/1.1, as ALPN or its answer to the upgrade says. */
        HTTP_1,
        /** What the peer sent first is not HTTP/2. */
        NOT_HTTP_2,
        /** The peer accepted the connection and sent no settings in time. */
        SILENT,
        /** The connection ended while it was being set up. */
        LOST,
        /** No connection had room before the deadline, or the time to wait was over. */
        TIMED_OUT,
        /** Too many requests wait. */
        QUEUE_FULL,
        /** The client or connection is shut down. */
        SHUT_DOWN,
        /** The response's content is larger than the client keeps. */
        TOO_LARGE,
        /** The response's content is not coded as it says. */
        UNDECODABLE,
        /** The request cannot be sent as it is. */
        REFUSED,
        /** Code that came with the request has thrown: the cause says what. */
        THROWN
    }

    private final Failure failure;
    private final @Nullable Endpoint endpoint;

    /** With what has failed, on the way to whom. */
    public ClientException(
            Failure failure,
            @Nullable Endpoint endpoint,
            String message,
            @Nullable Throwable cause) {
        super(endpoint == null ? message : endpoint + ": " + message, cause);
        this.failure = failure;
        this.endpoint = endpoint;
    }

    /** The same, with the trace of whoever asks for it; this one is its cause. */
    public ClientException again() {
        return new ClientException(this);
    }

    private ClientException(ClientException first) {
        super(first.getMessage(), first);
        failure = first.failure;
        endpoint = first.endpoint;
    }

    /** At which point it failed. */
    public Failure failure() {
        return failure;
    }

    /** On the way to whom; null when no endpoint was concerned. */
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }
}
