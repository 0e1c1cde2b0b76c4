package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.good;
import static dev.stillframe.h2.message.Lines.promised;
import static dev.stillframe.h2.message.Lines.response;
import static dev.stillframe.h2.message.Lines.trailers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.message.Malformed.BadContentLength;
import dev.stillframe.h2.message.Malformed.BadName;
import dev.stillframe.h2.message.Malformed.BadStatus;
import dev.stillframe.h2.message.Malformed.BadValue;
import dev.stillframe.h2.message.Malformed.ConnectionSpecific;
import dev.stillframe.h2.message.Malformed.DuplicatePseudo;
import dev.stillframe.h2.message.Malformed.MissingPseudo;
import dev.stillframe.h2.message.Malformed.PseudoAfterField;
import dev.stillframe.h2.message.Malformed.PseudoInTrailers;
import dev.stillframe.h2.message.Malformed.SwitchingProtocols;
import dev.stillframe.h2.message.Malformed.TransferEncoding;
import dev.stillframe.h2.message.Malformed.UnknownPseudo;
import dev.stillframe.h2.message.Malformed.UpperCaseName;
import dev.stillframe.h2.rfc.Requirement;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("8.3.2 Responses, 8.1 trailers and 8.4 promises")
class ResponsesTest {
    private static Arguments refused(Malformed wrong, String... lines) {
        return Arguments.of(wrong, lines);
    }

    static Stream<Arguments> badResponses() {
        return Stream.of(
                refused(new MissingPseudo(":status")),
                refused(new MissingPseudo(":status"), "x", "y"),
                refused(new PseudoAfterField(":status"), "x", "y", ":status", "200"),
                refused(new PseudoAfterField(":status"), ":status", "200", "x", "", ":status", "1"),
                refused(new DuplicatePseudo(":status"), ":status", "200", ":status", "200"),
                refused(new UnknownPseudo(":path"), ":status", "200", ":path", "/"),
                refused(new UnknownPseudo(":method"), ":method", "GET"),
                refused(new SwitchingProtocols(), ":status", "101"),
                refused(new UpperCaseName("Date"), ":status", "200", "Date", "x"),
                refused(new BadName(""), ":status", "200", "", "x"),
                refused(new BadValue("x", '\r'), ":status", "200", "x", "a\r\nset-cookie: b"),
                refused(new ConnectionSpecific("connection"), ":status", "200", "connection", "x"),
                refused(new ConnectionSpecific("upgrade"), ":status", "200", "upgrade", "x"),
                refused(new ConnectionSpecific("keep-alive"), ":status", "200", "keep-alive", ""),
                refused(
                        new ConnectionSpecific("proxy-connection"),
                        ":status",
                        "200",
                        "proxy-connection",
                        "x"),
                refused(new ConnectionSpecific("te"), ":status", "200", "te", "trailers"),
                refused(new TransferEncoding(), ":status", "200", "transfer-encoding", "chunked"),
                refused(new BadContentLength("x"), ":status", "200", "content-length", "x"),
                refused(
                        new BadContentLength("2"),
                        ":status",
                        "200",
                        "content-length",
                        "1",
                        "content-length",
                        "2"));
    }

    @ParameterizedTest
    @DisplayName("8.1.1 Clients MUST NOT accept a malformed response")
    @MethodSource
    void badResponses(Malformed wrong, String[] lines) {
        assertEquals(wrong, bad(response(lines)));
    }

    @ParameterizedTest
    @DisplayName("9110 15 The status code is a three-digit integer")
    @ValueSource(
            strings = {
                "",
                "2",
                "20",
                "2000",
                "099",
                "000",
                "2x0",
                "-20",
                "+20",
                " 200",
                "200 ",
                "2\u00b20"
            })
    void badStatus(String status) {
        assertEquals(
                new BadStatus(status.replace('\u00b2', '?')), bad(response(":status", status)));
    }

    @ParameterizedTest
    @DisplayName("9110 15 Codes that nobody registered, and invalid ones from 600 on, are read")
    @ValueSource(ints = {100, 102, 103, 199, 200, 204, 299, 304, 471, 599, 600, 999})
    void goodStatus(int status) {
        ResponseHead head = good(response(":status", Integer.toString(status))).head();
        assertEquals(new ResponseHead(status, FieldSection.EMPTY), head);
    }

