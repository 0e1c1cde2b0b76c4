package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Priority;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * Extensible priorities (RFC 9218): the {@code priority} field and PRIORITY_UPDATE. The priorities
 * of RFC 7540 are read and mean nothing (RFC 9113 section 5.3.2).
 */
final class Prioritize {
    private Prioritize() {}

    /** A PRIORITY frame of RFC 7540. */
    static void ignored(Draft draft) {
        Abuse.charge(draft, Abuse.Kind.GLITCH);
    }

    static void received(Draft draft, Frame.PriorityUpdate frame) {
        int streamId = frame.prioritizedId();
        if (draft.role() == Role.CLIENT) {
            // RFC 9218 section 7.1: "Servers MUST NOT send PRIORITY_UPDATE frames."
            Faults.connection(draft, ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE from a server");
            return;
        }
        if (streamId == 0) {
            Faults.connection(draft, ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for stream 0");
            return;
        }
        StreamState state = Streams.state(draft, streamId);
        if (state instanceof StreamState.Idle && Streams.isOwn(draft, streamId)) {
            Faults.connection(
                    draft,
                    ErrorCode.PROTOCOL_ERROR,
                    "PRIORITY_UPDATE for a push that was not promised");
            return;
        }
        if (!Abuse.charge(draft, Abuse.Kind.GLITCH)) {
            return;
        }
        Outbound out = state.outbound();
        if (out != null) {
            draft.streams.put(streamId, state.with(out.with(Priority.parse(frame.value().utf8()))));
        } else if (state instanceof StreamState.Idle) {
            draft.schedule.remember(streamId, Priority.parse(frame.value().utf8()));
        }
    }

    /**
     * The priority of a new stream: a PRIORITY_UPDATE that came before the request counts more than
     * the field.
     */
    static @Nullable Priority early(Draft draft, int streamId, @Nullable Priority field) {
        Priority early = draft.schedule.recall(streamId);
        return early != null ? early : field;
    }

    static void command(Draft draft, Command.Reprioritize command) {
        StreamState state = draft.streams.at(command.streamId());
        if (state == null) {
            draft.notice(new Notice.Rejected(command, "the stream has ended"));
            return;
        }
        if (draft.role() == Role.CLIENT) {
            String value = command.priority().fieldValue();
            FrameWriter.priorityUpdate(draft.out(), command.streamId(), value);
        } else {
            Outbound out = state.outbound();
            if (out != null) {
                draft.streams.put(command.streamId(), state.with(out.with(command.priority())));
            }
        }
    }
}
