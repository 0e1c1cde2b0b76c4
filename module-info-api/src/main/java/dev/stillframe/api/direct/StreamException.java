package dev.stillframe.api.direct;

import dev.stillframe.api.connection.End;
import java.io.IOException;

/** The stream has ended before the message was complete. */
public class StreamException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient End end;

    /** With how the stream ended. */
    public StreamException(End end) {
        super(describe(end));
        this.end = end;
    }

    /** How the stream ended. */
    public End end() {
        return end;
    }

    private static String describe(End end) {
        return switch (end) {
            case End.Complete ignored -> "the stream is over";
            case End.Reset reset ->
                    "the stream was reset by "
                            + (reset.byPeer() ? "the peer" : "us")
                            + ": "
                            + reset.code()
                            + because(reset.reason());
            case End.Unprocessed unprocessed ->
                    "the request was not processed: "
                            + unprocessed.code()
                            + because(unprocessed.reason());
            case End.Lost lost ->
                    "the connection was lost: " + lost.code() + because(lost.reason());
        };
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ", " + reason;
    }
}