    @Test
    @DisplayName("A response: status in the head, the rest in its fields")
    void ordinary() {
        Reading.Good<ResponseHead> good =
                good(response(":status", "200", "content-length", "13", "host", "a", "host", "b"));
        assertEquals(
                ResponseHead.of(200, "content-length", "13", "host", "a", "host", "b"),
                good.head());
        assertEquals(13, good.contentLength());
        assertEquals(ContentLength.NONE, good(response(":status", "200")).contentLength());
    }

    @Test
    @DisplayName("9110 8.6 The same content-length again becomes a single one, in responses too")
    void contentLengthAgain() {
        Reading.Good<ResponseHead> good =
                good(response(":status", "200", "content-length", "5, 5", "content-length", "5"));
        assertEquals(ResponseHead.of(200, "content-length", "5"), good.head());
        assertEquals(5, good.contentLength());
    }

    static Stream<Arguments> badTrailers() {
        return Stream.of(
                refused(new PseudoInTrailers(":status"), ":status", "200"),
                refused(new PseudoInTrailers(":path"), "x", "y", ":path", "/"),
                refused(new PseudoInTrailers(":x"), ":x", ""),
                refused(new PseudoInTrailers(":"), ":", ""),
                refused(new UpperCaseName("X"), "X", ""),
                refused(new BadName(""), "", ""),
                refused(new BadValue("x", 0), "x", "\u0000"),
                refused(new ConnectionSpecific("connection"), "connection", "close"),
                refused(new ConnectionSpecific("keep-alive"), "keep-alive", ""),
                refused(new ConnectionSpecific("te"), "te", "trailers"),
                refused(new TransferEncoding(), "transfer-encoding", "chunked"));
    }

    @ParameterizedTest
    @Requirement({"9113-8.1-2", "9113-8.3-4"})
    @DisplayName("8.1 Trailers MUST NOT include pseudo-header fields")
    @MethodSource
    void badTrailers(Malformed wrong, String[] lines) {
        assertEquals(wrong, bad(trailers(lines)));
        assertEquals(wrong, RequestRules.outgoing(FieldSection.of(lines)));
    }

    @Test
    @DisplayName("8.1 Trailers are read as they are, also those that mean nothing there")
    void goodTrailers() {
        String[] lines = {"grpc-status", "0", "grpc-message", "", "content-length", "x"};
        Reading.Good<FieldSection> good = good(trailers(lines));
        assertEquals(FieldSection.of(lines), good.head());
        assertEquals(ContentLength.NONE, good.contentLength());
        assertSame(FieldSection.EMPTY, good(trailers()).head());
    }

    private static String[] promise(String method, String... more) {
        return Lines.join(
                new String[] {":method", method, ":scheme", "https", ":path", "/x"}, more);
    }

    static Stream<Arguments> badPromises() {
        return Stream.of(
                refused(new Malformed.PromisedMethod("POST"), promise("POST", ":authority", "a")),
                refused(new Malformed.PromisedMethod("get"), promise("get", ":authority", "a")),
                refused(
                        new Malformed.PromisedMethod("OPTIONS"),
                        promise("OPTIONS", ":authority", "a")),
                refused(new MissingPseudo(":authority"), promise("GET")),
                refused(new MissingPseudo(":authority"), promise("GET", "host", "a")),
                refused(
                        new Malformed.ContentForbidden(1),
                        promise("GET", ":authority", "a", "content-length", "1")),
                refused(
                        new Malformed.ProtocolNotAllowed("CONNECT"),
                        promise("CONNECT", ":authority", "a", ":protocol", "websocket")),
                refused(
                        new Malformed.PromisedMethod("CONNECT"),
                        ":method",
                        "CONNECT",
                        ":authority",
                        "a:1"),
                refused(new UnknownPseudo(":status"), promise("GET", ":status", "200")));
    }

    @ParameterizedTest
    @DisplayName("8.4 Promised requests MUST be safe and cacheable, and have no content")
    @MethodSource
    void badPromises(Malformed wrong, String[] lines) {
        assertEquals(wrong, bad(promised(lines)));
    }

    @ParameterizedTest
    @DisplayName("8.4 GET and HEAD can be promised")
    @ValueSource(strings = {"GET", "HEAD"})
    void goodPromise(String method) {
        RequestHead head =
                good(promised(promise(method, ":authority", "a", "content-length", "0"))).head();
        assertEquals(method, head.method());
        assertEquals(null, RequestRules.outgoingPromise(head));
    }
}
