package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.stream.StreamState;
import org.jspecify.annotations.Nullable;

/** Frames of types that have no meaning here (RFC 9113 section 5.5). */
final class Extensions {
    /**
     * So many octets that are told count as one more frame of no use: no flow control holds them
     * back, and they may wait for a slow application.
     */
    private static final int WEIGHT = 256;

    private Extensions() {}

    static boolean areTold(Options options) {
        return options.tell().contains(Options.Extra.EXTENSIONS);
    }

    /**
     * "Implementations MUST discard frames that have unknown or unsupported types": those that are
     * told have no effect on the connection either.
     */
    static void received(Draft draft, Frame.Unknown frame) {
        boolean told = areTold(draft.options);
        int streamId = frame.streamId();
        if (Abuse.charge(draft, Abuse.Kind.GLITCH, told ? 1 + frame.length() / WEIGHT : 1)
                && told
                && (streamId == 0 || draft.streams.at(streamId) != null)) {
            draft.notice(
                    new Notice.Extension(
                            streamId, frame.type(), frame.flags(), frame.payload().copy()));
        }
    }

    static void command(Draft draft, Command.Extension command) {
        String wrong = wrong(draft, command);
        if (wrong != null) {
            draft.notice(new Notice.Rejected(command, wrong));
            return;
        }
        FrameWriter.header(
                draft.out(),
                command.payload().length(),
                command.type(),
                command.flags(),
                command.streamId());
        draft.out().put(command.payload());
    }

    private static @Nullable String wrong(Draft draft, Command.Extension command) {
        if (command.payload().length() > draft.peer().maxFrameSize()) {
            return "the frame is longer than the peer's MAX_FRAME_SIZE";
        }
        if (command.streamId() == 0) {
            return null;
        }
        // Section 5.1: a stream takes no frame of ours where it is reserved or we have ended.
        return switch (Streams.state(draft, command.streamId())) {
            case StreamState.Open ignored -> null;
            case StreamState.HalfClosedRemote ignored -> null;
            case StreamState.HalfClosedLocal ignored -> "the message has ended";
            case StreamState.ReservedLocal ignored -> "the response has not begun";
            case StreamState.ReservedRemote ignored -> "the message has ended";
            case StreamState.Idle ignored -> "there is no such stream";
            case StreamState.Closed ignored -> "the stream has ended";
        };
    }
}
