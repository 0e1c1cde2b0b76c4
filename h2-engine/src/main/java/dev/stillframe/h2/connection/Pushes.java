package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.message.Malformed;
import dev.stillframe.h2.message.Reading;
import dev.stillframe.h2.message.RequestRules;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Lifecycle;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import dev.stillframe.h2.stream.StreamState.Manner;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PUSH_PROMISE both ways (RFC 9113 sections 6.6 and 8.4). */
final class Pushes {
    private Pushes() {}

    static void command(Draft draft, Command.Push command) {
        String wrong = wrong(draft, command);
        if (wrong != null) {
            draft.notice(new Notice.Rejected(command, wrong));
            return;
        }
        int promisedId = draft.ids.nextOwn();
        draft.ids.ownUsed();
        Output out = draft.out();
        int from = out.length();
        out.zeros(FrameWriter.HEADER + 4);
        draft.encoder().begin(out);
        Requests.pseudo(draft, command.head());
        Requests.fields(draft, command.head());
        FrameWriter.fieldBlock(
                out, from, command.streamId(), promisedId, false, draft.peer().maxFrameSize());
        draft.streams.put(
                promisedId,
                new StreamState.ReservedLocal(Outbound.fresh(command.head().priority())));
        draft.notice(new Notice.Started(promisedId, command.token()));
    }

    private static @Nullable String wrong(Draft draft, Command.Push command) {
        if (draft.role() != Role.SERVER) {
            return "a client cannot push";
        }
        if (!draft.options.push() || !draft.peer().enablePush()) {
            return "the client does not accept pushes";
        }
        if (draft.shutdown.isDraining() || draft.ids.nextOwn() < 0) {
            return "the connection is going away";
        }
        StreamState parent = draft.streams.at(command.streamId());
        Outbound out = parent == null ? null : parent.outbound();
        if (out == null || Streams.isOwn(draft, command.streamId())) {
            return "the stream has ended";
        }
        if (out.stage() == Outbound.Stage.TUNNEL) {
            return "nothing goes with a tunnel";
        }
        if (draft.ids.ownActive() >= draft.peer().maxConcurrentStreams()) {
            return "the client's MAX_CONCURRENT_STREAMS is reached";
        }
        Malformed malformed = RequestRules.outgoingPromise(command.head());
        if (malformed != null) {
            return malformed.reason();
        }
        if (draft.origins.at(command.streamId()) == null) {
            return "the client did not accept pushes when its request came";
        }
        return isAuthoritative(draft, command.streamId(), command.head())
                ? null
                : "the request had another authority";
    }

    /**
     * Keeps where a request went, as long as promises may go with it: not for a client that takes
     * none at that time.
     */
    static void remember(Draft draft, int streamId, RequestHead head) {
        boolean taken = draft.role() == Role.CLIENT || draft.peer().enablePush();
        if (taken && draft.options.push()) {
            draft.origins = draft.origins.with(streamId, origin(head));
        }
    }

    static void forget(Draft draft, int streamId) {
        if (draft.origins.size() > 0) {
            draft.origins = draft.origins.without(streamId);
        }
    }

    /**
     * Section 8.4: the server must be authoritative for what it promises. All that is known here is
     * where the request went.
     */
    private static boolean isAuthoritative(Draft draft, int streamId, RequestHead promised) {
        return origin(promised).equals(draft.origins.at(streamId));
    }

    private static String origin(RequestHead head) {
        String authority = head.authority();
        String where = authority == null ? head.fields().value("host") : authority;
        return head.scheme() + "://" + (where == null ? "" : where.toLowerCase(Locale.ROOT));
    }

