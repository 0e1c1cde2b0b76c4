package dev.stillframe.api.grpc;

import java.io.Serial;

/**
 * A call that did not end with {@link Code#OK}: what a client gets, and what a handler throws to
 * end its call with a status.
 */
public final class RpcException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Status status;
    private final transient Metadata trailers;

    /** Ends a call with a status. */
    public RpcException(Status status) {
        this(status, Metadata.EMPTY);
    }

    /** Ends a call with a status. */
    public RpcException(Code code, String message) {
        this(Status.of(code, message));
    }

    /** Ends a call with a status, and metadata in the trailers. */
    public RpcException(Status status, Metadata trailers) {
        super(status.toString());
        this.status = status;
        this.trailers = trailers;
    }

    /** With what has led to it, for the log. */
    public RpcException(Status status, Throwable cause) {
        super(status.toString(), cause);
        this.status = status;
        this.trailers = Metadata.EMPTY;
    }

    /** How the call ended. */
    public Status status() {
        return status;
    }

    /** The metadata of the trailers. */
    public Metadata trailers() {
        return trailers;
    }
}
