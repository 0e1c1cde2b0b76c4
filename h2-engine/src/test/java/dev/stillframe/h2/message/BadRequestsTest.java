package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.lines;
import static dev.stillframe.h2.message.Lines.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.stillframe.h2.message.Malformed.BadAuthority;
import dev.stillframe.h2.message.Malformed.BadContentLength;
import dev.stillframe.h2.message.Malformed.BadMethod;
import dev.stillframe.h2.message.Malformed.BadName;
import dev.stillframe.h2.message.Malformed.BadPath;
import dev.stillframe.h2.message.Malformed.BadPath.Fault;
import dev.stillframe.h2.message.Malformed.BadScheme;
import dev.stillframe.h2.message.Malformed.BadTe;
import dev.stillframe.h2.message.Malformed.BadValue;
import dev.stillframe.h2.message.Malformed.ConnectShape;
import dev.stillframe.h2.message.Malformed.ConnectionSpecific;
import dev.stillframe.h2.message.Malformed.DuplicateHost;
import dev.stillframe.h2.message.Malformed.DuplicatePseudo;
import dev.stillframe.h2.message.Malformed.HostMismatch;
import dev.stillframe.h2.message.Malformed.MissingPseudo;
import dev.stillframe.h2.message.Malformed.ProtocolNotAllowed;
import dev.stillframe.h2.message.Malformed.PseudoAfterField;
import dev.stillframe.h2.message.Malformed.TransferEncoding;
import dev.stillframe.h2.message.Malformed.UnknownPseudo;
import dev.stillframe.h2.message.Malformed.UpperCaseName;
import dev.stillframe.h2.message.Malformed.UserInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("8.1.1 Malformed requests are refused, and we say why")
class BadRequestsTest {
    /** A request, and what is wrong with it. */
    record Case(String rule, Malformed wrong, String... lines) {
        @Override
        public String toString() {
            return rule + " " + Arrays.toString(lines).replaceAll("[^ -~]", "?");
        }
    }

    /** The good GET with these lines added behind it. */
    private static Case fields(Malformed wrong, String... more) {
        return control("8.2", wrong, "GET", "https", "a.example", "/", more);
    }

    /** A request with these pseudo-header fields; null leaves one out. */
    private static Case control(
            String rule,
            Malformed wrong,
            String method,
            String scheme,
            String authority,
            String path,
            String... more) {
        List<String> lines = new ArrayList<>();
        String[] pseudo = {
            ":method", method, ":scheme", scheme, ":authority", authority, ":path", path
        };
        for (int i = 0; i < pseudo.length; i += 2) {
            if (pseudo[i + 1] != null) {
                lines.addAll(List.of(pseudo[i], pseudo[i + 1]));
            }
        }
        lines.addAll(List.of(more));
        return new Case(rule, wrong, lines.toArray(String[]::new));
    }

    static Stream<Case> names() {
        return Stream.of(
                fields(new UpperCaseName("Accept"), "Accept", "*/*"),
                fields(new UpperCaseName("x-A"), "x-A", ""),
                fields(new BadName(""), "", "a"),
                fields(new BadName("x y"), "x y", "a"),
                fields(new BadName("x:y"), "x:y", "a"),
                fields(new BadName("x?"), "x\u0000", "a"),
                fields(new BadName("a: b??c"), "a: b\r\nc", "d"),
                fields(new BadName("x?"), "x\u00e4", "a"),
                fields(new BadName("x(y)"), "x(y)", "a"));
    }

    static Stream<Case> values() {
        return Stream.of(
                fields(new BadValue("x", 0), "x", "a\u0000b"),
                fields(new BadValue("x", '\n'), "x", "a\nb: c"),
                fields(new BadValue("x", '\r'), "x", "a\rb"),
                fields(new BadValue("x", '\r'), "x", "a\r\ntransfer-encoding: chunked"),
                fields(new BadValue("x", ' '), "x", " a"),
                fields(new BadValue("x", ' '), "x", "a "),
                fields(new BadValue("x", '\t'), "x", "\ta"),
                fields(new BadValue("x", '\t'), "x", "a\t"),
                fields(new BadValue("x", ' '), "x", " "),
                fields(new BadValue("x", 0x1b), "x", "a\u001b[2J"),
                fields(new BadValue("x", 0x7f), "x", "a\u007f"));
    }

