package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.GET;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.streamError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What RFC 9113 asks of a client, but for pushes. */
class ClientRulesTest {
    @Test
    @Requirement("9113-3.4-1")
    @DisplayName("The client's magic must be followed by a SETTINGS frame")
    void preface() {
        Octets sent =
                Script.client().step().effects().stream()
                        .filter(Effect.Send.class::isInstance)
                        .map(effect -> ((Effect.Send) effect).octets())
                        .findFirst()
                        .orElseThrow();
        Octets magic = Octets.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertEquals(magic, sent.slice(0, 24));
        assertInstanceOf(Frame.Settings.class, Wire.frames(sent).getFirst());
        // And a server insists on it.
        List<Octets> others =
                List.of(
                        Wire.of().ping(false, Exchange.OPAQUE).octets(),
                        Wire.of()
                                .headers(1, Exchange.plain(Role.SERVER), Wire.END_HEADERS)
                                .octets(),
                        Wire.of().settingsAck().octets(),
                        Wire.of().priority(1, 0).octets(),
                        Wire.of().frame(2, 0, 1, content(4)).octets(),
                        Wire.of().frame(0x55, 0, 0, content(4)).octets());
        for (Octets other : others) {
            connectionError(
                    Script.server().send(Wire.of().preface().raw(other)), ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    @Requirement("9113-5.1-2")
    @DisplayName("HEADERS on an idle stream of the server's: connection error PROTOCOL_ERROR")
    void headersOnIdle() {
        Octets block = Exchange.plain(Role.CLIENT);
        for (Options options :
                List.of(Options.of(Role.CLIENT), Options.of(Role.CLIENT).withPush())) {
            Script script = Script.with(options).preface().request(GET, true);
            connectionError(
                    script.send(Wire.of().headers(2, block, Wire.END_HEADERS)),
                    ErrorCode.PROTOCOL_ERROR);
        }
        Script script = Exchange.awaiting(Role.CLIENT);
        connectionError(
                script.send(Wire.of().headers(3, block, Wire.END_HEADERS)),
                ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-5.1.1-1")
    @DisplayName("Streams initiated by a client must use odd-numbered stream identifiers")
    void oddIdentifiers() {
        Script script = Exchange.begun(Role.CLIENT);
        script.request(GET, true).tell(new Command.Reset(1, ErrorCode.CANCEL));
        script.request(GET, true).request(GET, true);
        assertEquals(
                List.of(1, 3, 5),
                Exchange.frames(script, Frame.Headers.class).stream()
                        .map(Frame.Headers::streamId)
                        .toList());
        connectionError(Exchange.begun(Role.SERVER).get(2), ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @DisplayName(
            "5.1.1: a client that has used up its identifiers is told so, and its streams go on")
    void identifiersRunOut() {
        Script script = Exchange.begun(Role.CLIENT).request(Exchange.POST, false);
        Ends.nextOwn(script, 0x7fff_fffd);
        script.forget().request(GET, true).expectStart("HEADERS 2147483645 ");
        script.request(GET, true).expectStart("HEADERS 2147483647 ");
        rejected(script, new Command.Request(7, GET, true));
        script.data(1, "on", true).expect("DATA 1 2 END_STREAM").expectOpen();
    }

    @Test
    @Requirement("9113-5.1.2-1")
    @DisplayName("Endpoints must not exceed the limit of streams that is set by their peer")
    void maxConcurrentStreams() {
        Script script = Exchange.begun(Role.CLIENT, 3, 1).request(Exchange.POST, false).forget();
        assertEquals(0, script.state.availableStreams());
        rejected(script, new Command.Request(7, GET, true));
        // A half-closed stream counts still.
        script.data(1, "", true).forget();
        rejected(script, new Command.Request(8, GET, true));
        script.headers(1, true, ":status", "200").forget();
        assertEquals(1, script.state.availableStreams());
        script.request(GET, true).expectStart("HEADERS 3 ");
        rejected(Exchange.begun(Role.CLIENT, 3, 0), new Command.Request(9, GET, true));
    }

    @Test
    @Requirement("9113-6.5.2-6")
    @DisplayName("SETTINGS_ENABLE_PUSH set to 1 by a server: connection error PROTOCOL_ERROR")
    void serverEnablesPush() {
        for (Options options :
                List.of(Options.of(Role.CLIENT), Options.of(Role.CLIENT).withPush())) {
            connectionError(
                    Script.with(options).preface().send(Wire.of().settings(2, 1)),
                    ErrorCode.PROTOCOL_ERROR);
        }
        Script fine = Exchange.begun(Role.CLIENT).send(Wire.of().settings(2, 0));
        Exchange.alive(fine, Role.CLIENT);
    }

    @Test
    @Requirement("9113-8.1-5")
    @DisplayName("A response is not discarded because RST_STREAM(NO_ERROR) follows it")
    void responseBeforeReset() {
        Script script = Exchange.begun(Role.CLIENT).request(Exchange.POST, false).forget();
        Wire reset = Wire.of().data(1, "whole", true).reset(1, ErrorCode.NO_ERROR);
        script.headers(1, false, ":status", "413").send(reset).expectNothing();
        assertEquals(413, script.told(Notice.Response.class).head().status());
        assertEquals(
                new Notice.Data(1, Octets.utf8("whole"), true), script.told(Notice.Data.class));
        assertEquals(
                new Notice.Ended(1, new End.Reset(ErrorCode.NO_ERROR, true, "")),
                script.told(Notice.Ended.class));
        // No more of the request is wanted.
        rejected(script, new Command.Data(1, 5, true));
    }

    @Test
    @Requirement("9113-8.1.1-3")
    @DisplayName("Clients must not accept a malformed response")
    void malformedResponses() {
        String[][] heads = {
            {"a", "b"},
            {":status", "20"},
            {":status", "2000"},
            {":status", "abc"},
            {":status", ""},
            {":status", "101"},
            {":status", "200", "Upper", "x"},
            {":status", "200", "connection", "close"},
            {":status", "200", "transfer-encoding", "chunked"},
            {":status", "200", "content-length", "-1"},
            {":status", "200", "content-length", "1", "content-length", "2"},
        };
        for (String[] head : heads) {
            Script script = Exchange.awaiting(Role.CLIENT).headers(1, false, head);
            Exchange.untold(script, Notice.Response.class);
            streamError(script, Role.CLIENT, 1, ErrorCode.PROTOCOL_ERROR);
        }
        // An interim head does not end a message, and content does not come before the final one.
        Script interim = Exchange.awaiting(Role.CLIENT).headers(1, true, ":status", "103");
        Exchange.untold(interim, Notice.Response.class);
        streamError(interim, Role.CLIENT, 1, ErrorCode.PROTOCOL_ERROR);
        Script early = Exchange.awaiting(Role.CLIENT).headers(1, false, ":status", "103");
        early.send(Wire.of().data(1, "early", false));
        Exchange.untold(early, Notice.Data.class);
        streamError(early, Role.CLIENT, 1, ErrorCode.PROTOCOL_ERROR);
        Script mismatch = Exchange.awaiting(Role.CLIENT);
        mismatch.headers(1, false, ":status", "200", "content-length", "2");
        mismatch.send(Wire.of().data(1, "123", true));
        Exchange.untold(mismatch, Notice.Data.class);
        streamError(mismatch, Role.CLIENT, 1, ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-8.3.1-2")
    @DisplayName("Clients must use :authority to convey authority information")
    void authority() {
        Exchange.begun(Role.CLIENT)
                .request(RequestHead.get("https", "example.org:8443", "/a"), true)
                .expect(
                        "HEADERS 1 END_STREAM :method=GET :scheme=https"
                                + " :authority=example.org:8443 :path=/a");
    }

    @Test
    @Requirement("9113-8.3.1-3")
    @DisplayName("Clients must not generate :authority when there is none to convey")
    void noAuthority() {
        RequestHead head = RequestHead.of("OPTIONS", "urn", null, "*", FieldSection.EMPTY);
        Exchange.begun(Role.CLIENT)
                .request(head, true)
                .expect("HEADERS 1 END_STREAM :method=OPTIONS :scheme=urn :path=*");
    }

    @Test
    @Requirement("9113-8.3.1-4")
    @DisplayName("Clients must not generate a Host field that differs from :authority")
    void otherHost() {
        FieldSection other = FieldSection.of("host", "example.com");
        RequestHead head = RequestHead.of("GET", "https", "example.org", "/", other);
        rejected(Exchange.begun(Role.CLIENT), new Command.Request(7, head, true));
        FieldSection same = FieldSection.of("host", "example.org");
        RequestHead fine = RequestHead.of("GET", "https", "example.org", "/", same);
        Exchange.begun(Role.CLIENT).request(fine, true).expectStart("HEADERS 1 ");
    }

    @Test
    @Requirement("9113-8.3.1-6")
    @DisplayName("An intermediary must construct :authority from the original control data")
    void forwarded() {
        Script front = Exchange.begun(Role.SERVER);
        front.headers(
                1,
                true,
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                "origin.example:8443",
                ":path",
                "/",
                "host",
                "origin.example:8443");
        RequestHead head = front.told(Notice.Request.class).head();
        assertEquals("origin.example:8443", head.authority());
        Exchange.begun(Role.CLIENT)
                .request(head, true)
                .expect(
                        "HEADERS 1 END_STREAM :method=GET :scheme=https"
                                + " :authority=origin.example:8443 :path=/"
                                + " host=origin.example:8443");
    }

    @Test
    @Requirement("9113-8.3.1-7")
    @DisplayName("An intermediary must not generate :authority when the original has none")
    void forwardedWithout() {
        Script front = Exchange.begun(Role.SERVER);
        front.headers(1, true, ":method", "GET", ":scheme", "urn", ":path", "a:b");
        RequestHead head = front.told(Notice.Request.class).head();
        assertNull(head.authority());
        Script back = Exchange.begun(Role.CLIENT).request(head, true);
        String line = back.sent().getFirst();
        assertTrue(line.startsWith("HEADERS 1 END_STREAM :method=GET"), line);
        assertFalse(line.contains(":authority"), line);
    }

    private static void rejected(Script script, Command command) {
        script.tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
    }
}
