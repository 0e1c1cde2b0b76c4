package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.StreamState.Manner;

/**
 * Errors (RFC 9113 section 5.4): they have a scope, a stream or the connection, and blame, ours or
 * the peer's.
 */
final class Faults {
    private Faults() {}

    /** A stream error that is the peer's fault (section 5.4.2). */
    static void stream(Draft draft, int streamId, ErrorCode code, String reason) {
        if (draft.isClosed()) {
            return;
        }
        draft.notice(new Notice.Fault(streamId, code, reason));
        FrameWriter.reset(draft.out(), streamId, code);
        if (draft.streams.at(streamId) != null) {
            Streams.close(draft, streamId, Manner.RESET_BY_US, new End.Reset(code, false, reason));
        } else {
            draft.closed.with(streamId, Manner.RESET_BY_US, draft.limits().maxClosedStreams());
        }
        Abuse.charge(draft, Abuse.Kind.RESET);
    }

    /**
     * A connection error that is the peer's fault (section 5.4.1): GOAWAY, and every stream ends.
     */
    static void connection(Draft draft, ErrorCode code, String reason) {
        if (draft.isClosed()) {
            return;
        }
        draft.notice(new Notice.Fault(0, code, reason));
        close(draft, code, reason);
    }

    /** The connection ends by our own decision: GOAWAY, and every stream ends. */
    static void close(Draft draft, ErrorCode code, String reason) {
        if (draft.closedNotice != null) {
            return;
        }
        FrameWriter.goAway(draft.out(), Shutdown.last(draft), code, reason);
        finish(draft, new Notice.Closed(code, false, reason));
    }

    /** Ends all streams and the connection, without a word to the peer. */
    static void finish(Draft draft, Notice.Closed closed) {
        if (draft.closedNotice != null) {
            return;
        }
        draft.flushOut(); // what was written in this step goes before the close
        draft.closedNotice = closed;
        draft.streams.forEach(
                (id, state) -> {
                    draft.effect(new Effect.Drop(id));
                    draft.notice(
                            new Notice.Ended(
                                    id,
                                    new End.Lost(closed.code(), closed.byPeer(), closed.reason())));
                });
        draft.forgetStreams();
        draft.notice(closed);
        draft.effect(new Effect.Close());
    }
}
