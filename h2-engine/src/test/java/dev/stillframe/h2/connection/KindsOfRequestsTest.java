package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The field rules of RFC 9113 section 8 over the wire, one line for each kind of request: the bad
 * ones are refused on their stream, the unusual good ones are served, however HPACK has coded them.
 * What each octet does in each place stands in the tests of {@code message}.
 */
@DisplayName("8 Requests of all kinds, on the wire")
class KindsOfRequestsTest {
    private static final String[] GOOD = {
        ":method", "POST", ":scheme", "https", ":authority", "a.example", ":path", "/"
    };

    /** A kind of request: names and values in turn. */
    record Kind(String name, String... lines) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** How a field is coded (RFC 7541 section 6.2); by the encoder: as an ordinary client does. */
    enum Coding {
        INCREMENTAL(0x40),
        WITHOUT_INDEXING(0x00),
        NEVER_INDEXED(0x10),
        BY_THE_ENCODER(-1);

        private final int first;

        Coding(int first) {
            this.first = first;
        }

        /** Literals spell out each name, those of pseudo-header fields too. */
        Octets block(Script script, String... lines) {
            if (this == BY_THE_ENCODER) {
                return script.block(lines);
            }
            Output out = new Output(256);
            for (int i = 0; i < lines.length; i += 2) {
                out.u8(first).u8(lines[i].length()).latin1(lines[i]);
                out.u8(lines[i + 1].length()).latin1(lines[i + 1]);
            }
            return out.cut();
        }
    }

    private static Kind with(String name, String... more) {
        String[] all = Arrays.copyOf(GOOD, GOOD.length + more.length);
        System.arraycopy(more, 0, all, GOOD.length, more.length);
        return new Kind(name, all);
    }

    /** The good request with another value of a pseudo-header field, or none. */
    private static Kind but(String name, String pseudo, String value) {
        List<String> lines = new ArrayList<>(List.of(GOOD));
        int at = lines.indexOf(pseudo);
        lines.set(at + 1, value);
        if (value == null) {
            lines.subList(at, at + 2).clear();
        }
        return new Kind(name, lines.toArray(String[]::new));
    }

    private static Kind connect(String name, String... lines) {
        List<String> all = new ArrayList<>(List.of(":method", "CONNECT"));
        all.addAll(List.of(lines));
        return new Kind(name, all.toArray(String[]::new));
    }

    private static Stream<Kind> badHeads() {
        return Stream.of(
                with("upper case in a name", "X-a", "b"),
                with("space in a name", "x a", "b"),
                with("NUL in a name", "x\u0000", "b"),
                with("line break in a name", "x\r\ny", "b"),
                with("DEL in a name", "x\u007f", "b"),
                with("obs-text in a name", "x\u00e4", "b"),
                with("colon in a name", "x:y", "b"),
                with("empty name", "", "b"),
                with("NUL in a value", "x", "a\u0000b"),
                with("LF in a value", "x", "a\nb"),
                with("CR in a value", "x", "a\rb"),
                with("space before a value", "x", " a"),
                with("space behind a value", "x", "a "),
                with("tab before a value", "x", "\ta"),
                with("tab behind a value", "x", "a\t"),
                with("connection", "connection", "close"),
                with("keep-alive", "keep-alive", "timeout=5"),
                with("proxy-connection", "proxy-connection", "keep-alive"),
                with("transfer-encoding", "transfer-encoding", "chunked"),
                with("upgrade", "upgrade", "websocket"),
                with("te other than trailers", "te", "gzip"),
                with("content-length that is no number", "content-length", "+5"),
                with("content-lengths that differ", "content-length", "5", "content-length", "6"),
                with("host twice", "host", "a.example", "host", "a.example"),
                with("host other than :authority", "host", "b.example"),
                with("pseudo-header field behind a field", "x", "a", ":path", "/"),
                with("pseudo-header field of responses", ":status", "200"),
                with("unknown pseudo-header field", ":x", "a"),
                with(":method twice", ":method", "POST"),
                with(":scheme twice", ":scheme", "https"),
                with(":authority twice", ":authority", "a.example"),
                with(":path twice", ":path", "/"),
                with(":protocol without CONNECT", ":protocol", "websocket"),
                but("no :method", ":method", null),
                but("no :scheme", ":scheme", null),
                but("no :path", ":path", null),
                but("method that is no token", ":method", "GET /x"),
                but("scheme that is none", ":scheme", "ht tp"),
                but("empty path", ":path", ""),
                but("path without a slash", ":path", "x"),
                but("path with a space", ":path", "/x y"),
                but("path with a line break", ":path", "/\r\nx: y"),
                but("path with a fragment", ":path", "/#x"),
                but("asterisk without OPTIONS", ":path", "*"),
                but("user information", ":authority", "u:p@a.example"),
                but("authority with a slash", ":authority", "a.example/x"),
                connect("CONNECT to nowhere"),
                connect("CONNECT without a port", ":authority", "a.example"),
                connect("CONNECT with :scheme", ":authority", "a:1", ":scheme", "https"),
                connect("CONNECT with :path", ":authority", "a:1", ":path", "/"),
                connect(
                        "extended CONNECT without :path",
                        ":protocol",
                        "websocket",
                        ":authority",
                        "a",
                        ":scheme",
                        "https"));
    }

