package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 sections 6.6 and 8.4 for a server: what it may promise, and when. */
class ServerPushTest {
    private static final RequestHead HEAD = RequestHead.get("https", "example.org", "/style.css");
    private static final String FIELDS =
            " :method=GET :scheme=https :authority=example.org :path=/style.css";

    private static Command.Push push(int streamId) {
        return new Command.Push(7, streamId, HEAD);
    }

    private static Command.Push push(RequestHead head) {
        return new Command.Push(7, 1, head);
    }

    /** A server with a GET on stream 1 and a promise of stream 2 for it. */
    private static Script promised() {
        Script script = Ends.begun(Role.SERVER).get(1).forget().tell(push(1));
        script.expect("PUSH_PROMISE 1 2" + FIELDS).expectNothing();
        assertEquals(new Notice.Started(2, 7), script.told(Notice.Started.class));
        return script;
    }

    @Test
    @Requirement("9113-5.1-3")
    @DisplayName(
            "Reserved (local): an endpoint MUST NOT send any type of frame other than HEADERS,"
                    + " RST_STREAM, or PRIORITY")
    void reservedSendsOnlyHeadersAndReset() {
        Script script = promised();
        List<Command> early =
                List.of(
                        new Command.Data(2, 5, false),
                        new Command.Data(2, 0, true),
                        new Command.Trailers(2, FieldSection.of("sum", "1")),
                        push(2));
        for (Command command : early) {
            Ends.rejected(script, command);
        }
        script.consumed(2, 5).tell(new Command.Want(2)).expectNothing();
        script.send(Wire.of().windowUpdate(2, 5)).expectNothing();
        script.forget().respond(2, 200, false).expect("HEADERS 2 :status=200").expectNothing();

        Script reset = promised().tell(new Command.Reset(2, CANCEL));
        reset.expectReset(2, CANCEL).expectNothing();
        assertEquals(
                new Notice.Ended(2, new End.Reset(CANCEL, false, "")),
                reset.told(Notice.Ended.class));
        Ends.rejected(reset, new Command.Respond(2, ResponseHead.of(200), true));
    }

    @Test
    @Requirement("9113-5.1.2-1")
    @DisplayName("Endpoints MUST NOT exceed the limit set by their peer: an interim head counts")
    void interimHeadOpensThePush() {
        Script script = Ends.begun(Role.SERVER, 3, 1).get(1).tell(push(1)).tell(push(1)).forget();
        assertEquals(1, script.state.activeStreams());
        script.respond(2, 103, false).expect("HEADERS 2 :status=103");
        assertEquals(2, script.state.activeStreams());
        Ends.rejected(script, new Command.Respond(4, ResponseHead.of(103), false));
        Ends.rejected(script, new Command.Respond(4, ResponseHead.of(200), true));
        Ends.rejected(script, new Command.Data(2, 5, false));
        script.respond(2, 200, true).expect("HEADERS 2 END_STREAM :status=200");
        script.respond(4, 200, true).expect("HEADERS 4 END_STREAM :status=200");
        assertEquals(1, script.state.activeStreams());
    }

    @Test
    @Requirement("9113-5.1-4")
    @DisplayName(
            "Reserved (local): receiving any type of frame other than RST_STREAM, PRIORITY, or"
                    + " WINDOW_UPDATE MUST be treated as a connection error of type PROTOCOL_ERROR")
    void reservedReceives() {
        Exchange.connectionError(promised().send(Wire.of().data(2, "x", false)), PROTOCOL_ERROR);
        Exchange.connectionError(promised().send(Wire.of().data(2, "", true)), PROTOCOL_ERROR);
        Exchange.connectionError(promised().headers(2, true, ":status", "200"), PROTOCOL_ERROR);
        Exchange.connectionError(promised().get(2), PROTOCOL_ERROR);
        Script allowed = promised().send(Wire.of().priority(2, 1).windowUpdate(2, 9));
        allowed.expectNothing().expectToldNothing();
        allowed.send(Wire.of().reset(2, CANCEL)).expectNothing();
        assertEquals(
                new Notice.Ended(2, new End.Reset(CANCEL, true, "")),
                allowed.told(Notice.Ended.class));
        Ends.alive(allowed);
    }

    @Test
    @Requirement({"9113-5.1.1-2", "9113-6.6-1", "9113-6.6-10"})
    @DisplayName("Streams initiated by the server MUST use even-numbered stream identifiers")
    void evenAndGrowing() {
        Script script = promised();
        script.tell(new Command.Reset(2, CANCEL)).tell(push(1));
        script.send(Wire.of().reset(4, CANCEL)).get(3);
        script.tell(push(3)).respond(6, 200, true).tell(push(1));
        List<Integer> promises =
                Exchange.frames(script, Frame.PushPromise.class).stream()
                        .map(Frame.PushPromise::promisedId)
                        .toList();
        assertEquals(List.of(2, 4, 6, 8), promises);
    }

