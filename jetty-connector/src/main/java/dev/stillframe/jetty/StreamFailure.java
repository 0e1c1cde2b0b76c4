package dev.stillframe.jetty;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.jspecify.annotations.Nullable;

/** A stream has ended for a reason that is not the application's. Quiet: no trace in the log. */
final class StreamFailure extends IOException implements QuietException {
    private static final long serialVersionUID = 1L;

    StreamFailure(String message) {
        super(message);
    }

    /**
     * The failure by which Jetty is told of an end: an {@link EofException} where the peer did it.
     */
    static IOException of(@Nullable End how) {
        return switch (how) {
            case End.Reset reset -> of(reset.byPeer(), "reset", reset.code(), reset.reason());
            case End.Lost lost -> of(lost.byPeer(), "closed", lost.code(), lost.reason());
            case End.Unprocessed refused ->
                    of(true, "unprocessed", refused.code(), refused.reason());
            case End.Complete ignored -> new EofException("complete");
            case null -> new EofException("ended");
        };
    }

    private static IOException of(boolean byPeer, String what, ErrorCode code, String reason) {
        String message = what + ": " + (reason.isEmpty() ? code : code + ": " + reason);
        return byPeer ? new EofException(message) : new StreamFailure(message);
    }

    /** The code by which the peer is told that the application has failed. */
    static ErrorCode code(Throwable x) {
        return x instanceof EOFException || x instanceof TimeoutException
                ? ErrorCode.CANCEL
                : ErrorCode.INTERNAL_ERROR;
    }
}