    private static Stream<Kind> unusualHeads() {
        String[] many = new String[2 * 100];
        for (int i = 0; i < 100; i++) {
            many[2 * i] = "x-" + i;
            many[2 * i + 1] = "v".repeat(110);
        }
        return Stream.of(
                with("nothing unusual"),
                but("unknown method", ":method", "M-SEARCH"),
                but("method in lower case", ":method", "get"),
                new Kind("OPTIONS *", ":method", "OPTIONS", ":scheme", "https", ":path", "*"),
                new Kind(
                        "pseudo-header fields in another order",
                        ":path",
                        "/",
                        ":authority",
                        "a",
                        ":scheme",
                        "http",
                        ":method",
                        "GET"),
                new Kind(
                        "host and no :authority",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        "host",
                        "a.example"),
                with("host that means the same", "host", "A.EXAMPLE:443"),
                but("unknown scheme", ":scheme", "coap+ws"),
                but("scheme in upper case", ":scheme", "HTTPS"),
                but("path with all that browsers send", ":path", "/a|b^{c}[d]%zz?\u00e4"),
                but("IPv6", ":authority", "[::1]:8443"),
                with("cookie in pieces", "cookie", "a=b", "cookie", "c=d", "cookie", "e=f"),
                with("te: trailers", "te", "trailers"),
                with("empty value", "x", ""),
                with("obs-text and inner white space in a value", "x", "a \t\u00e4"),
                with("a hundred fields, near 16 KiB", many),
                with("the same content-length twice", "content-length", "5", "content-length", "5"),
                connect("CONNECT", ":authority", "a.example:443"),
                connect(
                        "extended CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "https",
                        ":authority",
                        "a",
                        ":path",
                        "/chat"));
    }

    private static Stream<Arguments> coded(Stream<Kind> kinds) {
        return kinds.flatMap(
                kind -> Arrays.stream(Coding.values()).map(coding -> Arguments.of(kind, coding)));
    }

    static Stream<Arguments> bad() {
        return coded(badHeads());
    }

