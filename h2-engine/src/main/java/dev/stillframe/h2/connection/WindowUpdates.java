package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.h2.flow.Bandwidth;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.flow.SendWindow;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.Lifecycle;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;

/** WINDOW_UPDATE both ways (RFC 9113 section 6.9), and how receive windows grow. */
final class WindowUpdates {
    /** A stream that nobody reads any more leaves the others all but one part in so many. */
    private static final long SHARE = 4;

    private WindowUpdates() {}

    static void received(Draft draft, Frame.WindowUpdate frame) {
        if (frame.streamId() == 0) {
            connection(draft, frame.increment());
        } else {
            stream(draft, frame.streamId(), frame.increment());
        }
    }

    private static void connection(Draft draft, int increment) {
        if (increment == 0) {
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0 on the connection");
        } else if (!SendWindow.admits(draft.sendWindow, increment)) {
            Faults.connection(
                    draft,
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "WINDOW_UPDATE takes the connection's window over 2^31-1");
        } else if (charge(draft, increment)) {
            draft.sendWindow += increment;
            draft.schedule.opened(draft.sendWindow);
        }
    }

    private static void stream(Draft draft, int streamId, int increment) {
        StreamState state = Streams.state(draft, streamId);
        switch (Lifecycle.received(state, Lifecycle.Input.WINDOW_UPDATE)) {
            case ACCEPT -> {
                if (increment == 0) {
                    Faults.stream(draft, streamId, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
                    return;
                }
                Outbound out = state.outbound();
                if (out == null) {
                    Abuse.charge(
                            draft, Abuse.Kind.GLITCH); // we have ended: there is nothing to send
                    return;
                }
                long window = SendWindow.of(draft.peer().initialWindowSize(), out.window());
                if (!SendWindow.admits(window, increment)) {
                    Faults.stream(
                            draft,
                            streamId,
                            ErrorCode.FLOW_CONTROL_ERROR,
                            "WINDOW_UPDATE takes the stream's window over 2^31-1");
                    return;
                }
                if (charge(draft, increment)) {
                    StreamState next = state.with(out.credited(increment));
                    draft.streams.put(streamId, next);
                    Sending.reconsider(draft, streamId, next);
                }
            }
            case IGNORE -> Abuse.charge(draft, Abuse.Kind.GLITCH);
            case STREAM_CLOSED, CONNECTION_STREAM_CLOSED, CONNECTION_PROTOCOL_ERROR ->
                    Faults.connection(
                            draft,
                            ErrorCode.PROTOCOL_ERROR,
                            "WINDOW_UPDATE on stream " + streamId + ", which is idle");
        }
    }

    /**
     * Increments that are hardly worth a frame are the peer's glitches (CVE-2019-9517 and its
     * relatives).
     */
    private static boolean charge(Draft draft, int increment) {
        return increment >= 64 || Abuse.charge(draft, Abuse.Kind.GLITCH);
    }

    /** Returns the connection's credit, when enough is pending. */
    static void returnCredit(Draft draft) {
        int due = draft.ledger.creditDue();
        if (due > 0) {
            FrameWriter.windowUpdate(draft.out(), 0, due);
            draft.ledger = draft.ledger.credited();
        }
    }

    /** The application has consumed: the connection may be what many streams wait for. */
    static void consumed(Draft draft) {
        if (draft.ledger.creditDue() > 0
                && mayGrow(draft)
                && draft.ledger.target() < draft.limits().maxConnectionWindow()) {
            watch(draft, Bandwidth.begin(draft.ledger));
        }
    }

    /**
     * Returns the credit of a stream whose application has consumed, and sees whether its window is
     * to grow.
     *
     * @param before what its window was until then: one that has just begun, and small, says
     *     nothing about windows that have grown well beyond that
     * @return its window afterwards
     */
    static ReceiveLedger consumed(Draft draft, int streamId, int before, ReceiveLedger stream) {
        if (stream.creditDue() > 0
                && mayGrow(draft)
                && before < draft.limits().maxStreamWindow()
                && before >= draft.streamWindow / 4) {
            watch(draft, Bandwidth.begin(streamId, stream, draft.ledger));
        }
        return returnCredit(draft, streamId, stream);
    }

    /**
     * Returns a stream's credit, when enough is pending.
     *
     * @return its window afterwards
     */
    static ReceiveLedger returnCredit(Draft draft, int streamId, ReceiveLedger stream) {
        int due = stream.creditDue();
        if (due <= 0) {
            return stream;
        }
        FrameWriter.windowUpdate(draft.out(), streamId, due);
        return stream.credited();
    }

    private static boolean mayGrow(Draft draft) {
        return draft.bandwidth.mayBegin()
                && draft.settings.latest().initialWindowSize() < draft.limits().maxStreamWindow();
    }

    /**
     * Never without credit to give, so that a peer which sends little gets no PING, nor twice
     * without DATA between them: servers of gRPC count PINGs to which they have nothing to send.
     */
    private static void watch(Draft draft, Bandwidth sample) {
        draft.bandwidth = sample;
        Pings.send(draft, Pings.BANDWIDTH, Pings.Purpose.BANDWIDTH);
    }

    /**
     * A round trip is over: windows that held the peer back in it grow, and the connection's to a
     * multiple of a stream's.
     */
    static void sampled(Draft draft) {
        Bandwidth sample = draft.bandwidth;
        draft.bandwidth = Bandwidth.OVER;
        int most = draft.limits().maxConnectionWindow();
        int connection = draft.ledger.target();
        if (sample.stream().isHeldBack()) {
            int stream = Math.max(draft.streamWindow, draft.settings.local().initialWindowSize());
            int share = (int) Math.min(draft.limits().maxStreamWindow(), most / SHARE);
            draft.streamWindow = Bandwidth.larger(stream, share);
            connection = (int) Math.max(connection, Math.min(most, SHARE * draft.streamWindow));
        }
        if (sample.connection().isHeldBack()) {
            connection = Math.max(connection, Bandwidth.larger(draft.ledger.target(), most));
        }
        SettingsExchange.growConnectionWindow(draft, connection);
    }
}
