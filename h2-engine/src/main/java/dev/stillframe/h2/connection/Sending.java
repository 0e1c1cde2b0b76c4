package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.flow.SendWindow;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.message.HopByHop;
import dev.stillframe.h2.message.Malformed;
import dev.stillframe.h2.message.RequestRules;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import dev.stillframe.h2.stream.StreamState.Manner;
import org.jspecify.annotations.Nullable;

/**
 * What we send on a stream: heads, content as credit allows, trailers (RFC 9113 sections 8.1 and
 * 6.9).
 */
final class Sending {
    /** DATA frames below this, cut small by the peer's window, are the peer's glitches. */
    private static final int SLIVER = 64;

    private Sending() {}

    /** What is left after a turn. */
    enum Left {
        /** Nothing, or nothing that this stream's window allows. */
        NOTHING,
        /** More that could go, were it this stream's turn again. */
        MORE
    }

    static void respond(Draft draft, Command.Respond command) {
        int streamId = command.streamId();
        StreamState state = draft.streams.at(streamId);
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null) {
            draft.notice(new Notice.Rejected(command, "the stream has ended"));
            return;
        }
        // What says something about an HTTP/1.1 connection is dropped rather than refused: it means
        // no harm (section 8.2.2).
        ResponseHead head = HopByHop.without(command.head());
        String wrong = wrong(draft, state, out, command, head);
        if (wrong != null) {
            draft.notice(new Notice.Rejected(command, wrong));
            return;
        }
        head(draft, streamId, head.status(), head.fields(), command.endStream());
        Timeouts.touch(draft, streamId);
        StreamState next = state;
        if (state instanceof StreamState.ReservedLocal) {
            // Section 5.1: any HEADERS, an interim one too, makes it half-closed (remote), and it
            // counts.
            next = StreamState.HalfClosedRemote.of(out, 0);
            draft.ids.ownActive(1);
            draft.streams.put(streamId, next);
        }
        if (head.isInterim()) {
            return;
        }
        if (command.endStream()) {
            ended(draft, streamId, next, out);
        } else {
            boolean tunnel = out.stage() == Outbound.Stage.TUNNEL_HEAD && head.status() < 300;
            draft.streams.put(streamId, next.with(tunnel ? out.tunnelling() : out.headSent()));
        }
    }

    private static @Nullable String wrong(
            Draft draft,
            StreamState state,
            Outbound out,
            Command.Respond command,
            ResponseHead head) {
        if (draft.role() == Role.CLIENT) {
            return "a client does not answer";
        }
        if (!out.awaitsHead()) {
            return "a final head has been sent";
        }
        if (head.isInterim() && command.endStream()) {
            return "an interim head does not end the message";
        }
        if (state instanceof StreamState.ReservedLocal
                && draft.ids.ownActive() >= draft.peer().maxConcurrentStreams()) {
            return "the client's MAX_CONCURRENT_STREAMS is reached";
        }
        Malformed malformed = RequestRules.outgoing(head);
        return malformed == null ? null : malformed.reason();
    }

    /** A head of our own making, without fields. */
    static void status(Draft draft, int streamId, int status, boolean endStream) {
        head(draft, streamId, status, FieldSection.EMPTY, endStream);
    }

    private static void head(
            Draft draft, int streamId, int status, FieldSection fields, boolean endStream) {
        Output out = draft.out();
        FieldEncoder.Draft encoder = draft.encoder();
        int from = out.length();
        out.zeros(FrameWriter.HEADER);
        encoder.begin(out);
        encoder.status(out, status);
        block(draft, from, streamId, fields, endStream);
    }

    /** Encodes fields behind what stands from {@code from} on, and makes frames of it. */
    static void block(Draft draft, int from, int streamId, FieldSection fields, boolean endStream) {
        Output out = draft.out();
        FieldEncoder.Draft encoder = draft.encoder();
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            encoder.field(out, field);
        }
        FrameWriter.fieldBlock(out, from, streamId, 0, endStream, draft.peer().maxFrameSize());
        Pings.permit(draft);
    }

    private static void dataHeader(Draft draft, int streamId, int octets, boolean endStream) {
        FrameWriter.dataHeader(draft.out(), streamId, octets, endStream);
        Pings.permit(draft);
    }

    static void data(Draft draft, Command.Data command) {
        int streamId = command.streamId();
        StreamState state = draft.streams.at(streamId);
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null || !out.takesContent() || command.octets() < 0) {
            draft.notice(
                    new Notice.Rejected(
                            command,
                            out == null
                                    ? "the stream has ended"
                                    : out.awaitsHead()
                                            ? "no final head has been sent"
                                            : "the message has ended"));
            return;
        }
        if (command.octets() == 0 && !command.endStream()) {
            return;
        }
        if (command.octets() > Integer.MAX_VALUE - out.queued()) {
            draft.notice(new Notice.Rejected(command, "more than 2^31-1 octets wait"));
            return;
        }
        if (whole(draft, state, out, command)) {
            return;
        }
        draft.streams.put(streamId, state.with(out.more(command.octets(), command.endStream())));
        if (command.octets() == 0 && out.queued() == 0) {
            drain(draft, streamId, 0); // the end needs no window
        } else {
            draft.schedule.add(streamId);
        }
    }

    /**
     * A message's whole content, small, with credit for it and nobody before it, goes at once: the
     * common case.
     */
    private static boolean whole(
            Draft draft, StreamState state, Outbound out, Command.Data command) {
        int octets = command.octets();
        if (!command.endStream()
                || octets == 0
                || octets > draft.peer().maxFrameSize()
                || out.queued() > 0
                || !draft.schedule.isEmpty()) {
            return false;
        }
        long window = SendWindow.of(draft.peer().initialWindowSize(), out.window());
        if (SendWindow.usable(window, draft.sendWindow, octets, draft.room) < octets) {
            return false;
        }
        dataHeader(draft, command.streamId(), octets, true);
        draft.take(command.streamId(), octets);
        draft.sendWindow -= octets;
        draft.room -= octets;
        Abuse.contentSent(draft);
        ended(draft, command.streamId(), state, out);
        return true;
    }

    static void trailers(Draft draft, Command.Trailers command) {
        int streamId = command.streamId();
        StreamState state = draft.streams.at(streamId);
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null || out.stage() != Outbound.Stage.CONTENT) {
            draft.notice(
                    new Notice.Rejected(
                            command,
                            out == null
                                    ? "the stream has ended"
                                    : out.stage() == Outbound.Stage.TUNNEL
                                            ? "a tunnel has no trailers"
                                            : "trailers follow content, once"));
            return;
        }
        Malformed malformed = RequestRules.outgoing(command.fields());
        if (malformed != null) {
            draft.notice(new Notice.Rejected(command, malformed.reason()));
            return;
        }
        Outbound ending = out.endingWith(command.fields());
        if (ending.queued() == 0) {
            finish(draft, streamId, state.with(ending), ending);
        } else {
            draft.streams.put(streamId, state.with(ending));
        }
    }

    static void want(Draft draft, Command.Want command) {
        StreamState state = draft.streams.at(command.streamId());
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null || out.stage() == Outbound.Stage.ENDING) {
            draft.notice(new Notice.Rejected(command, "the message has ended"));
            return;
        }
        draft.streams.put(command.streamId(), state.with(out.wanting(true)));
        draft.schedule.add(command.streamId());
    }

    /** A stream's window has opened: it takes part again. */
    static void reconsider(Draft draft, int streamId, StreamState state) {
        Outbound out = state.outbound();
        if (out != null && (out.queued() > 0 || out.wants())) {
            draft.schedule.add(streamId);
        }
    }

    /** Sends what stands ready, as far as windows, room and the turn go. */
    static Left drain(Draft draft, int streamId, int turn) {
        StreamState state = draft.streams.at(streamId);
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null) {
            return Left.NOTHING;
        }
        int left = turn;
        while (out.queued() > 0) {
            long window = SendWindow.of(draft.peer().initialWindowSize(), out.window());
            if (window <= 0) {
                draft.streams.put(streamId, state.with(out.stalled(draft.now)));
                Timeouts.stalled(draft);
                return Left.NOTHING;
            }
            int usable = SendWindow.usable(window, draft.sendWindow, out.queued(), draft.room);
            int octets = Math.min(Math.min(usable, draft.peer().maxFrameSize()), left);
            if (octets == 0) {
                draft.streams.put(streamId, state.with(out));
                return Left.MORE;
            }
            if (octets < SLIVER && octets == window && octets < out.queued()) {
                if (!Abuse.charge(draft, Abuse.Kind.GLITCH)) {
                    return Left.NOTHING;
                }
            } else {
                Abuse.contentSent(draft);
            }
            boolean last =
                    octets == out.queued()
                            && out.stage() == Outbound.Stage.ENDING
                            && out.trailers() == null;
            dataHeader(draft, streamId, octets, last);
            draft.take(streamId, octets);
            Timeouts.touch(draft, streamId);
            draft.sendWindow -= octets;
            draft.room -= octets;
            left -= octets;
            out = out.taken(octets);
            if (last) {
                draft.streams.put(streamId, state.with(out)); // there is nothing left to drop
                ended(draft, streamId, state, out);
                return Left.NOTHING;
            }
        }
        Timeouts.touch(draft, streamId);
        if (out.stage() == Outbound.Stage.ENDING) {
            finish(draft, streamId, state, out);
        } else {
            draft.streams.put(streamId, state.with(out));
            if (out.wants()) {
                return Left.MORE;
            }
        }
        return Left.NOTHING;
    }

    /** Nothing is queued and the message ends: with trailers, or with an empty DATA. */
    private static void finish(Draft draft, int streamId, StreamState state, Outbound out) {
        FieldSection trailers = out.trailers();
        if (trailers == null || trailers.isEmpty()) {
            dataHeader(draft, streamId, 0, true);
        } else {
            int from = draft.out().length();
            draft.out().zeros(FrameWriter.HEADER);
            draft.encoder().begin(draft.out());
            block(draft, from, streamId, trailers, true);
        }
        ended(draft, streamId, state, out);
    }

    /** END_STREAM was sent. */
    private static void ended(Draft draft, int streamId, StreamState state, Outbound out) {
        StreamState next = state.with(out).outputEnded();
        if (out.resetAfter() && !(next instanceof StreamState.Closed)) {
            FrameWriter.reset(draft.out(), streamId, ErrorCode.NO_ERROR);
            draft.streams.put(streamId, next);
            Streams.close(
                    draft,
                    streamId,
                    Manner.RESET_BY_US,
                    new End.Reset(ErrorCode.NO_ERROR, false, "the response is complete"));
            Abuse.streamCompleted(draft);
        } else {
            Streams.put(draft, streamId, next);
        }
    }
}