    static Stream<Arguments> unusual() {
        return coded(unusualHeads());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    @DisplayName("Bad ones: 400 and a reset, nothing for the application, and the next is served")
    void bad(Kind kind, Coding coding) {
        Script script = Script.server().preface();
        script.send(Wire.of().headers(1, coding.block(script, kind.lines()), Wire.END_HEADERS));
        script.expectBadRequest(1).expectNothing();
        Notice.Fault fault = script.told(Notice.Fault.class);
        assertEquals(ErrorCode.PROTOCOL_ERROR, fault.code());
        assertTrue(!fault.reason().isBlank());
        script.expectToldNothing();
        script.get(3).respond(3, 204, true).expect("HEADERS 3 END_STREAM :status=204");
    }

    /** The ways to frame a field block (sections 6.2 and 6.10). */
    private static List<Wire> framed(Octets block) {
        int half = block.length() / 2;
        return List.of(
                Wire.of().headers(1, block, Wire.END_HEADERS),
                Wire.of().paddedHeaders(1, block, 255, Wire.END_HEADERS),
                Wire.of().priorityHeaders(1, block, 0, Wire.END_HEADERS),
                Wire.of().paddedPriorityHeaders(1, block, 7, 3, Wire.END_HEADERS),
                Wire.of()
                        .headers(1, block.slice(0, 1), 0)
                        .continuation(1, block.slice(1, half - 1), 0)
                        .continuation(1, Octets.EMPTY, 0)
                        .continuation(1, block.from(half), Wire.END_HEADERS),
                Wire.of()
                        .paddedHeaders(1, Octets.EMPTY, 9, 0)
                        .continuation(1, block, Wire.END_HEADERS));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    @DisplayName("Unusual good ones: served, in whatever frames their fields come")
    void unusual(Kind kind, Coding coding) {
        RequestHead first = null;
        for (int way = 0; way < framed(Octets.of(0, 0, 0)).size(); way++) {
            Script script = Script.server().preface();
            script.send(framed(coding.block(script, kind.lines())).get(way));
            RequestHead head = script.told(Notice.Request.class).head();
            assertEquals(value(kind, ":method"), head.method());
            assertEquals(value(kind, ":path"), head.path());
            assertEquals(value(kind, ":authority"), head.authority());
            first = first == null ? head : first;
            assertEquals(first, head, "the frames do not matter");
            script.expectToldNothing().forget();
            script.respond(1, 200, true).expectStart("HEADERS 1 END_STREAM :status=200");
        }
    }

    private static String value(Kind kind, String name) {
        int at = Arrays.asList(kind.lines()).indexOf(name);
        return at < 0 ? null : kind.lines()[at + 1];
    }

    /** What is wrong only behind a good head. */
    static Stream<Arguments> brokenLater() {
        return Stream.of(
                Arguments.of("less content than content-length", Wire.of().data(1, "four", true)),
                Arguments.of("more content than content-length", Wire.of().data(1, "sixsix", true)),
                Arguments.of("more content, and no end", Wire.of().data(1, "sixsix", false)),
                Arguments.of("pseudo-header field in trailers", trailers(":path", "/", true)),
                Arguments.of("upper case in trailers", trailers("X-sum", "1", true)),
                Arguments.of("connection in trailers", trailers("connection", "close", true)),
                Arguments.of("line break in trailers", trailers("x", "a\r\nb", true)),
                Arguments.of("trailers that do not end the stream", trailers("x", "a", false)));
    }

    private static Wire trailers(String name, String value, boolean end) {
        Octets block = Coding.WITHOUT_INDEXING.block(Script.server(), name, value);
        int flags = Wire.END_HEADERS | (end ? Wire.END_STREAM : 0);
        return Wire.of().data(1, "fiver", false).headers(1, block, flags);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("Those that turn bad: reset, and never complete for the application")
    void brokenLater(String name, Wire wire) {
        Script script = Script.server().preface().post(1, "content-length", "5").forget();
        script.send(wire).expectOpen();
        assertTrue(script.sent().contains("RST_STREAM 1 PROTOCOL_ERROR"), () -> "" + script.sent());
        for (Notice notice : script.notices()) {
            assertTrue(!(notice instanceof Notice.Trailers), notice::toString);
            assertTrue(!(notice instanceof Notice.Data data && data.endStream()), notice::toString);
        }
        script.forget().get(3).respond(3, 204, true).expect("HEADERS 3 END_STREAM :status=204");
    }
}
