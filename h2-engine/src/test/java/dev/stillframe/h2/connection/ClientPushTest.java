package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.GET;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What RFC 9113 asks of a client that is pushed to: sections 5.1, 6.6, 8.4 and 10.4. */
class ClientPushTest {
    private static final int PUSH_PROMISE = 5;
    private static final int PADDED = 0x8;
    private static final Octets REQUEST = Exchange.plain(Role.SERVER);
    private static final Octets RESPONSE = Exchange.plain(Role.CLIENT);

    @Test
    @DisplayName("A promise is told, then its response, then its end")
    void pushed() {
        Script script = promised();
        script.headers(2, false, ":status", "200").send(Wire.of().data(2, "pushed", true));
        assertEquals(2, script.told(Notice.Response.class).streamId());
        assertEquals("pushed", script.told(Notice.Data.class).octets().utf8());
        assertEquals(new Notice.Ended(2, new End.Complete()), script.told(Notice.Ended.class));
    }

    @Test
    @Requirement("9113-5.1-5")
    @DisplayName("[reserved (remote)] No frame but RST_STREAM, WINDOW_UPDATE, PRIORITY is sent")
    void silentOnReserved() {
        Script script = promised();
        List<Command> commands =
                List.of(
                        new Command.Data(2, 5, true),
                        new Command.Trailers(2, FieldSection.of("a", "b")),
                        new Command.Respond(2, ResponseHead.of(200), true),
                        new Command.Want(2));
        for (Command command : commands) {
            script.tell(command).expectNothing();
            assertEquals(command, script.told(Notice.Rejected.class).command());
        }
        script.tell(new Command.Reset(2, ErrorCode.CANCEL)).expectReset(2, ErrorCode.CANCEL);
        assertEquals(2, script.told(Notice.Ended.class).streamId());
        script.headers(2, true, ":status", "200").expectNothing().expectToldNothing();
    }

