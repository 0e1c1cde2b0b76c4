package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.message.Malformed;
import dev.stillframe.h2.message.Reading;
import dev.stillframe.h2.message.RequestRules;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Lifecycle;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import dev.stillframe.h2.stream.StreamState.Manner;

/**
 * What a decoded field section means on its stream: a request, a response or trailers (RFC 9113
 * section 8.1).
 */
final class Heads {
    private Heads() {}

    static void received(Draft draft, int streamId, FieldList fields, boolean endStream) {
        StreamState state = Streams.state(draft, streamId);
        switch (Lifecycle.received(state, Lifecycle.Input.HEADERS)) {
            case ACCEPT -> {
                if (draft.role() == Role.SERVER) {
                    if (state instanceof StreamState.Idle) {
                        opened(draft, streamId, fields, endStream);
                    } else {
                        trailers(draft, streamId, state, fields, endStream);
                    }
                } else if (state instanceof StreamState.Idle) {
                    Faults.connection(
                            draft,
                            ErrorCode.PROTOCOL_ERROR,
                            "HEADERS on stream " + streamId + ", which is idle");
                } else {
                    Inbound in = state.inbound();
                    if (in != null && in.hasHead()) {
                        trailers(draft, streamId, state, fields, endStream);
                    } else {
                        response(draft, streamId, state, fields, endStream);
                    }
                }
            }
            case IGNORE -> Abuse.charge(draft, Abuse.Kind.GLITCH);
            case STREAM_CLOSED ->
                    Faults.stream(
                            draft,
                            streamId,
                            ErrorCode.STREAM_CLOSED,
                            "HEADERS after the end of stream " + streamId);
            case CONNECTION_STREAM_CLOSED ->
                    Faults.connection(
                            draft,
                            ErrorCode.STREAM_CLOSED,
                            "HEADERS on stream " + streamId + ", which is closed");
            case CONNECTION_PROTOCOL_ERROR ->
                    Faults.connection(
                            draft,
                            ErrorCode.PROTOCOL_ERROR,
                            "HEADERS on stream " + streamId + " out of turn");
        }
    }