    /** A promise has come, on a client. */
    static void promised(Draft draft, int streamId, int promisedId, FieldList fields) {
        if (draft.role() == Role.SERVER) {
            // Section 8.4: "A client cannot push. Thus, servers MUST treat the receipt of a
            // PUSH_PROMISE frame as a
            // connection error of type PROTOCOL_ERROR."
            Faults.connection(draft, ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE from a client");
            return;
        }
        if (!draft.options.push()) {
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE though pushes are disabled");
            return;
        }
        if (Streams.isOwn(draft, promisedId) || promisedId <= draft.ids.highestPeer()) {
            // Section 6.6: an illegal stream identifier.
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE of stream " + promisedId);
            return;
        }
        if (!Streams.isOwn(draft, streamId)) {
            // Section 6.6: "PUSH_PROMISE frames MUST only be sent on a peer-initiated stream".
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE on a pushed stream " + streamId);
            return;
        }
        StreamState parent = Streams.state(draft, streamId);
        boolean late = false;
        switch (Lifecycle.received(parent, Lifecycle.Input.PUSH_PROMISE)) {
            case ACCEPT -> {
                Inbound in = parent.inbound();
                if (Streams.isOwn(draft, streamId)
                        && in != null
                        && in.head() == Inbound.Head.TUNNEL) {
                    // Section 8.5: only DATA and stream management go through a tunnel.
                    Faults.stream(
                            draft, streamId, ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE in a tunnel");
                    if (draft.isClosed()) {
                        return;
                    }
                    late = true;
                } else if (!Streams.isOwn(draft, streamId)) {
                    // Section 8.4: a promise goes with a stream that the client has opened.
                    Faults.connection(
                            draft,
                            ErrorCode.PROTOCOL_ERROR,
                            "PUSH_PROMISE on stream " + streamId + ", itself a promise");
                    return;
                }
            }
            case IGNORE -> late = true;
            case STREAM_CLOSED, CONNECTION_STREAM_CLOSED, CONNECTION_PROTOCOL_ERROR -> {
                Faults.connection(
                        draft,
                        ErrorCode.PROTOCOL_ERROR,
                        "PUSH_PROMISE on stream " + streamId + " out of turn");
                return;
            }
        }
        draft.ids.peerUsed(promisedId);
        if (late || Shutdown.refuses(draft, promisedId)) {
            // Section 6.6: a promise on a stream that we have reset reserves its stream all the
            // same; it is refused.
            refuse(draft, promisedId, ErrorCode.CANCEL);
            return;
        }
        if (fields.overflowed() || reserved(draft) >= draft.limits().maxConcurrentStreams()) {
            refuse(draft, promisedId, ErrorCode.REFUSED_STREAM);
            return;
        }
        switch (RequestRules.promised(fields.array(), fields.count())) {
            case Reading.Bad<RequestHead> bad ->
                    Faults.stream(
                            draft, promisedId, ErrorCode.PROTOCOL_ERROR, bad.malformed().reason());
            case Reading.Good<RequestHead> good -> {
                RequestHead head = good.head();
                if (!isAuthoritative(draft, streamId, head)) {
                    Faults.stream(
                            draft,
                            promisedId,
                            ErrorCode.PROTOCOL_ERROR,
                            "a promise for " + head.authority() + ", where no request went");
                    return;
                }
                ReceiveLedger window = ReceiveLedger.of(draft.settings.local().initialWindowSize());
                draft.streams.put(
                        promisedId,
                        new StreamState.ReservedRemote(Inbound.awaiting(head.method(), window)));
                draft.notice(new Notice.Promise(streamId, promisedId, head));
            }
        }
    }

    private static void refuse(Draft draft, int promisedId, ErrorCode code) {
        FrameWriter.reset(draft.out(), promisedId, code);
        draft.closed.with(promisedId, Manner.RESET_BY_US, draft.limits().maxClosedStreams());
        Abuse.charge(draft, Abuse.Kind.RESET);
    }

    /** Streams of the peer's that are promised or running. */
    private static int reserved(Draft draft) {
        int[] count = {0};
        draft.streams.forEach((id, state) -> count[0] += Streams.isOwn(draft, id) ? 0 : 1);
        return count[0];
    }
}