    @Test
    @Requirement("9113-5.1.1-2")
    @DisplayName("A client does not take an odd-numbered stream from a server")
    void oddPromise() {
        Script client = Ends.flowing(Role.CLIENT);
        Octets block = client.block(":method", "GET", ":scheme", "https", ":path", "/");
        client.send(Wire.of().pushPromise(1, 3, block, Wire.END_HEADERS));
        Exchange.connectionError(client, PROTOCOL_ERROR);
    }

    @Test
    @Requirement({"9113-6.6-10", "9113-6.6-11"})
    @DisplayName("The promised stream MUST be in the idle state: when none is left, none is used")
    void identifiersRunOut() {
        Script script = promised();
        Ends.nextOwn(script, 0x7fff_fffc);
        script.tell(push(1)).expectStart("PUSH_PROMISE 1 2147483644 ");
        script.tell(push(1)).expectStart("PUSH_PROMISE 1 2147483646 ");
        Ends.rejected(script, push(1));
        Ends.rejected(script, push(1));
        Ends.alive(script);
    }

    @Test
    @Requirement({"9113-6.5.2-1", "9113-6.6-7"})
    @DisplayName(
            "A server MUST NOT send a PUSH_PROMISE frame if it receives SETTINGS_ENABLE_PUSH set to"
                    + " 0")
    void notWhereDisabled() {
        Ends.rejected(Ends.begun(Role.SERVER, 2, 0).get(1), push(1));
        Script later = promised().send(Wire.of().settings(2, 0));
        Ends.rejected(later, push(1));
        later.respond(2, 200, true).expect("HEADERS 2 END_STREAM :status=200");
        later.send(Wire.of().settings(2, 1))
                .forget()
                .tell(push(1))
                .expectStart("PUSH_PROMISE 1 4 ");
    }

    @Test
    @Requirement("9113-6.5.2-1")
    @DisplayName("A request that came while pushes were disabled gets none; the next one does")
    void enabledLater() {
        Script script = Ends.begun(Role.SERVER, 2, 0).get(1).send(Wire.of().settings(2, 1));
        Ends.rejected(script, push(1));
        script.get(3).forget().tell(push(3)).expectStart("PUSH_PROMISE 3 2 ");
        script.respond(1, 200, true).expectStart("HEADERS 1 END_STREAM ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"9113-6.5.2-4", "9113-6.5.2-5"})
    @DisplayName(
            "A server MUST NOT explicitly set SETTINGS_ENABLE_PUSH to 1; if it does include a value,"
                    + " it MUST be 0")
    void serverSaysNothingAboutPush(boolean push) {
        Script script =
                Script.with(new Options(Role.SERVER, Limits.DEFAULT, true, push, false)).preface();
        Limits other = Limits.DEFAULT.toBuilder().maxConcurrentStreams(7).build();
        script.tell(new Command.Change(other)).expect("SETTINGS 3=7");
        for (Frame.Settings settings : Exchange.frames(script, Frame.Settings.class)) {
            for (int i = 0; i < settings.count(); i++) {
                assertFalse(
                        settings.id(i) == SettingsExchange.ENABLE_PUSH && settings.value(i) > 0);
            }
        }
    }

    @Test
    @Requirement("9113-6.6-3")
    @DisplayName(
            "A PUSH_PROMISE frame without the END_HEADERS flag MUST be followed by a CONTINUATION"
                    + " frame for the same stream")
    void largePromise() {
        Script script = Ends.begun(Role.SERVER).get(1).forget();
        String large = "!".repeat(40_000);
        script.tell(
                push(
                        RequestHead.of(
                                "GET",
                                "https",
                                "example.org",
                                "/",
                                FieldSection.of("x-large", large))));
        script.expect("PUSH_PROMISE 1 2 ..", "CONTINUATION 1 ..");
        script.expect(
                "CONTINUATION 1 :method=GET :scheme=https :authority=example.org :path=/ x-large="
                        + large);
        assertEquals(2, Ends.continuations(Exchange.frames(script)));
        Frame.PushPromise promise = Exchange.frames(script, Frame.PushPromise.class).getFirst();
        assertEquals(16_384, Ends.length(promise));
        Ends.alive(script);
    }

    @Test
    @Requirement({"9113-6.6-5", "9113-6.6-9", "9113-8.4.1-5"})
    @DisplayName(
            "PUSH_PROMISE frames MUST only be sent on a peer-initiated stream that is in either the"
                    + " open or half-closed (remote) state")
    void onlyOnOpenRequests() {
        Script open = Ends.begun(Role.SERVER).post(1).tell(push(1));
        open.expectStart("PUSH_PROMISE 1 2 ");
        Script remote = Ends.begun(Role.SERVER).get(1).respond(1, 200, false).forget();
        remote.tell(push(1)).expectStart("PUSH_PROMISE 1 2 ");

        Ends.rejected(Ends.flowing(Role.SERVER), push(3)); // idle
        Ends.rejected(Ends.begun(Role.SERVER).post(1).respond(1, 200, true), push(1));
        Ends.rejected(Ends.begun(Role.SERVER).get(1).respond(1, 200, true), push(1));
        Script reset = Ends.begun(Role.SERVER).get(1).send(Wire.of().reset(1, CANCEL));
        Ends.rejected(reset, push(1));
        Ends.rejected(open, push(2)); // reserved, and our own
        open.respond(2, 200, false);
        Ends.rejected(open, push(2));
        Ends.rejected(open, push(0));
    }

    @Test
    @Requirement({"9113-8.4-1", "9113-8.4.1-2"})
    @DisplayName("Promised requests MUST be safe and cacheable")
    void safeAndCacheable() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get")) {
            Script script = Ends.begun(Role.SERVER).get(1);
            Ends.rejected(
                    script,
                    push(RequestHead.of(method, "https", "example.org", "/", FieldSection.EMPTY)));
        }
        Script script = Ends.begun(Role.SERVER).get(1).forget();
        for (String method : List.of("GET", "HEAD")) {
            script.tell(
                    push(RequestHead.of(method, "https", "example.org", "/", FieldSection.EMPTY)));
            assertTrue(script.sent().getLast().contains(" :method=" + method + " "));
        }
        script.expectStart("PUSH_PROMISE 1 2 ").expectStart("PUSH_PROMISE 1 4 ");
    }