    @Test
    @Requirement("9113-5.1-6")
    @DisplayName("[reserved (remote)] Other than HEADERS, RST_STREAM or PRIORITY: PROTOCOL_ERROR")
    void wrongOnReserved() {
        connectionError(promised().send(Wire.of().data(2, "x", false)), ErrorCode.PROTOCOL_ERROR);
        connectionError(promised().send(Wire.of().windowUpdate(2, 1000)), ErrorCode.PROTOCOL_ERROR);
        connectionError(promised().send(promise(2, 4, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        Script script = promised().send(Wire.of().priority(2, 0).reset(2, ErrorCode.CANCEL));
        assertEquals(
                new Notice.Ended(2, new End.Reset(ErrorCode.CANCEL, true, "")),
                script.expectNothing().told(Notice.Ended.class));
        Exchange.alive(script, Role.CLIENT);
    }

    @Test
    @Requirement({"9113-6.5.2-2", "9113-6.6-8"})
    @DisplayName("PUSH_PROMISE after ENABLE_PUSH of 0 was acknowledged: PROTOCOL_ERROR")
    void pushDisabled() {
        Script script = Script.client().step();
        script.expectStart("SETTINGS 2=0 ").send(Wire.of().settings().settingsAck());
        script.request(GET, true).send(promise(1, 2, REQUEST));
        connectionError(script, ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-6.6-4")
    @DisplayName("PUSH_PROMISE without END_HEADERS, then another frame: PROTOCOL_ERROR")
    void interruptedPromise() {
        List<Octets> others =
                List.of(
                        Wire.of().data(1, "x", false).octets(),
                        Wire.of().ping(false, Exchange.OPAQUE).octets(),
                        Wire.of().headers(1, RESPONSE, Wire.END_HEADERS).octets(),
                        Wire.of().windowUpdate(0, 1000).octets(),
                        Wire.of().frame(0x55, 0, 0, content(3)).octets(),
                        Wire.of().continuation(2, Octets.EMPTY, Wire.END_HEADERS).octets(),
                        Wire.of().continuation(3, Octets.EMPTY, Wire.END_HEADERS).octets());
        for (Octets other : others) {
            Wire wire = Wire.of().pushPromise(1, 2, REQUEST, 0).raw(other);
            connectionError(asked().send(wire), ErrorCode.PROTOCOL_ERROR);
        }
        Wire whole =
                Wire.of()
                        .pushPromise(1, 2, REQUEST.slice(0, 2), 0)
                        .continuation(1, REQUEST.from(2), Wire.END_HEADERS);
        assertEquals(GET, asked().send(whole).told(Notice.Promise.class).head());
    }

    @Test
    @Requirement("9113-6.6-6")
    @DisplayName("PUSH_PROMISE on stream 0: a connection error of type PROTOCOL_ERROR")
    void onStreamZero() {
        connectionError(asked().send(promise(0, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-6.6-12")
    @DisplayName("PUSH_PROMISE on a stream neither open nor half-closed (local): PROTOCOL_ERROR")
    void onOtherStates() {
        Script closed = asked().send(Wire.of().headers(1, RESPONSE, 5));
        assertEquals(new End.Complete(), closed.told(Notice.Ended.class).end());
        connectionError(closed.send(promise(1, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        Script idle = asked();
        connectionError(idle.send(promise(3, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        Script reset = asked().send(Wire.of().reset(1, ErrorCode.CANCEL));
        connectionError(reset.send(promise(1, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        connectionError(promised().send(promise(2, 4, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        // Nor on a pushed stream, which is not initiated by the peer of who promises.
        Script pushed = promised().send(Wire.of().headers(2, RESPONSE, Wire.END_HEADERS));
        connectionError(pushed.send(promise(2, 4, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        Script open = push().request(Exchange.POST, false).send(promise(1, 2, REQUEST));
        open.told(Notice.Promise.class);
        Exchange.alive(open, Role.CLIENT);
    }

    @Test
    @Requirement("9113-6.6-13")
    @DisplayName("PUSH_PROMISE that was created before our RST_STREAM arrived is handled")
    void crossesReset() {
        Script script = asked().tell(new Command.Reset(1, ErrorCode.CANCEL)).forget();
        script.send(promise(1, 2, REQUEST.plus(Exchange.ENTER)));
        script.expectReset(2, ErrorCode.CANCEL).expectNothing().expectToldNothing();
        script.send(Wire.of().headers(2, RESPONSE, Wire.END_HEADERS).data(2, "x", true));
        script.expectNothing().expectToldNothing().request(GET, true);
        Octets next = RESPONSE.plus(Exchange.NEWEST);
        script.send(Wire.of().headers(3, next, Wire.END_HEADERS | Wire.END_STREAM));
        assertEquals(FieldSection.of("a", "b"), script.told(Notice.Response.class).head().fields());
        // Its identifier is taken.
        script.request(GET, true);
        connectionError(script.send(promise(5, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-6.6-14")
    @DisplayName("PUSH_PROMISE of an illegal stream identifier: PROTOCOL_ERROR")
    void illegalIdentifier() {
        for (int promised : new int[] {0, 1, 3}) {
            connectionError(asked().send(promise(1, promised, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        }
        connectionError(promised().send(promise(1, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
        Script later = asked().send(promise(1, 4, REQUEST)).expectNothing();
        connectionError(later.send(promise(1, 2, REQUEST)), ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-6.6-15")
    @DisplayName("PUSH_PROMISE padded with its whole length or more: PROTOCOL_ERROR")
    void overpadded() {
        int flags = PADDED | Wire.END_HEADERS;
        int length = 1 + 4 + REQUEST.length();
        // The last leaves 3 octets for the promised stream's 4.
        for (int pad : new int[] {length, 255, REQUEST.length() + 1}) {
            Octets payload = Octets.of(pad, 0, 0, 0, 2).plus(REQUEST);
            connectionError(
                    asked().send(Wire.of().frame(PUSH_PROMISE, flags, 1, payload)),
                    ErrorCode.PROTOCOL_ERROR);
        }
        Wire padded = Wire.of().paddedPushPromise(1, 2, REQUEST, 9, Wire.END_HEADERS);
        assertEquals(GET, asked().send(padded).told(Notice.Promise.class).head());
    }

    @Test
    @Requirement("9113-8.4-2")
    @DisplayName("A promise not cacheable, not safe, or with content: PROTOCOL_ERROR on its stream")
    void unsafePromise() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            refused(method, "https", "example.org", "/");
        }
        refused("GET", "https", "example.org", "/", "content-length", "5");
        Script script = asked();
        Octets head = block(script, "HEAD", "https", "example.org", "/");
        assertEquals(
                "HEAD",
                script.send(promise(1, 2, head)).told(Notice.Promise.class).head().method());
    }

    @Test
    @Requirement("9113-8.4.1-3")
    @DisplayName("A promise that is not complete and valid: PROTOCOL_ERROR on its stream")
    void invalidPromise() {
        refused("GET", "https", "example.org", null);
        refused("GET", null, "example.org", "/");
        refused(null, "https", "example.org", "/");
        refused("GET", "https", null, "/");
        refused("GET", "https", "example.org", "/", "Upper", "x");
        refused("GET", "https", "example.org", "/", "connection", "close");
        refused("POST", "https", "example.org", "/");
    }

    @Test
    @Requirement("9113-8.4.1-4")
    @DisplayName("PUSH_PROMISE frames must not be sent by the client")
    void clientsDoNotPush() {
        for (Script script : List.of(asked(), Exchange.awaiting(Role.CLIENT), promised())) {
            for (int streamId : new int[] {1, 2}) {
                Command push = new Command.Push(7, streamId, GET);
                script.tell(push).expectNothing();
                assertEquals(push, script.told(Notice.Rejected.class).command());
            }
        }
    }

    /** Such a promise is refused; the rest goes on, and nothing of it is ever told. */
    private static void refused(
            @Nullable String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            String... more) {
        Script script = asked();
        script.send(promise(1, 2, block(script, method, scheme, authority, path, more)));
        script.expectReset(2, ErrorCode.PROTOCOL_ERROR).expectNothing();
        Exchange.untold(script, Notice.Promise.class);
        assertEquals(2, script.told(Notice.Fault.class).streamId());
        script.headers(2, true, ":status", "200").expectNothing().expectToldNothing();
        script.headers(1, true, ":status", "200");
        assertEquals(1, script.told(Notice.Response.class).streamId());
        assertTrue(script.told(Notice.Ended.class).end() instanceof End.Complete);
        Exchange.alive(script, Role.CLIENT);
    }

    private static Octets block(
            Script script,
            @Nullable String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            String... more) {
        List<String> all = new ArrayList<>();
        String[] names = {":method", ":scheme", ":authority", ":path"};
        @Nullable String[] values = {method, scheme, authority, path};
        for (int i = 0; i < names.length; i++) {
            String value = values[i];
            if (value != null) {
                all.addAll(List.of(names[i], value));
            }
        }
        all.addAll(List.of(more));
        return script.block(all.toArray(String[]::new));
    }

    private static Octets promise(int streamId, int promisedId, Octets block) {
        return Wire.of().pushPromise(streamId, promisedId, block, Wire.END_HEADERS).octets();
    }

    private static Script push() {
        return Script.with(Options.of(Role.CLIENT).withPush()).preface();
    }

    /** A GET is on its way on stream 1. */
    private static Script asked() {
        return push().request(GET, true).forget();
    }

    /** And stream 2 is promised. */
    private static Script promised() {
        Script script = asked().send(promise(1, 2, REQUEST)).expectNothing();
        assertEquals(new Notice.Promise(1, 2, GET), script.told(Notice.Promise.class));
        return script.forget();
    }
}