    private static void opened(Draft draft, int streamId, FieldList fields, boolean endStream) {
        if (Streams.isOwn(draft, streamId)) {
            Faults.connection(
                    draft,
                    ErrorCode.PROTOCOL_ERROR,
                    "a client may not open stream " + streamId + ", an even number");
            return;
        }
        if (Shutdown.refuses(draft, streamId)) {
            // Section 6.8: frames on streams above the last one of our GOAWAY are ignored.
            draft.ids.peerUsed(streamId);
            forget(draft, streamId);
            Abuse.charge(draft, Abuse.Kind.GLITCH);
            return;
        }
        if (draft.ids.peerActive() >= draft.limits().maxConcurrentStreams()
                || draft.ids.finishing().size() >= draft.limits().maxFinishing()) {
            // Section 5.1.2; REFUSED_STREAM says that a retry is safe.
            draft.ids.peerUsed(streamId);
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.REFUSED_STREAM,
                    "more streams than MAX_CONCURRENT_STREAMS allows");
            return;
        }
        if (fields.overflowed()) {
            draft.ids.peerUsed(streamId);
            tooLarge(draft, streamId, endStream);
            return;
        }
        switch (RequestRules.request(
                fields.array(), fields.count(), draft.options.connectProtocol())) {
            case Reading.Bad<RequestHead> bad -> {
                draft.ids.peerUsed(streamId);
                badRequest(draft, streamId, bad.malformed());
            }
            case Reading.Good<RequestHead> good -> {
                if (endStream && good.contentLength() > 0) {
                    draft.ids.peerUsed(streamId);
                    badRequest(
                            draft,
                            streamId,
                            new Malformed.ContentLengthMismatch(good.contentLength(), 0));
                    return;
                }
                draft.ids.peerOpened(streamId);
                accept(draft, streamId, good.head(), good.contentLength(), endStream);
            }
        }
    }

    /** Stores a request's stream and tells the application. */
    static void accept(
            Draft draft, int streamId, RequestHead head, long contentLength, boolean endStream) {
        Priority priority =
                head.fields().isEmpty() || !head.fields().has("priority") ? null : head.priority();
        Outbound fresh = Outbound.fresh(Prioritize.early(draft, streamId, priority));
        Outbound out = head.opensTunnel() ? fresh.awaitingTunnel() : fresh;
        ReceiveLedger window = ReceiveLedger.of(draft.settings.local().initialWindowSize());
        Inbound in = new Inbound(window, contentLength, Inbound.Head.COMPLETE);
        draft.streams.put(
                streamId,
                endStream
                        ? StreamState.HalfClosedRemote.of(out, 0)
                        : new StreamState.Open(head.opensTunnel() ? in.withTunnel() : in, out));
        Timeouts.touch(draft, streamId);
        Pushes.remember(draft, streamId, head);
        draft.notice(new Notice.Request(streamId, head, endStream));
        int most = draft.limits().maxRequests();
        if (most > 0 && draft.ids.opened() == most) {
            Shutdown.graceful(draft, ErrorCode.NO_ERROR, "max requests");
        }
    }

    /** Section 8.1.1: a malformed request may be answered before its stream is reset. */
    private static void badRequest(Draft draft, int streamId, Malformed malformed) {
        Sending.status(draft, streamId, 400, false);
        Faults.stream(draft, streamId, ErrorCode.PROTOCOL_ERROR, malformed.reason());
    }

    /** Section 10.5.1: 431 on its stream; the connection lives. */
    private static void tooLarge(Draft draft, int streamId, boolean endStream) {
        Sending.status(draft, streamId, 431, true);
        draft.notice(
                new Notice.Fault(
                        streamId, ErrorCode.NO_ERROR, "a field section larger than was announced"));
        if (endStream) {
            draft.closed.with(streamId, Manner.ENDED, draft.limits().maxClosedStreams());
        } else {
            FrameWriter.reset(draft.out(), streamId, ErrorCode.NO_ERROR);
            forget(draft, streamId);
        }
        Abuse.charge(draft, Abuse.Kind.RESET);
    }

    private static void forget(Draft draft, int streamId) {
        draft.closed.with(streamId, Manner.RESET_BY_US, draft.limits().maxClosedStreams());
    }

    private static void trailers(
            Draft draft, int streamId, StreamState state, FieldList fields, boolean endStream) {
        Inbound in = state.inbound();
        if (in != null && in.head() == Inbound.Head.TUNNEL) {
            Faults.stream(draft, streamId, ErrorCode.PROTOCOL_ERROR, "HEADERS in a tunnel");
            return;
        }
        if (!endStream) {
            Faults.stream(draft, streamId, ErrorCode.PROTOCOL_ERROR, "trailers without END_STREAM");
            return;
        }
        if (fields.overflowed()) {
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "trailers larger than was announced");
            return;
        }
        if (in != null && !in.mayEnd()) {
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.PROTOCOL_ERROR,
                    "content ends " + in.content() + " octets short of its content-length");
            return;
        }
        switch (RequestRules.trailers(fields.array(), fields.count())) {
            case Reading.Bad<FieldSection> bad ->
                    Faults.stream(
                            draft, streamId, ErrorCode.PROTOCOL_ERROR, bad.malformed().reason());
            case Reading.Good<FieldSection> good -> {
                Timeouts.touch(draft, streamId);
                draft.notice(new Notice.Trailers(streamId, good.head()));
                Streams.put(draft, streamId, state.inputEnded());
            }
        }
    }

    private static void response(
            Draft draft, int streamId, StreamState state, FieldList fields, boolean endStream) {
        Inbound in = state.inbound();
        if (in == null) {
            return;
        }
        if (fields.overflowed()) {
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "a response head larger than was announced");
            return;
        }
        switch (RequestRules.response(fields.array(), fields.count())) {
            case Reading.Bad<ResponseHead> bad ->
                    Faults.stream(
                            draft, streamId, ErrorCode.PROTOCOL_ERROR, bad.malformed().reason());
            case Reading.Good<ResponseHead> good -> {
                ResponseHead head = good.head();
                Timeouts.touch(draft, streamId);
                StreamState now = begun(draft, streamId, state, in);
                if (head.isInterim()) {
                    if (endStream) {
                        Faults.stream(
                                draft,
                                streamId,
                                ErrorCode.PROTOCOL_ERROR,
                                "an interim response with END_STREAM");
                    } else if (Abuse.charge(draft, Abuse.Kind.GLITCH)) {
                        draft.notice(new Notice.Response(streamId, head, false));
                    }
                    return;
                }
                finalResponse(draft, streamId, now, in, head, good.contentLength(), endStream);
            }
        }
    }

    /**
     * Section 5.1: HEADERS on a reserved (remote) stream, an interim response too, makes it
     * half-closed (local), and it counts from now on.
     */
    private static StreamState begun(Draft draft, int streamId, StreamState state, Inbound in) {
        if (!(state instanceof StreamState.ReservedRemote)) {
            return state;
        }
        StreamState next = new StreamState.HalfClosedLocal(in);
        draft.ids.peerActive(1);
        draft.streams.put(streamId, next);
        return next;
    }

    private static void finalResponse(
            Draft draft,
            int streamId,
            StreamState state,
            Inbound in,
            ResponseHead head,
            long contentLength,
            boolean endStream) {
        boolean without =
                in.head() == Inbound.Head.AWAITED_WITHOUT_CONTENT
                        || head.status() == 204
                        || head.status() == 304;
        boolean tunnel = in.head() == Inbound.Head.AWAITED_TUNNEL && head.status() < 300;
        // Section 8.1.1: responses to HEAD, 204 and 304 have no content whatever content-length
        // says; a tunnel has no
        // content-length.
        long content = without ? 0 : tunnel ? Inbound.UNKNOWN : contentLength;
        if (endStream && content > 0) {
            Faults.stream(
                    draft,
                    streamId,
                    ErrorCode.PROTOCOL_ERROR,
                    new Malformed.ContentLengthMismatch(contentLength, 0).reason());
            return;
        }
        draft.notice(new Notice.Response(streamId, head, endStream));
        StreamState next = state.with(tunnel ? in.withTunnel() : in.withHead(content));
        Streams.put(draft, streamId, endStream ? next.inputEnded() : next);
    }
}
