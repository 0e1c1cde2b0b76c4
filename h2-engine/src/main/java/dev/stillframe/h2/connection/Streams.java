package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import dev.stillframe.h2.stream.StreamState.Manner;

/**
 * Opening, finding and closing streams (RFC 9113 section 5.1), and counting them (section 5.1.2).
 */
final class Streams {
    private static final End COMPLETE = new End.Complete();

    private Streams() {}

    /**
     * Identifiers and counts.
     *
     * @param highestPeer the highest identifier that the peer has used
     * @param nextOwn the next identifier of ours; negative when they are used up
     * @param peerActive streams of the peer that count for our MAX_CONCURRENT_STREAMS
     * @param ownActive streams of ours that count for the peer's
     * @param opened streams that the peer has opened so far
     * @param finishing streams that were reset while the application still works on them: by the
     *     peer, or by us, which the peer can bring about (CVE-2025-8671)
     * @param released streams that the application has let go of before they ended
     */
    record Ids(
            int highestPeer,
            int nextOwn,
            int peerActive,
            int ownActive,
            long opened,
            IntMap<Boolean> finishing,
            IntMap<Boolean> released) {
        static Ids of(Role role) {
            return new Ids(0, role == Role.CLIENT ? 1 : 2, 0, 0, 0, IntMap.empty(), IntMap.empty());
        }
    }

    /** Identifiers and counts, open for changes within one step. */
    static final class IdsDraft {
        private final Ids origin;
        private int highestPeer;
        private int nextOwn;
        private int peerActive;
        private int ownActive;
        private long opened;
        private IntMap<Boolean> finishing;
        private IntMap<Boolean> released;
        private boolean changed;

        IdsDraft(Ids ids) {
            origin = ids;
            highestPeer = ids.highestPeer;
            nextOwn = ids.nextOwn;
            peerActive = ids.peerActive;
            ownActive = ids.ownActive;
            opened = ids.opened;
            finishing = ids.finishing;
            released = ids.released;
        }

        int highestPeer() {
            return highestPeer;
        }

        int nextOwn() {
            return nextOwn;
        }

        int peerActive() {
            return peerActive;
        }

        int ownActive() {
            return ownActive;
        }

        long opened() {
            return opened;
        }

        IntMap<Boolean> finishing() {
            return finishing;
        }

        IntMap<Boolean> released() {
            return released;
        }

        void peerOpened(int streamId) {
            peerUsed(streamId);
            peerActive++;
            opened++;
        }

        /** The peer used an identifier without opening a stream that counts. */
        void peerUsed(int streamId) {
            highestPeer = streamId;
            changed = true;
        }

        void ownUsed() {
            nextOwn += 2;
            changed = true;
        }

        /** Whether we have used any identifier of ours. */
        boolean hasOpened() {
            return nextOwn > 2 || nextOwn < 0;
        }

        void peerActive(int change) {
            peerActive += change;
            changed = true;
        }

        void ownActive(int change) {
            ownActive += change;
            changed = true;
        }

        void finishing(IntMap<Boolean> streams) {
            finishing = streams;
            changed = true;
        }

        void released(IntMap<Boolean> streams) {
            released = streams;
            changed = true;
        }

        /** No stream is left. */
        void clear() {
            peerActive = 0;
            ownActive = 0;
            finishing(IntMap.empty());
            released(IntMap.empty());
        }

        Ids freeze() {
            return changed
                    ? new Ids(
                            highestPeer,
                            nextOwn,
                            peerActive,
                            ownActive,
                            opened,
                            finishing,
                            released)
                    : origin;
        }
    }

    /** Whether we are the end that opens streams with such identifiers. */
    static boolean isOwn(Draft draft, int streamId) {
        return (streamId & 1) == (draft.role() == Role.CLIENT ? 1 : 0);
    }

    /** The state of any stream, stored or not. */
    static StreamState state(Draft draft, int streamId) {
        StreamState stored = draft.streams.at(streamId);
        if (stored != null) {
            return stored;
        }
        boolean idle =
                isOwn(draft, streamId)
                        ? draft.ids.nextOwn() > 0 && streamId >= draft.ids.nextOwn()
                        : streamId > draft.ids.highestPeer();
        return idle ? StreamState.Idle.IDLE : draft.closed.manner(streamId).state();
    }

    /** Stores what became of a stream; when that is closed, both messages are complete. */
    static void put(Draft draft, int streamId, StreamState state) {
        if (state instanceof StreamState.Closed) {
            StreamState last = draft.streams.at(streamId);
            if (last != null) {
                remove(draft, streamId, last, Manner.ENDED);
                draft.notice(new Notice.Ended(streamId, COMPLETE));
                Abuse.streamCompleted(draft);
            }
        } else {
            draft.streams.put(streamId, state);
        }
    }

    /**
     * Ends a stored stream: what it held returns to the connection, what it had ready is dropped.
     */
    static void close(Draft draft, int streamId, Manner manner, End end) {
        StreamState state = draft.streams.at(streamId);
        if (state == null) {
            return;
        }
        Outbound out = state.outbound();
        if (out != null && out.queued() > 0) {
            draft.effect(new Effect.Drop(streamId));
        }
        remove(draft, streamId, state, manner);
        draft.notice(new Notice.Ended(streamId, end));
    }

    private static void remove(Draft draft, int streamId, StreamState state, Manner manner) {
        draft.streams.remove(streamId);
        draft.closed.with(streamId, manner, draft.limits().maxClosedStreams());
        draft.lastClosed = draft.now;
        draft.ledger = draft.ledger.consumed(state.held());
        if (counts(state)) {
            if (isOwn(draft, streamId)) {
                draft.ids.ownActive(-1);
            } else {
                draft.ids.peerActive(-1);
            }
        }
        Timeouts.forget(draft, streamId);
        Pushes.forget(draft, streamId);
        if (draft.role() == Role.SERVER && !isOwn(draft, streamId)) {
            if (draft.ids.released().at(streamId) != null) {
                draft.ids.released(draft.ids.released().without(streamId));
            } else if (manner != Manner.ENDED) {
                draft.ids.finishing(draft.ids.finishing().with(streamId, Boolean.TRUE));
            }
        }
    }

    /** The application has let go of a stream. */
    static void released(Draft draft, int streamId) {
        if (draft.ids.finishing().at(streamId) != null) {
            draft.ids.finishing(draft.ids.finishing().without(streamId));
        } else if (draft.streams.at(streamId) != null && !isOwn(draft, streamId)) {
            draft.ids.released(draft.ids.released().with(streamId, Boolean.TRUE));
        }
    }

    /** Section 5.1.2: open and half-closed streams count, reserved ones do not. */
    static boolean counts(StreamState state) {
        return switch (state) {
            case StreamState.Open ignored -> true;
            case StreamState.HalfClosedLocal ignored -> true;
            case StreamState.HalfClosedRemote ignored -> true;
            case StreamState.ReservedLocal ignored -> false;
            case StreamState.ReservedRemote ignored -> false;
            case StreamState.Idle ignored -> false;
            case StreamState.Closed ignored -> false;
        };
    }
}
