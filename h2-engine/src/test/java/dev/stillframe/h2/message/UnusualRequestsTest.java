package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.get;
import static dev.stillframe.h2.message.Lines.good;
import static dev.stillframe.h2.message.Lines.lines;
import static dev.stillframe.h2.message.Lines.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.rfc.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("8.3.1 Unusual requests that are HTTP are read as they are")
class UnusualRequestsTest {
    private static RequestHead read(Field... fields) {
        return good(request(fields)).head();
    }

    private static RequestHead to(String scheme, String authority, String path) {
        return read(
                lines(":method", "GET", ":scheme", scheme, ":authority", authority, ":path", path));
    }

    @Test
    @DisplayName("An ordinary request: control data in the head, the rest in its fields")
    void ordinary() {
        Reading.Good<RequestHead> good =
                good(request(get("accept", "*/*", "content-length", "7", "x", "")));
        assertEquals(
                RequestHead.of(
                        "GET",
                        "https",
                        "a.example",
                        "/",
                        FieldSection.of("accept", "*/*", "content-length", "7", "x", "")),
                good.head());
        assertEquals(7, good.contentLength());
        assertEquals(ContentLength.NONE, good(request(get())).contentLength());
        assertSame(FieldSection.EMPTY, read(get()).fields());
    }

    @Test
    @DisplayName("Only the first fields of the array count, and the array is left alone")
    void count() {
        Field[] fields = get("cookie", "a", "cookie", "b", "Bad", "x");
        Field[] before = fields.clone();
        RequestHead head = good(RequestRules.request(fields, 6, false)).head();
        assertEquals(FieldSection.of("cookie", "a; b"), head.fields());
        assertTrue(Arrays.equals(before, fields));
    }

    @ParameterizedTest
    @DisplayName("9110 9.1 Any token is a method, and it is case-sensitive")
    @ValueSource(strings = {"POST", "get", "M-SEARCH", "BREW", "x", "!#$%&'*+-.^_`|~", "connect"})
    void methods(String method) {
        RequestHead head = read(lines(":method", method, ":scheme", "http", ":path", "/"));
        assertEquals(method, head.method());
        assertNull(head.authority());
    }

    @Test
    @DisplayName("8.3.1 OPTIONS in asterisk form includes the value '*' for :path")
    void asterisk() {
        RequestHead head = read(lines(":method", "OPTIONS", ":scheme", "https", ":path", "*"));
        assertEquals("*", head.path());
    }

    @Test
    @DisplayName("8.3 Pseudo-header fields may come in any order")
    void order() {
        RequestHead head =
                read(lines(":path", "/", ":authority", "a", ":scheme", "http", ":method", "HEAD"));
        assertEquals(RequestHead.of("HEAD", "http", "a", "/", FieldSection.EMPTY), head);
    }

    @ParameterizedTest
    @DisplayName("8.3.1 :scheme is not restricted to http and https: such paths are their own")
    @CsvSource({"coap,a,x", "foo,u@a,''", "urn+x.1-2,'',a:b", "FILE,[x]:y,/", "HTTPS,A,/"})
    void schemes(String scheme, String authority, String path) {
        RequestHead head = to(scheme, authority, path);
        assertEquals(scheme, head.scheme());
        assertEquals(path, head.path());
    }

    @ParameterizedTest
    @DisplayName("3986 3.2 Hosts, addresses and ports")
    @ValueSource(
            strings = {
                "a",
                "A.Example",
                "a.example.",
                "a_b",
                "127.0.0.1",
                "[::1]",
                "[::1]:8080",
                "a:",
                "a:0",
                "a:65535",
                "a:00443",
                "%41.example",
                "[v1.x:y]",
                "xn--4ca.example",
                "!$&'()*+,;="
            })
    void authorities(String authority) {
        assertEquals(authority, to("https", authority, "/").authority());
    }

    @ParameterizedTest
    @DisplayName("What browsers and command lines send in a path, RFC 3986 or not")
    @ValueSource(
            strings = {
                "/?",
                "//",
                "/?/?",
                "/*",
                "/a|b^{c}[d]\"<e>\\`",
                "/%zz",
                "/\u00c3\u00a4",
                "/..;/x",
                "/:@"
            })
    void paths(String path) {
        assertEquals(path, to("https", "a", path).path());
    }

