package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.wire.Ends;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** What a client's failures mean for its calls. */
final class Ended {
    static final Status LATE = Status.of(Code.DEADLINE_EXCEEDED, "the deadline has run out");
    static final Status INTERRUPTED = Status.of(Code.CANCELLED, "the thread was interrupted");
    static final Status CANCELLED = Status.of(Code.CANCELLED, "cancelled by the caller");
    static final Status PARENT =
            Status.of(Code.CANCELLED, "the call on behalf of which it was made has ended");

    private Ended() {}

    /** The deadline has run out after tries that failed, with this at last, or with nothing. */
    static Status late(String lastError) {
        return lastError.isEmpty()
                ? LATE
                : Status.of(LATE.code(), LATE.message() + "; the last error was: " + lastError);
    }

    /** The status of a call that ends with this. */
    static Status by(Throwable cause) {
        return switch (cause) {
            case StreamException stream -> Ends.of(stream.end());
            case ClientException failed -> Status.of(code(failed), said(failed));
            case InterruptedIOException ignored -> INTERRUPTED;
            case IOException lost -> Status.of(Code.UNAVAILABLE, said(lost));
            default -> Status.of(Code.INTERNAL, cause.toString());
        };
    }

    private static Code code(ClientException failed) {
        return switch (failed.failure()) {
            case UNREACHABLE, TLS, HTTP_1, NOT_HTTP_2, SILENT, LOST, SHUT_DOWN -> Code.UNAVAILABLE;
            case TIMED_OUT -> Code.DEADLINE_EXCEEDED;
            case QUEUE_FULL, TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
            case UNDECODABLE, REFUSED, THROWN -> Code.INTERNAL;
        };
    }

    private static String said(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Whether no connection could be had, so that nobody has seen anything of the call. */
    static boolean isUnreached(ClientException failed) {
        return switch (failed.failure()) {
            case UNREACHABLE, TLS, HTTP_1, NOT_HTTP_2, SILENT, LOST -> true;
            case SHUT_DOWN, TIMED_OUT, QUEUE_FULL, TOO_LARGE -> false;
            case UNDECODABLE, REFUSED, THROWN -> false;
        };
    }

    /**
     * How the caller sees an end: where it comes as CANCELLED its own reasons count, the deadline
     * first.
     *
     * @param given up for this reason; null when it was not
     */
    static Status seen(Status status, Deadline deadline, @Nullable Status given) {
        if (status.code() != Code.CANCELLED) {
            return status;
        }
        if (deadline.isOver()) {
            return LATE;
        }
        return given == null ? status : given;
    }
}
