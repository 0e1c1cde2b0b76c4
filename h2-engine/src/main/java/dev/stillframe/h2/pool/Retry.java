package dev.stillframe.h2.pool;

import dev.stillframe.api.connection.End;

/**
 * Whether a request whose stream has ended may be sent again (RFC 9113 section 8.7). Only what was
 * certainly not processed is: a stream above the last of GOAWAY, or one that was refused. A lost
 * connection proves nothing, whatever the method.
 */
public enum Retry {
    /** Send it again, on another connection where there is one. */
    AGAIN,
    /** It has ended well. */
    COMPLETE,
    /** It may have been processed. */
    PROCESSED,
    /** Its response had begun. */
    ANSWERED,
    /** Its content cannot be sent again. */
    CONTENT_GONE,
    /** It was sent again often enough. */
    SPENT;

    /** How often a request is sent again by default. */
    public static final int ONCE = 1;

    /**
     * What to do.
     *
     * @param end how the stream ended
     * @param answered whether any response head has arrived, interim ones included
     * @param replayable whether the request's content is empty, untouched, or can be produced again
     * @param retries how often the request was sent again already
     * @param most how often it may be
     */
    public static Retry of(End end, boolean answered, boolean replayable, int retries, int most) {
        return switch (end) {
            case End.Complete ignored -> COMPLETE;
            case End.Reset ignored -> PROCESSED;
            case End.Lost ignored -> PROCESSED;
            case End.Unprocessed ignored -> {
                if (answered) {
                    yield ANSWERED;
                }
                if (retries >= most) {
                    yield SPENT;
                }
                yield replayable ? AGAIN : CONTENT_GONE;
            }
        };
    }
}
