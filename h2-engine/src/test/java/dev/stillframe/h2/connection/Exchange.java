package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What the scripts of both roles have in common: a connection in a state that is the same seen from
 * either end, and what an error does to it.
 */
final class Exchange {
    static final Octets OPAQUE = Octets.hex("0102030405060708");
    static final RequestHead GET = RequestHead.get("https", "example.org", "/");
    static final RequestHead POST =
            RequestHead.of("POST", "https", "example.org", "/", FieldSection.EMPTY);

    /**
     * A field that enters the peer's dynamic table as its newest entry (RFC 7541 section 6.2.1).
     */
    static final Octets ENTER = Octets.of(0x40, 1, 'a', 1, 'b');

    /** The newest entry of the dynamic table. */
    static final Octets NEWEST = Octets.of(0xbe);

    private static final Octets REQUEST =
            Octets.of(0x82, 0x87, 0x84, 0x01, 11).plus(Octets.utf8("example.org"));
    private static final Octets RESPONSE = Octets.of(0x88);
    private static final int LATER = 101;

    private Exchange() {}

    /** After both prefaces. */
    static Script begun(Role role, int... settings) {
        return begun(role, limits -> limits, settings);
    }

    static Script begun(Role role, UnaryOperator<LimitsBuilder> limits, int... settings) {
        Script script = role == Role.SERVER ? Script.server(limits) : Script.client(limits);
        return script.preface(settings);
    }

    /** The peer's head on stream 1 comes next. */
    static Script awaiting(Role role) {
        Script script = begun(role);
        return role == Role.SERVER ? script : script.request(GET, true).forget();
    }

    /** Stream 1 is open, and both heads have gone. */
    static Script open(Role role, int... settings) {
        return open(begun(role, settings), role, 1);
    }

    static Script open(Role role, UnaryOperator<LimitsBuilder> limits, int... settings) {
        return open(begun(role, limits, settings), role, 1);
    }

    /** Another stream is open, and both heads have gone: for a client the next one. */
    static Script open(Script script, Role role, int streamId) {
        if (role == Role.SERVER) {
            script.post(streamId).respond(streamId, 200, false);
        } else {
            script.request(POST, false);
            assertEquals(streamId, script.told(Notice.Started.class).streamId());
            script.headers(streamId, false, ":status", "200");
        }
        return script.forget();
    }

    /** The peer's whole head: a request or a response, with these fields at its end. */
    static Script head(Script script, Role role, boolean endStream, String... fields) {
        String[] control =
                role == Role.SERVER
                        ? new String[] {
                            ":method",
                            "GET",
                            ":scheme",
                            "https",
                            ":authority",
                            "example.org",
                            ":path",
                            "/"
                        }
                        : new String[] {":status", "200"};
        String[] all = Arrays.copyOf(control, control.length + fields.length);
        System.arraycopy(fields, 0, all, control.length, fields.length);
        return script.headers(1, endStream, all);
    }

    /** The block of a head from the peer that neither uses nor changes the dynamic table. */
    static Octets plain(Role role) {
        return role == Role.SERVER ? REQUEST : RESPONSE;
    }

    /** So many octets of content. */
    static Octets content(int octets) {
        return Octets.wrap(new byte[octets]);
    }

    /** All frames that we have sent. Payload that the application had ready counts as zeros. */
    static List<Frame> frames(Script script) {
        Octets all = Octets.EMPTY;
        for (Effect effect : script.effects()) {
            if (effect instanceof Effect.Send send) {
                all = all.plus(send.octets());
            } else if (effect instanceof Effect.Take take) {
                all = all.plus(content(take.octets()));
            }
        }
        return Wire.frames(all);
    }

    /** Those of one type. */
    static <F extends Frame> List<F> frames(Script script, Class<F> type) {
        return frames(script).stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A connection error: GOAWAY and close, told with words; then nothing has an effect. */
    static void connectionError(Script script, ErrorCode code) {
        script.expectConnectionError(code);
        Notice.Fault fault = script.told(Notice.Fault.class);
        assertEquals(0, fault.streamId());
        assertEquals(code, fault.code());
        assertFalse(fault.reason().isBlank());
        Notice.Closed closed = script.told(Notice.Closed.class);
        assertEquals(code, closed.code());
        assertFalse(closed.byPeer());
        assertEquals(0, script.state.activeStreams());
        script.send(Wire.of().ping(false, OPAQUE)).expectNothing().expectToldNothing();
    }

    /** A stream error on a stream that the application knows of; the connection goes on. */
    static void streamError(Script script, Role role, int streamId, ErrorCode code) {
        onlyReset(script, streamId, code);
        Notice.Ended ended = script.told(Notice.Ended.class);
        assertEquals(streamId, ended.streamId());
        End.Reset reset = assertInstanceOf(End.Reset.class, ended.end());
        assertEquals(code, reset.code());
        assertFalse(reset.byPeer());
        assertFalse(reset.reason().isBlank());
        alive(script, role);
    }

    /** One RST_STREAM was sent. */
    static void onlyReset(Script script, int streamId, ErrorCode code) {
        assertEquals(
                List.of("RST_STREAM " + streamId + " " + code),
                script.sent().stream().filter(line -> line.startsWith("RST_STREAM")).toList(),
                () -> "sent " + script.sent());
    }

    /** A PING is answered, and a later exchange goes through. */
    static void alive(Script script, Role role) {
        script.expectOpen()
                .forget()
                .send(Wire.of().ping(false, OPAQUE))
                .expect("PING ACK " + OPAQUE)
                .forget();
        int flags = Wire.END_HEADERS | Wire.END_STREAM;
        if (role == Role.SERVER) {
            script.send(Wire.of().headers(LATER, plain(role), flags));
            assertEquals(LATER, script.told(Notice.Request.class).streamId());
            script.forget()
                    .respond(LATER, 204, true)
                    .expect("HEADERS " + LATER + " END_STREAM :status=204");
        } else {
            script.request(GET, true);
            int streamId = script.told(Notice.Started.class).streamId();
            script.send(Wire.of().headers(streamId, plain(role), flags));
            assertEquals(200, script.told(Notice.Response.class).head().status());
        }
        assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
        script.expectOpen();
    }

    /** The application was told nothing of this type. */
    static void untold(Script script, Class<? extends Notice> type) {
        assertTrue(
                script.notices().stream().noneMatch(type::isInstance),
                () -> "told " + script.notices());
    }
}
