package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Lifecycle;
import dev.stillframe.h2.stream.StreamState;

/**
 * DATA from the peer (RFC 9113 section 6.1), with its flow control (section 6.9). A frame is
 * accounted for as a whole when it opens; its payload is passed on as it comes.
 */
final class DataTransfer {
    /**
     * A frame with less content than this earns nobody anything. An empty gRPC message has five
     * octets, and a stream of them is honest work.
     */
    private static final int TINY = 5;

    private DataTransfer() {}

    static void received(Draft draft, Frame.Data frame) {
        if (frame.opening() && !opened(draft, frame)) {
            return;
        }
        StreamState state = draft.streams.at(frame.streamId());
        if (state == null || state.inbound() == null) {
            return; // the stream has ended since the frame opened; its octets went back to the
            // connection then
        }
        if (!frame.payload().isEmpty() || frame.endStream()) {
            deliver(draft, state, frame);
        }
    }

    /** Accounts for a frame; says whether its payload is wanted. */
    private static boolean opened(Draft draft, Frame.Data frame) {
        int streamId = frame.streamId();
        int length = frame.length();
        if (!draft.ledger.admits(length)) {
            Faults.connection(
                    draft,
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "DATA of "
                            + length
                            + " octets goes over the connection's window of "
                            + draft.ledger.open());
            return false;
        }
        draft.ledger = draft.ledger.received(length);
        int content = length - frame.padding();
        if (content < TINY && !Abuse.charge(draft, Abuse.Kind.GLITCH)) {
            return false;
        }
        StreamState state = Streams.state(draft, streamId);
        return switch (Lifecycle.received(state, Lifecycle.Input.DATA)) {
            case ACCEPT -> accepted(draft, state, frame, content);
            case IGNORE -> {
                discard(draft, length);
                Abuse.charge(draft, Abuse.Kind.GLITCH);
                yield false;
            }
            case STREAM_CLOSED -> {
                discard(draft, length);
                Faults.stream(
                        draft,
                        streamId,
                        ErrorCode.STREAM_CLOSED,
                        "DATA after the end of stream " + streamId);
                yield false;
            }
            case CONNECTION_STREAM_CLOSED, CONNECTION_PROTOCOL_ERROR -> {
                Faults.connection(
                        draft,
                        ErrorCode.PROTOCOL_ERROR,
                        "DATA on stream " + streamId + ", which is idle");
                yield false;
            }
        };
    }

    private static boolean accepted(Draft draft, StreamState state, Frame.Data frame, int content) {
        Inbound in = state.inbound();
        int streamId = frame.streamId();
        int length = frame.length();
        if (in == null) {
            return false;
        }
        if (!in.ledger().admits(length)) {
            discard(draft, length);
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "DATA of "
                            + length
                            + " octets goes over the stream's window of "
                            + in.ledger().open());
            return false;
        }
        if (!in.hasHead()) {
            discard(draft, length);
            Faults.stream(
                    draft, streamId, ErrorCode.PROTOCOL_ERROR, "DATA before the response's head");
            return false;
        }
        if (!in.admitsContent(content)) {
            discard(draft, length);
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.PROTOCOL_ERROR,
                    "content goes " + (content - in.content()) + " octets over its content-length");
            return false;
        }
        // Padding counts for flow control and is used up as soon as it comes (section 6.1).
        Inbound next =
                in.received(content).with(in.ledger().received(length).consumed(frame.padding()));
        draft.ledger = draft.ledger.consumed(frame.padding());
        draft.streams.put(streamId, state.with(next));
        draft.bandwidth = draft.bandwidth.received(streamId, length);
        Timeouts.touch(draft, streamId);
        return true;
    }

    private static void deliver(Draft draft, StreamState state, Frame.Data frame) {
        Inbound in = state.inbound();
        if (frame.endStream() && in != null && !in.mayEnd()) {
            if (!frame.payload().isEmpty()) {
                // Had it come in pieces, all but the last would have been delivered too.
                draft.notice(new Notice.Data(frame.streamId(), frame.payload(), false));
            }
            Faults.stream(
                    draft,
                    frame.streamId(),
                    ErrorCode.PROTOCOL_ERROR,
                    "content ends " + in.content() + " octets short of its content-length");
            return;
        }
        draft.notice(new Notice.Data(frame.streamId(), frame.payload(), frame.endStream()));
        if (frame.endStream()) {
            Streams.put(draft, frame.streamId(), state.inputEnded());
        }
    }

    /** Octets that nobody wants go straight back to the connection's window. */
    private static void discard(Draft draft, int length) {
        draft.ledger = draft.ledger.consumed(length);
    }

    /** The application has consumed octets of a stream: they return as credit. */
    static void consumed(Draft draft, int streamId, int octets) {
        StreamState state = draft.streams.at(streamId);
        if (state == null || octets <= 0) {
            return; // it has ended, and what it held went back to the connection then
        }
        int returned = Math.min(octets, state.held());
        draft.ledger = draft.ledger.consumed(returned);
        draft.bandwidth = draft.bandwidth.consumed(streamId, returned);
        Abuse.contentConsumed(draft, returned);
        creditStream(draft, streamId, state, returned);
        WindowUpdates.consumed(draft);
    }

    private static void creditStream(Draft draft, int streamId, StreamState state, int returned) {
        switch (state) {
            case StreamState.HalfClosedRemote half ->
                    draft.streams.put(
                            streamId,
                            new StreamState.HalfClosedRemote(half.out(), half.held() - returned));
            case StreamState.Open open -> credit(draft, streamId, state, open.in(), returned);
            case StreamState.HalfClosedLocal half ->
                    credit(draft, streamId, state, half.in(), returned);
            case StreamState.ReservedRemote ignored -> {}
            case StreamState.ReservedLocal ignored -> {}
            case StreamState.Idle ignored -> {}
            case StreamState.Closed ignored -> {}
        }
    }

    private static void credit(
            Draft draft, int streamId, StreamState state, Inbound in, int octets) {
        ReceiveLedger ledger = in.ledger().consumed(octets).grown(draft.streamWindow);
        Timeouts.touch(draft, streamId);
        ReceiveLedger after = WindowUpdates.consumed(draft, streamId, in.ledger().target(), ledger);
        draft.streams.put(streamId, state.with(in.with(after)));
    }
}
