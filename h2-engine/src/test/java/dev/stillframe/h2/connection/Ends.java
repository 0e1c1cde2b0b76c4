package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Head;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Scripts that read the same from either end of a connection, on whatever stream comes next.
 *
 * @see Exchange for those on stream 1, and for what we sent
 */
final class Ends {
    static final int HEADERS_END = Wire.END_HEADERS | Wire.END_STREAM;

    private Ends() {}

    /** Both prefaces are done. Pushes are allowed. */
    static Script begun(Role role, int... settings) {
        return begun(role, limits -> limits, settings);
    }

    static Script begun(Role role, UnaryOperator<LimitsBuilder> limits, int... settings) {
        Limits made = limits.apply(Limits.DEFAULT.toBuilder()).build();
        return Script.with(Options.of(role).with(made).withPush()).preface(settings);
    }

    /** Stream 1 is open, and content may flow both ways. */
    static Script flowing(Role role, int... settings) {
        return flow(begun(role, settings));
    }

    /** One more stream on which content may flow both ways. */
    static Script flow(Script script) {
        int id = next(script);
        if (script.state.role() == Role.SERVER) {
            script.post(id).respond(id, 200, false);
        } else {
            script.request(post(), false).headers(id, false, ":status", "200");
        }
        return script.forget();
    }

    static RequestHead post(String... fields) {
        return RequestHead.of("POST", "https", "example.org", "/", FieldSection.of(fields));
    }

    /** The next stream that a client opens. */
    static int next(Script script) {
        Streams.Ids ids = ((ConnectionState) script.state).ids();
        return script.state.role() == Role.CLIENT
                ? ids.nextOwn()
                : ids.highestPeer() == 0 ? 1 : ids.highestPeer() + 2;
    }

    /** As if all identifiers before this one had been used for streams of ours. */
    static void nextOwn(Script script, int id) {
        ConnectionState s = (ConnectionState) script.state;
        Streams.Ids ids = s.ids();
        script.state =
                new ConnectionState(
                        s.options(),
                        s.wire(),
                        s.settings(),
                        s.block(),
                        s.decoder(),
                        s.encoder(),
                        s.streams(),
                        new Streams.Ids(
                                ids.highestPeer(),
                                id,
                                ids.peerActive(),
                                ids.ownActive(),
                                ids.opened(),
                                ids.finishing(),
                                ids.released()),
                        s.origins(),
                        s.closedStreams(),
                        s.sendWindow(),
                        s.ledger(),
                        s.streamWindow(),
                        s.bandwidth(),
                        s.schedule(),
                        s.pings(),
                        s.shutdown(),
                        s.abuse(),
                        s.timeouts(),
                        s.room(),
                        s.closedNotice());
    }

    /** Our message with these fields in its head begins on the next stream; it is not ended. */
    static int message(Script script, String... fields) {
        int id = next(script);
        if (script.state.role() == Role.SERVER) {
            script.get(id).respond(id, 200, false, fields);
        } else {
            script.request(post(fields), false);
        }
        return id;
    }

    /** The peer's message with these fields is all head, on the next stream. */
    static int received(Script script, String... fields) {
        int id = next(script);
        if (script.state.role() == Role.SERVER) {
            String[] all = new String[8 + fields.length];
            System.arraycopy(
                    new String[] {
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        ":authority",
                        "example.org",
                        ":path",
                        "/"
                    },
                    0,
                    all,
                    0,
                    8);
            System.arraycopy(fields, 0, all, 8, fields.length);
            script.headers(id, true, all);
        } else {
            String[] all = new String[2 + fields.length];
            all[0] = ":status";
            all[1] = "204";
            System.arraycopy(fields, 0, all, 2, fields.length);
            script.request(post(), false).headers(id, true, all);
        }
        return id;
    }

    /** The head of the peer's message was told. */
    static Head headTold(Script script) {
        return script.state.role() == Role.SERVER
                ? script.told(Notice.Request.class).head()
                : script.told(Notice.Response.class).head();
    }

    /** A whole exchange on the next stream. */
    static int exchange(Script script) {
        int id = received(script);
        if (script.state.role() == Role.SERVER) {
            assertEquals(id, script.told(Notice.Request.class).streamId());
            script.forget().respond(id, 204, true);
            script.expect("HEADERS " + id + " END_STREAM :status=204");
        } else {
            assertEquals(id, script.told(Notice.Response.class).streamId());
            script.data(id, "", true);
        }
        assertEquals(new Notice.Ended(id, new End.Complete()), script.told(Notice.Ended.class));
        script.forget();
        return id;
    }

    /** A PING is answered and another exchange goes through. */
    static void alive(Script script) {
        script.forget()
                .send(Wire.of().ping(false, Exchange.OPAQUE))
                .expect("PING ACK " + Exchange.OPAQUE);
        script.expectNothing().expectToldNothing();
        exchange(script);
    }

    /** One stream was reset for the peer's fault; nothing else was sent, and all goes on. */
    static void streamError(Script script, int streamId, ErrorCode code) {
        script.expectReset(streamId, code).expectNothing();
        Notice.Ended ended = script.told(Notice.Ended.class);
        assertEquals(streamId, ended.streamId());
        assertEquals(code, assertInstanceOf(End.Reset.class, ended.end()).code());
        alive(script);
    }

    /** The command was told back, and nothing was sent. */
    static void rejected(Script script, Command command) {
        script.forget().tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
        script.expectToldNothing();
    }

    /** The payload's length as far as frames of any length go. */
    static int length(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> data.length();
            case Frame.Headers headers -> headers.fragment().length();
            case Frame.PushPromise promise -> 4 + promise.fragment().length();
            case Frame.Continuation continuation -> continuation.fragment().length();
            default -> 0;
        };
    }

    /** Every HEADERS or PUSH_PROMISE is followed by its CONTINUATIONs; says how many there are. */
    static int continuations(List<Frame> frames) {
        int open = 0;
        int count = 0;
        for (Frame frame : frames) {
            if (open != 0) {
                Frame.Continuation next = assertInstanceOf(Frame.Continuation.class, frame);
                assertEquals(open, next.streamId());
                open = next.endHeaders() ? 0 : open;
                count++;
            } else {
                assertFalse(frame instanceof Frame.Continuation, () -> "in " + frames);
                open =
                        switch (frame) {
                            case Frame.Headers h -> h.endHeaders() ? 0 : h.streamId();
                            case Frame.PushPromise p -> p.endHeaders() ? 0 : p.streamId();
                            default -> 0;
                        };
            }
        }
        assertEquals(0, open, "a field block ends");
        return count;
    }

    /** Nothing that was sent since the last look is of this stream. */
    static void silent(Script script, int streamId) {
        assertTrue(
                script.sent().stream().noneMatch(line -> line.contains(" " + streamId + " ")),
                () -> "sent " + script.sent());
    }
}
