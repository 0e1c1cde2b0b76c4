package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.get;
import static dev.stillframe.h2.message.Lines.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.message.Malformed.BadContentLength;
import dev.stillframe.h2.message.Malformed.BadName;
import dev.stillframe.h2.message.Malformed.BadValue;
import dev.stillframe.h2.message.Malformed.ConnectionSpecific;
import dev.stillframe.h2.message.Malformed.ContentLengthForbidden;
import dev.stillframe.h2.message.Malformed.MissingPseudo;
import dev.stillframe.h2.message.Malformed.PseudoAfterField;
import dev.stillframe.h2.rfc.Requirement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("8.2.2 An endpoint MUST NOT generate what the other must refuse")
class OutgoingTest {
    private static RequestHead asking(String... fields) {
        return RequestHead.of("GET", "https", "a.example", "/", FieldSection.of(fields));
    }

    /**
     * What the peer would refuse behind a good GET, we do not send: the same faults, same words.
     */
    static Stream<BadRequestsTest.Case> sameRules() {
        return Stream.of(
                        BadRequestsTest.names(),
                        BadRequestsTest.values(),
                        BadRequestsTest.connectionSpecific(),
                        BadRequestsTest.contentLength(),
                        BadRequestsTest.severalLines())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("The rules for our requests are those for the peer's")
    void sameRules(BadRequestsTest.Case bad) {
        String[] fields = Arrays.copyOfRange(bad.lines(), 8, bad.lines().length);
        assertEquals(bad(request(get(fields))), RequestRules.outgoing(asking(fields)));
    }

    static Stream<Arguments> badRequests() {
        FieldSection none = FieldSection.EMPTY;
        return Stream.of(
                Arguments.of(
                        new MissingPseudo(":scheme"),
                        new RequestHead("GET", null, "a", "/", null, none)),
                Arguments.of(
                        new MissingPseudo(":path"),
                        new RequestHead("GET", "https", "a", null, null, none)),
                Arguments.of(
                        new Malformed.BadMethod("G T"),
                        RequestHead.of("G T", "https", "a", "/", none)),
                Arguments.of(
                        new Malformed.UserInfo(":authority"), RequestHead.get("https", "u@a", "/")),
                Arguments.of(
                        new Malformed.BadPath(Malformed.BadPath.Fault.CHARACTER),
                        RequestHead.get("https", "a", "/\r\n")),
                Arguments.of(
                        new Malformed.BadAuthority(":authority", "a"),
                        new RequestHead("CONNECT", null, "a", null, null, none)),
                Arguments.of(new PseudoAfterField(":path"), asking(":path", "/")),
                Arguments.of(new Malformed.HostMismatch("a.example", "b"), asking("host", "b")),
                Arguments.of(new BadContentLength("5, 5"), asking("content-length", "5, 5")),
                Arguments.of(
                        new BadContentLength("5"),
                        asking("content-length", "5", "content-length", "5")),
                Arguments.of(new BadName("\u20ac".replace('\u20ac', '?')), asking("\u20ac", "x")),
                Arguments.of(new BadValue("x", 0x20ac), asking("x", "\u20ac")),
                Arguments.of(new BadValue("x", 0x10d), asking("x", "\u010d\u010a")));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("8.3.1 Requests that we must not send; a char beyond an octet is never cut to one")
    void badRequests(Malformed wrong, RequestHead head) {
        assertEquals(wrong, RequestRules.outgoing(head));
    }

    @Test
    @DisplayName("What may be sent")
    void good() {
        assertNull(RequestRules.outgoing(asking("te", "trailers", "cookie", "a", "cookie", "b")));
        assertNull(
                RequestRules.outgoing(
                        new RequestHead(
                                "CONNECT", "https", "a", "/", "websocket", FieldSection.EMPTY)));
        assertNull(RequestRules.outgoing(ResponseHead.of(200, "content-length", "5", "x", "")));
        assertNull(RequestRules.outgoing(ResponseHead.of(304, "content-length", "5")));
        assertNull(RequestRules.outgoing(ResponseHead.of(103, "link", "</x>")));
        assertNull(RequestRules.outgoing(FieldSection.of("grpc-status", "0")));
    }

    static Stream<Arguments> badResponses() {
        return Stream.of(
                Arguments.of(new Malformed.SwitchingProtocols(), ResponseHead.of(101)),
                Arguments.of(
                        new ContentLengthForbidden(204),
                        ResponseHead.of(204, "content-length", "0")),
                Arguments.of(
                        new ContentLengthForbidden(100),
                        ResponseHead.of(100, "content-length", "0")),
                Arguments.of(
                        new BadContentLength("1, 1"),
                        ResponseHead.of(200, "content-length", "1, 1")),
                Arguments.of(
                        new BadContentLength("1"),
                        ResponseHead.of(200, "content-length", "1", "content-length", "1")),
                Arguments.of(
                        new ConnectionSpecific("connection"),
                        ResponseHead.of(200, "connection", "close")),
                Arguments.of(new ConnectionSpecific("te"), ResponseHead.of(200, "te", "trailers")),
                Arguments.of(new PseudoAfterField(":status"), ResponseHead.of(200, ":status", "2")),
                Arguments.of(new BadValue("x", '\n'), ResponseHead.of(200, "x", "a\nb")));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("9110 8.6, 9113 8.6 Responses that we must not send")
    void badResponses(Malformed wrong, ResponseHead head) {
        assertEquals(wrong, RequestRules.outgoing(head));
    }

    @Test
    @DisplayName("8.4 Promises that we must not make")
    void badPromises() {
        assertEquals(
                new Malformed.PromisedMethod("POST"),
                RequestRules.outgoingPromise(
                        RequestHead.of("POST", "https", "a", "/", FieldSection.EMPTY)));
        assertEquals(
                new MissingPseudo(":authority"),
                RequestRules.outgoingPromise(
                        RequestHead.of("GET", "https", null, "/", FieldSection.EMPTY)));
        assertEquals(
                new Malformed.ContentForbidden(3),
                RequestRules.outgoingPromise(asking("content-length", "3")));
        assertEquals(
                new BadContentLength("x"),
                RequestRules.outgoingPromise(asking("content-length", "x")));
    }

    @ParameterizedTest
    @Requirement({"9113-8.2.2-4", "9113-10.3-2"})
    @DisplayName("8.2.2 MUST remove connection-specific header fields")
    @ValueSource(
            strings = {
                "connection",
                "proxy-connection",
                "keep-alive",
                "transfer-encoding",
                "upgrade"
            })
    void removed(String name) {
        assertEquals(
                ResponseHead.of(200, "a", "1", "b", "2"),
                HopByHop.without(ResponseHead.of(200, "a", "1", name, "x", "b", "2")));
        assertEquals(asking("b", "2"), HopByHop.without(asking(name, "x", "b", "2")));
        assertEquals(
                FieldSection.of("b", "2"), HopByHop.without(FieldSection.of("b", "2", name, "x")));
    }

    @Test
    @Requirement({"9113-8.2.2-4", "9113-10.3-2"})
    @DisplayName("9110 7.6.1 ... and for each connection-option, any field with the same name")
    void options() {
        assertEquals(
                ResponseHead.of(200, "b", "2"),
                HopByHop.without(
                        ResponseHead.of(
                                200,
                                "x-hop",
                                "1",
                                "b",
                                "2",
                                "connection",
                                "close, X-Hop",
                                "y",
                                "3",
                                "connection",
                                "y")));
    }

    @Test
    @DisplayName("8.2.2 TE is kept in requests as far as it says \"trailers\"")
    void te() {
        assertEquals(
                asking("te", "trailers"),
                HopByHop.without(asking("te", "gzip, Trailers", "connection", "te")));
        assertEquals(asking("a", "b"), HopByHop.without(asking("te", "gzip", "a", "b")));
        assertEquals(
                ResponseHead.of(200), HopByHop.without(ResponseHead.of(200, "te", "trailers")));
    }

    @Test
    @DisplayName("9110 8.6 204 and 1xx lose their content-length, others keep it")
    void contentLength() {
        assertEquals(
                ResponseHead.of(204, "a", "b"),
                HopByHop.without(ResponseHead.of(204, "content-length", "0", "a", "b")));
        assertEquals(
                ResponseHead.of(304, "content-length", "5"),
                HopByHop.without(ResponseHead.of(304, "content-length", "5", "upgrade", "x")));
    }

    @Test
    @DisplayName("Where there is nothing to remove, the same object comes back")
    void same() {
        RequestHead request = asking("te", "trailers", "content-length", "1");
        ResponseHead response = ResponseHead.of(200, "content-length", "1");
        FieldSection trailers = FieldSection.of(new Field("a", "b", true));
        assertSame(request, HopByHop.without(request));
        assertSame(response, HopByHop.without(response));
        assertSame(trailers, HopByHop.without(trailers));
    }
}