    @ParameterizedTest
    @DisplayName("8.2.2 TE must not contain any value other than \"trailers\"")
    @ValueSource(strings = {"trailers", "Trailers", "trailers, trailers", "trailers,", ""})
    void te(String te) {
        assertEquals(te, read(get("te", te)).fields().value("te"));
    }

    @ParameterizedTest
    @DisplayName("9110 5.5 Values may be empty, have inner white space, and obs-text")
    @ValueSource(strings = {"", "a", "a b", "a\tb", "a  \t b", "\u0080\u00ff", ":", "a: b"})
    void values(String value) {
        assertEquals(value, read(get("x", value)).fields().value("x"));
    }

    @ParameterizedTest
    @Requirement({"9113-8.3.1-1", "9113-8.3.1-5"})
    @DisplayName("8.3.1 Host beside :authority: the values need to be normalized to compare them")
    @CsvSource({
        "https,a.example,a.example",
        "https,a.example,A.EXAMPLE",
        "https,a.example,a.example:443",
        "https,a.example:443,a.example",
        "https,a.example:,a.example",
        "https,a.example:0443,a.example:443",
        "http,a.example,a.example:80",
        "http,[::1]:80,[::1]",
        "HTTP,a.example,a.example:80",
        "foo,a,a",
        "foo,u@a,u@a",
        "foo,a:1,A:1",
        "foo,'',''"
    })
    void host(String scheme, String authority, String host) {
        RequestHead head =
                read(
                        lines(
                                ":method",
                                "GET",
                                ":scheme",
                                scheme,
                                ":authority",
                                authority,
                                ":path",
                                "/",
                                "host",
                                host));
        assertEquals(authority, head.authority());
        assertEquals(FieldSection.of("host", host), head.fields());
    }

    @ParameterizedTest
    @DisplayName("Another scheme's default port is not known")
    @CsvSource({"a,a:80", "a:443,a", "a:1,a:2"})
    void otherPorts(String authority, String host) {
        Field[] fields =
                lines(
                        ":method",
                        "GET",
                        ":scheme",
                        "foo",
                        ":authority",
                        authority,
                        ":path",
                        "/",
                        "host",
                        host);
        assertEquals(new Malformed.HostMismatch(authority, host), bad(request(fields)));
    }

    @Test
    @DisplayName("8.3.1 Without :authority, Host says it, and stays where it is")
    void hostAlone() {
        RequestHead head =
                read(lines(":method", "GET", ":scheme", "http", ":path", "/", "host", "a:1"));
        assertNull(head.authority());
        assertEquals("a:1", head.fields().value("host"));
    }

    static Stream<List<Field>> crumbs() {
        return Stream.of(
                        get("cookie", "a=b", "cookie", "c=d", "cookie", "e=f"),
                        get("cookie", "a=b; c=d", "cookie", "e=f"),
                        get("cookie", "a=b; c=d; e=f"),
                        get("cookie", "", "cookie", "a=b; c=d", "cookie", "", "cookie", "e=f"),
                        get("cookie", "a=b", "cookie", "c=d; e=f", "cookie", ""))
                .map(List::of);
    }

    @ParameterizedTest
    @Requirement("9113-8.2.3-1")
    @DisplayName("8.2.3 The lists of Cookie header fields are semantically equivalent")
    @MethodSource
    void crumbs(List<Field> fields) {
        assertEquals(
                FieldSection.of("cookie", "a=b; c=d; e=f"),
                read(fields.toArray(Field[]::new)).fields());
    }

    @Test
    @Requirement("9113-8.2.3-1")
    @DisplayName("8.2.3 The joined cookie stands where the first crumb stood")
    void crumbsInPlace() {
        assertEquals(
                FieldSection.of("a", "1", "cookie", "x; y", "b", "2", "c", "3"),
                read(get("a", "1", "cookie", "x", "b", "2", "cookie", "y", "c", "3")).fields());
        assertEquals(FieldSection.of("cookie", ""), read(get("cookie", "", "cookie", "")).fields());
    }

