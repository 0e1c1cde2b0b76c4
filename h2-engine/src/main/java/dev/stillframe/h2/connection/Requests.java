package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.message.Malformed;
import dev.stillframe.h2.message.RequestRules;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import org.jspecify.annotations.Nullable;

/** Requests that a client sends (RFC 9113 section 8.3.1). */
final class Requests {
    private Requests() {}

    static void command(Draft draft, Command.Request command) {
        String wrong = wrong(draft, command);
        if (wrong != null) {
            draft.notice(new Notice.Rejected(command, wrong));
            return;
        }
        int streamId = draft.ids.nextOwn();
        draft.ids.ownUsed();
        draft.ids.ownActive(1);
        RequestHead head = command.head();
        Output out = draft.out();
        int from = out.length();
        out.zeros(FrameWriter.HEADER);
        draft.encoder().begin(out);
        pseudo(draft, head);
        Sending.block(draft, from, streamId, head.fields(), command.endStream());
        open(draft, streamId, head, command.endStream());
        draft.notice(new Notice.Started(streamId, command.token()));
    }

    /** Stores the stream of a request that has been sent. */
    static void open(Draft draft, int streamId, RequestHead head, boolean endStream) {
        ReceiveLedger window = ReceiveLedger.of(draft.settings.local().initialWindowSize());
        Inbound in = Inbound.awaiting(head.method(), window);
        draft.streams.put(
                streamId,
                endStream
                        ? new StreamState.HalfClosedLocal(in)
                        : new StreamState.Open(
                                in,
                                head.opensTunnel()
                                        ? Outbound.fresh(null).tunnelling()
                                        : Outbound.fresh(null).headSent()));
        Timeouts.touch(draft, streamId);
        Pushes.remember(draft, streamId, head);
    }

    private static @Nullable String wrong(Draft draft, Command.Request command) {
        if (draft.role() != Role.CLIENT) {
            return "a server cannot send a request";
        }
        if (draft.shutdown.isDraining()) {
            return "the connection is going away";
        }
        if (draft.ids.nextOwn() < 0) {
            // Section 5.1.1: a client that has used up its identifiers opens another connection.
            return "all stream identifiers are used up";
        }
        if (draft.ids.ownActive() >= draft.peer().maxConcurrentStreams()) {
            return "the server's MAX_CONCURRENT_STREAMS is reached";
        }
        if (command.head().protocol() != null && !draft.peer().enableConnectProtocol()) {
            return "the server does not offer extended CONNECT";
        }
        Malformed malformed = RequestRules.outgoing(command.head());
        return malformed == null ? null : malformed.reason();
    }

    /** Control data, in the order that compresses best. */
    static void pseudo(Draft draft, RequestHead head) {
        pseudo(draft, ":method", head.method());
        pseudo(draft, ":scheme", head.scheme());
        pseudo(draft, ":authority", head.authority());
        pseudo(draft, ":path", head.path());
        pseudo(draft, ":protocol", head.protocol());
    }

    static void fields(Draft draft, RequestHead head) {
        FieldEncoder.Draft encoder = draft.encoder();
        FieldSection fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            encoder.field(draft.out(), fields.at(i));
        }
    }

    private static void pseudo(Draft draft, String name, @Nullable String value) {
        if (value != null) {
            draft.encoder().field(draft.out(), name, value);
        }
    }
}
