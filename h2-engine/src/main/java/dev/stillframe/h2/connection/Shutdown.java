package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.StreamState.Manner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GOAWAY both ways, and the two steps of a graceful shutdown (RFC 9113 section 6.8). */
final class Shutdown {
    private Shutdown() {}

    /** How far our own shutdown is. */
    enum Stage {
        NONE,
        /**
         * GOAWAY with 2^31-1 was sent: new streams are still taken, as they may be on their way.
         */
        ANNOUNCED,
        /** GOAWAY with the last stream was sent. */
        FINAL
    }

    /**
     * @param since when it was announced
     * @param last the last stream of the final GOAWAY
     * @param code with which it will end
     * @param reason in words
     * @param received the peer's last GOAWAY
     */
    record State(
            Stage stage,
            long since,
            int last,
            ErrorCode code,
            String reason,
            Notice.@Nullable GoAway received) {
        static final State NONE =
                new State(Stage.NONE, 0, Integer.MAX_VALUE, ErrorCode.NO_ERROR, "", null);

        boolean isDraining() {
            return stage != Stage.NONE || received != null;
        }
    }

    static void command(Draft draft, Command.Shutdown command) {
        if (command.graceful()) {
            graceful(draft, command.code(), command.reason());
        } else {
            Faults.close(draft, command.code(), command.reason());
        }
    }

    /**
     * Begins a drain. A server says so with the highest identifier and lets a round trip pass, so
     * that no request on its way is lost; a client, which the server opens no streams to unasked,
     * says its last at once, and so does whoever leaves for an error.
     */
    static void graceful(Draft draft, ErrorCode code, String reason) {
        State now = draft.shutdown;
        if (now.stage() != Stage.NONE) {
            return;
        }
        draft.shutdown =
                new State(
                        Stage.ANNOUNCED,
                        draft.now,
                        Integer.MAX_VALUE,
                        code,
                        reason,
                        now.received());
        if (draft.role() == dev.stillframe.api.connection.Role.CLIENT
                || now.received() != null
                || !code.equals(ErrorCode.NO_ERROR)) {
            announced(draft);
        } else {
            FrameWriter.goAway(draft.out(), Integer.MAX_VALUE, ErrorCode.NO_ERROR, reason);
            Pings.send(draft, Pings.DRAIN, Pings.Purpose.DRAIN);
        }
    }

    /** The peer has had time to see the first GOAWAY: now the last stream is said. */
    static void announced(Draft draft) {
        State now = draft.shutdown;
        if (now.stage() == Stage.ANNOUNCED) {
            int last = draft.ids.highestPeer();
            draft.shutdown =
                    new State(
                            Stage.FINAL,
                            now.since(),
                            last,
                            now.code(),
                            now.reason(),
                            now.received());
            FrameWriter.goAway(draft.out(), last, now.code(), now.reason());
        }
    }

    /**
     * The last stream for a GOAWAY: section 6.8 forbids to raise what an earlier one has said,
     * though the peer may have used higher identifiers since.
     */
    static int last(Draft draft) {
        return Math.min(draft.ids.highestPeer(), draft.shutdown.last());
    }

    /** Whether a stream of the peer's comes too late. */
    static boolean refuses(Draft draft, int streamId) {
        return draft.shutdown.stage() == Stage.FINAL && streamId > draft.shutdown.last();
    }

    static void received(Draft draft, Frame.GoAway frame) {
        State now = draft.shutdown;
        Notice.GoAway before = now.received();
        if (before != null && frame.lastStreamId() > before.lastStreamId()) {
            // Section 6.8: "Endpoints MUST NOT increase the value they send in the last stream
            // identifier".
            Faults.connection(
                    draft,
                    ErrorCode.PROTOCOL_ERROR,
                    "GOAWAY raises its last stream from "
                            + before.lastStreamId()
                            + " to "
                            + frame.lastStreamId());
            return;
        }
        if (before != null && !Abuse.charge(draft, Abuse.Kind.GLITCH)) {
            return;
        }
        ErrorCode code = ErrorCode.of(frame.code());
        Notice.GoAway notice = new Notice.GoAway(frame.lastStreamId(), code, frame.debug().copy());
        draft.shutdown =
                new State(now.stage(), now.since(), now.last(), now.code(), now.reason(), notice);
        draft.notice(notice);
        List<Integer> unprocessed = new ArrayList<>();
        draft.streams.forEach(
                (id, state) -> {
                    if (Streams.isOwn(draft, id) && id > frame.lastStreamId()) {
                        unprocessed.add(id);
                    }
                });
        // What the peer still sends on them is none of our business, and no error either.
        for (int id : unprocessed) {
            Streams.close(
                    draft,
                    id,
                    Manner.RESET_BY_US,
                    new End.Unprocessed(code, "above the last stream of GOAWAY"));
        }
    }

    /** Closes the connection once nothing is left to finish. */
    static void finish(Draft draft) {
        State now = draft.shutdown;
        boolean idle = draft.streams.size() == 0;
        if (now.stage() == Stage.FINAL && idle) {
            draft.flushOut();
            Faults.finish(draft, new Notice.Closed(now.code(), false, now.reason()));
        } else if (now.received() != null && now.stage() == Stage.NONE && idle) {
            Notice.GoAway goAway = now.received();
            FrameWriter.goAway(draft.out(), last(draft), ErrorCode.NO_ERROR, "");
            draft.flushOut();
            Faults.finish(draft, new Notice.Closed(goAway.code(), true, goAway.debug().utf8()));
        }
    }
}