    @Test
    @Requirement("9113-8.4-4")
    @DisplayName(
            "The server MUST include a value in the :authority pseudo-header field for which the"
                    + " server is authoritative")
    void onlyItsAuthority() {
        Script script = Ends.begun(Role.SERVER).get(1);
        Ends.rejected(script, push(RequestHead.of("GET", "https", null, "/", FieldSection.EMPTY)));
        Ends.rejected(script, push(RequestHead.get("https", "example.com", "/")));
        Ends.rejected(script, push(RequestHead.get("https", "example.org:8443", "/")));
        Ends.rejected(script, push(RequestHead.get("http", "example.org", "/")));
        script.tell(push(RequestHead.get("https", "EXAMPLE.org", "/")));
        script.expectStart("PUSH_PROMISE 1 2 ");
    }

    @Test
    @Requirement("9113-8.4-6")
    @DisplayName(
            "Servers MUST treat the receipt of a PUSH_PROMISE frame as a connection error of type"
                    + " PROTOCOL_ERROR")
    void clientsDoNotPush() {
        for (int on : new int[] {1, 2, 3}) {
            Script script = Ends.flowing(Role.SERVER);
            Octets block = script.block(":method", "GET", ":scheme", "https", ":path", "/");
            script.send(Wire.of().pushPromise(on, 4, block, Wire.END_HEADERS));
            Exchange.connectionError(script, PROTOCOL_ERROR);
        }
    }

    @Test
    @Requirement("9113-8.4.1-1")
    @DisplayName(
            "The header fields in PUSH_PROMISE MUST be a valid and complete set of request header"
                    + " fields")
    void completeHead() {
        Script script = Ends.begun(Role.SERVER).get(1).forget();
        FieldSection fields = FieldSection.of("accept", "text/css", "x-a", "1");
        script.tell(push(RequestHead.of("GET", "https", "example.org", "/style.css", fields)));
        script.expect("PUSH_PROMISE 1 2" + FIELDS + " accept=text/css x-a=1");
        List<RequestHead> wrong =
                List.of(
                        new RequestHead("GET", null, "example.org", "/", null, FieldSection.EMPTY),
                        new RequestHead(
                                "GET", "https", "example.org", null, null, FieldSection.EMPTY),
                        RequestHead.get("https", "example.org", ""),
                        RequestHead.get("https", "example.org", "no-slash"),
                        RequestHead.of(
                                "GET",
                                "https",
                                "example.org",
                                "/",
                                FieldSection.of("content-length", "5")),
                        RequestHead.of(
                                "GET",
                                "https",
                                "example.org",
                                "/",
                                FieldSection.of(":method", "GET")),
                        RequestHead.of(
                                "GET", "https", "example.org", "/", FieldSection.of("x", "a\nb")));
        for (RequestHead head : wrong) {
            Ends.rejected(script, push(head));
        }
    }
}
