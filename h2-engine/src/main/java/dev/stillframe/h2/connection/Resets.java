package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.Lifecycle;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import dev.stillframe.h2.stream.StreamState.Manner;

/** RST_STREAM both ways (RFC 9113 sections 6.4 and 5.4.2). */
final class Resets {
    private Resets() {}

    static void received(Draft draft, Frame.Reset frame) {
        int streamId = frame.streamId();
        switch (Lifecycle.received(Streams.state(draft, streamId), Lifecycle.Input.RST_STREAM)) {
            case ACCEPT -> {
                ErrorCode code = ErrorCode.of(frame.code());
                End end =
                        code.equals(ErrorCode.REFUSED_STREAM) && Streams.isOwn(draft, streamId)
                                ? new End.Unprocessed(code, "refused by the peer")
                                : new End.Reset(code, true, "");
                Streams.close(draft, streamId, Manner.RESET_BY_PEER, end);
                Abuse.charge(draft, Abuse.Kind.RESET);
            }
            case IGNORE -> Abuse.charge(draft, Abuse.Kind.GLITCH);
            case STREAM_CLOSED, CONNECTION_STREAM_CLOSED, CONNECTION_PROTOCOL_ERROR ->
                    // Section 6.4: "RST_STREAM frames MUST NOT be sent for a stream in the "idle"
                    // state."
                    Faults.connection(
                            draft,
                            ErrorCode.PROTOCOL_ERROR,
                            "RST_STREAM on stream " + streamId + ", which is idle");
        }
    }

    static void command(Draft draft, Command.Reset command) {
        int streamId = command.streamId();
        StreamState state = draft.streams.at(streamId);
        if (state == null) {
            draft.notice(new Notice.Rejected(command, "the stream has ended"));
            return;
        }
        Outbound out = state.outbound();
        boolean ending = out != null && out.stage() == Outbound.Stage.ENDING;
        if (command.code().equals(ErrorCode.NO_ERROR) && ending) {
            // Section 8.1: once the response is sent, the client may be asked to stop; until then
            // it goes on.
            draft.streams.put(streamId, state.with(out.resettingAfter()));
            return;
        }
        boolean untouched =
                state instanceof StreamState.ReservedRemote || out != null && out.awaitsHead();
        if (command.code().equals(ErrorCode.REFUSED_STREAM) && !untouched) {
            // Section 8.7: it says that no processing has occurred, and a response says that some
            // has. A promise may be refused so (section 8.4).
            draft.notice(
                    new Notice.Rejected(command, "a stream that was answered cannot be refused"));
            return;
        }
        reset(draft, streamId, command.code(), "");
    }

    /** Resets a stored stream by our own decision. */
    static void reset(Draft draft, int streamId, ErrorCode code, String reason) {
        FrameWriter.reset(draft.out(), streamId, code);
        Streams.close(draft, streamId, Manner.RESET_BY_US, new End.Reset(code, false, reason));
    }
}