    static Stream<Case> connectionSpecific() {
        return Stream.of(
                fields(new ConnectionSpecific("connection"), "connection", "close"),
                fields(new ConnectionSpecific("connection"), "connection", "te"),
                fields(new ConnectionSpecific("proxy-connection"), "proxy-connection", "close"),
                fields(new ConnectionSpecific("keep-alive"), "keep-alive", "timeout=5"),
                fields(new ConnectionSpecific("upgrade"), "upgrade", "h2c"),
                fields(new TransferEncoding(), "transfer-encoding", "chunked"),
                fields(new TransferEncoding(), "transfer-encoding", "identity"),
                fields(new BadTe("gzip"), "te", "gzip"),
                fields(new BadTe("trailers, gzip"), "te", "trailers, gzip"),
                fields(new BadTe("trailers;q=0.5"), "te", "trailers;q=0.5"));
    }

    static Stream<Case> contentLength() {
        return Stream.of(
                        "",
                        "-1",
                        "+1",
                        "0x10",
                        "1e3",
                        "1 1",
                        "5;",
                        "a",
                        "1,",
                        ",1",
                        "1,,1",
                        "5, 6",
                        "9223372036854775808",
                        "99999999999999999999",
                        "92233720368547758090",
                        "\u00b2")
                .map(
                        value ->
                                fields(
                                        new BadContentLength(value.replace('\u00b2', '?')),
                                        "content-length",
                                        value));
    }

    static Stream<Case> severalLines() {
        return Stream.of(
                fields(new BadContentLength("6"), "content-length", "5", "content-length", "6"),
                fields(new DuplicateHost(), "host", "a.example", "host", "a.example"),
                fields(new DuplicateHost(), "host", "a.example", "host", "b.example"));
    }

    static Stream<Case> pseudo() {
        return Stream.of(
                fields(new UnknownPseudo(":status"), ":status", "200"),
                fields(new UnknownPseudo(":host"), ":host", "a.example"),
                fields(new UnknownPseudo(":Path"), ":Path", "/"),
                fields(new UnknownPseudo(":"), ":", "/"),
                fields(new DuplicatePseudo(":method"), ":method", "GET"),
                fields(new DuplicatePseudo(":scheme"), ":scheme", "https"),
                fields(new DuplicatePseudo(":authority"), ":authority", "b.example"),
                fields(new DuplicatePseudo(":path"), ":path", "/admin"),
                fields(new PseudoAfterField(":path"), "accept", "*/*", ":path", "/admin"),
                new Case(
                        "8.3",
                        new PseudoAfterField(":path"),
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        "accept",
                        "*/*",
                        ":path",
                        "/"));
    }

    static Stream<Case> control() {
        String a = "a.example";
        return Stream.of(
                new Case("8.3.1", new MissingPseudo(":method")),
                control("8.3.1", new MissingPseudo(":method"), null, "https", a, "/"),
                control("8.3.1", new MissingPseudo(":scheme"), "GET", null, a, "/"),
                control("8.3.1", new MissingPseudo(":path"), "GET", "https", a, null),
                control("9110 9.1", new BadMethod(""), "", "https", a, "/"),
                control("9110 9.1", new BadMethod("GET /x"), "GET /x", "https", a, "/"),
                control("9110 9.1", new BadMethod("GET??x:"), "GET\r\nx:", "https", a, "/"),
                control("9110 9.1", new BadMethod("G(T"), "G(T", "https", a, "/"),
                control("3986 3.1", new BadScheme(""), "GET", "", a, "/"),
                control("3986 3.1", new BadScheme("1http"), "GET", "1http", a, "/"),
                control("3986 3.1", new BadScheme("ht tp"), "GET", "ht tp", a, "/"),
                control("3986 3.1", new BadScheme("http://x/?"), "GET", "http://x/?", a, "/"),
                control("8.3.1", new BadPath(Fault.EMPTY), "GET", "https", a, ""),
                control("8.3.1", new BadPath(Fault.EMPTY), "OPTIONS", "http", a, ""),
                control("8.3.1", new BadPath(Fault.NOT_ABSOLUTE), "GET", "https", a, "x"),
                control("8.3.1", new BadPath(Fault.NOT_ABSOLUTE), "GET", "https", a, "?q"),
                control("8.3.1", new BadPath(Fault.NOT_ABSOLUTE), "GET", "HTTPS", a, "x"),
                control("8.3.1", new BadPath(Fault.NOT_ABSOLUTE), "GET", "http", a, "http://b/"),
                control("8.3.1", new BadPath(Fault.NOT_ABSOLUTE), "OPTIONS", "https", a, "*x"),
                control("8.3.1", new BadPath(Fault.ASTERISK), "GET", "https", a, "*"),
                control("9110 4.2.5", new BadPath(Fault.FRAGMENT), "GET", "https", a, "/x#y"),
                control("9110 4.1", new BadPath(Fault.CHARACTER), "GET", "https", a, "/x y"),
                control("9110 4.1", new BadPath(Fault.CHARACTER), "GET", "https", a, "/x\ty"),
                control("9110 4.1", new BadPath(Fault.CHARACTER), "GET", "https", a, "/\r\nx: y"),
                control("9110 4.1", new BadPath(Fault.CHARACTER), "GET", "https", a, "/\u0000"),
                control("9110 4.1", new BadPath(Fault.CHARACTER), "GET", "foo", a, "x y"));
    }