    @Test
    @DisplayName("7541 7.1.3 A cookie of which one crumb is never indexed is never indexed")
    void secretCrumb() {
        Field[] fields = get("cookie", "a", "cookie", "b", "x", "y");
        fields[5] = new Field("cookie", "b", true);
        assertEquals(new Field("cookie", "a; b", true), read(fields).fields().at(0));
        assertEquals(new Field("x", "y"), read(fields).fields().at(1));
    }

    @ParameterizedTest
    @DisplayName("9110 8.6 The same content-length again becomes a single one")
    @CsvSource(
            delimiter = '|',
            value = {"5|5", "5, 5|5", "5,5 ,\t5|5", "05|05", "5,05|5", "0|0"})
    void contentLengthAgain(String value, String kept) {
        Reading.Good<RequestHead> good =
                good(request(get("content-length", value, "x", "y", "content-length", kept)));
        assertEquals(FieldSection.of("content-length", kept, "x", "y"), good.head().fields());
        assertEquals(Long.parseLong(kept), good.contentLength());
    }

    @Test
    @DisplayName("9110 8.6 A recipient MUST anticipate potentially large decimal numerals")
    void largeContentLength() {
        String largest = "0000" + Long.MAX_VALUE;
        assertEquals(Long.MAX_VALUE, good(request(get("content-length", largest))).contentLength());
    }

    @ParameterizedTest
    @DisplayName("8.5 CONNECT: the host and port to connect to; 9110 9.3.6: Host may leave it out")
    @CsvSource({"a.example:443,a.example", "a:1,a:1", "[::1]:65535,[::1]", "a:80,A:"})
    void connect(String authority, String host) {
        Reading.Good<RequestHead> good =
                good(
                        request(
                                lines(
                                        ":method",
                                        "CONNECT",
                                        ":authority",
                                        authority,
                                        "host",
                                        host,
                                        "content-length",
                                        "5")));
        assertTrue(good.head().isConnect());
        assertEquals(authority, good.head().authority());
        assertEquals(ContentLength.NONE, good.contentLength(), "a tunnel's octets are no content");
    }

    @ParameterizedTest
    @DisplayName("8441 4 Extended CONNECT: :protocol with :scheme, :path and :authority")
    @ValueSource(strings = {"websocket", "connect-udp", "HTTP/2.0"})
    void extendedConnect(String protocol) {
        Field[] fields = extended("https", "a.example", "/chat", protocol);
        RequestHead head = good(RequestRules.request(fields, fields.length, true)).head();
        assertEquals(
                new RequestHead(
                        "CONNECT", "https", "a.example", "/chat", protocol, FieldSection.EMPTY),
                head);
    }

    static Stream<List<Field>> badExtended() {
        return Stream.of(
                        extended("https", "a", "/", ""),
                        extended("https", "a", "/", "web socket"),
                        extended("https", "a", "/", "a/"),
                        extended("https", "a", "/", "a/b/c"),
                        extended("https", "a", "", "websocket"),
                        extended("https", "a", "*", "websocket"),
                        extended("https", "", "/", "websocket"),
                        lines(
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "x",
                                ":scheme",
                                "http",
                                ":path",
                                "/"),
                        lines(
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "x",
                                ":authority",
                                "a",
                                ":path",
                                "/"),
                        lines(
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "x",
                                ":authority",
                                "a",
                                ":scheme",
                                "x"),
                        lines(":method", "GET", ":protocol", "x", ":scheme", "http", ":path", "/"))
                .map(List::of);
    }

    @ParameterizedTest
    @DisplayName("8441 4 :scheme and :path MUST also be included")
    @MethodSource
    void badExtended(List<Field> fields) {
        bad(RequestRules.request(fields.toArray(Field[]::new), fields.size(), true));
    }

    private static Field[] extended(String scheme, String authority, String path, String protocol) {
        return lines(
                ":method",
                "CONNECT",
                ":protocol",
                protocol,
                ":scheme",
                scheme,
                ":path",
                path,
                ":authority",
                authority);
    }
}