    static Stream<Case> authority() {
        Stream<Case> bad =
                Stream.of(
                                "",
                                ":",
                                ":443",
                                "a b",
                                "a.example:x",
                                "a.example:65536",
                                "a/b",
                                "a.example:80:80",
                                "[::1",
                                "[]",
                                "[::1]x",
                                "::1",
                                "a?b",
                                "a\\b",
                                "\u00e4.example",
                                "a.example\r\nx: y",
                                "http://a.example",
                                "a#b")
                        .map(
                                text ->
                                        control(
                                                "9110 4.2",
                                                new BadAuthority(":authority", text),
                                                "GET",
                                                "https",
                                                text,
                                                "/"));
        return Stream.concat(
                bad,
                Stream.of(
                        control("8.3.1", new UserInfo(":authority"), "GET", "https", "u@a", "/"),
                        control("8.3.1", new UserInfo(":authority"), "GET", "http", "u:p@a", "/"),
                        control("8.3.1", new UserInfo(":authority"), "GET", "http", "@a", "/"),
                        control(
                                "3986",
                                new BadAuthority(":authority", "a b"),
                                "GET",
                                "x",
                                "a b",
                                ""),
                        host("a.example", "b.example"),
                        host("a.example", ""),
                        host("a.example", "a.example:80"),
                        host("a.example:8443", "a.example"),
                        host("a.example", "a.example "),
                        host("a.example", "a.example/x"),
                        host("a.example", "u@a.example"),
                        control(
                                "9112 3.2",
                                new BadAuthority("host", "a b"),
                                "GET",
                                "https",
                                null,
                                "/",
                                "host",
                                "a b"),
                        control(
                                "9110 4.2.1",
                                new BadAuthority("host", ""),
                                "GET",
                                "https",
                                null,
                                "/",
                                "host",
                                ""),
                        control(
                                "9110 4.2.4",
                                new UserInfo("host"),
                                "GET",
                                "https",
                                null,
                                "/",
                                "host",
                                "u@a")));
    }

    private static Case host(String authority, String host) {
        Malformed wrong =
                host.endsWith(" ") ? new BadValue("host", ' ') : new HostMismatch(authority, host);
        return control("8.3.1", wrong, "GET", "https", authority, "/", "host", host);
    }

    static Stream<Case> connect() {
        return Stream.of(
                control("8.5", new ConnectShape(":scheme"), "CONNECT", "https", "a:443", null),
                control("8.5", new ConnectShape(":path"), "CONNECT", null, "a:443", "/"),
                control("8.5", new ConnectShape(":scheme"), "CONNECT", "https", "a:443", "/"),
                control("8.5", new MissingPseudo(":authority"), "CONNECT", null, null, null),
                connectTo("a.example"),
                connectTo("a.example:"),
                connectTo("a.example:0"),
                connectTo("a.example:65536"),
                connectTo("a.example:443/x"),
                connectTo(":443"),
                control("8.5", new UserInfo(":authority"), "CONNECT", null, "u@a:443", null),
                control(
                        "8.5",
                        new HostMismatch("a:443", "b:443"),
                        "CONNECT",
                        null,
                        "a:443",
                        null,
                        "host",
                        "b:443"),
                control(
                        "8441 3",
                        new ProtocolNotAllowed("CONNECT"),
                        "CONNECT",
                        "https",
                        "a",
                        "/chat",
                        ":protocol",
                        "websocket"),
                control(
                        "8441 4",
                        new ProtocolNotAllowed("GET"),
                        "GET",
                        "https",
                        "a",
                        "/chat",
                        ":protocol",
                        "websocket"));
    }

    private static Case connectTo(String authority) {
        Malformed wrong = new BadAuthority(":authority", authority);
        return control("8.5", wrong, "CONNECT", null, authority, null);
    }

    @DisplayName("8.2, 8.3, 8.5 A request is refused for what is wrong with it")
    @ParameterizedTest
    @MethodSource({
        "names",
        "values",
        "connectionSpecific",
        "contentLength",
        "severalLines",
        "pseudo",
        "control",
        "authority",
        "connect"
    })
    void refused(Case bad) {
        Malformed malformed = bad(request(lines(bad.lines())));
        assertEquals(bad.wrong(), malformed);
        assertFalse(malformed.reason().isBlank());
    }
}
