package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.good;
import static dev.stillframe.h2.message.Lines.lines;
import static dev.stillframe.h2.message.Lines.request;
import static dev.stillframe.h2.message.Lines.response;
import static dev.stillframe.h2.message.Lines.trailers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.message.Malformed.BadPath;
import dev.stillframe.h2.message.Malformed.ConnectShape;
import dev.stillframe.h2.message.Malformed.DuplicatePseudo;
import dev.stillframe.h2.message.Malformed.HostMismatch;
import dev.stillframe.h2.message.Malformed.MissingPseudo;
import dev.stillframe.h2.message.Malformed.PseudoAfterField;
import dev.stillframe.h2.message.Malformed.PseudoInTrailers;
import dev.stillframe.h2.message.Malformed.UnknownPseudo;
import dev.stillframe.h2.message.Malformed.UserInfo;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 sections 8.1, 8.3 and 8.5: control data, as we read it and as we would send it. */
@DisplayName("8.3 Control data, sentence by sentence")
class PseudoFieldsTest {
    private static final List<String> OF_REQUESTS =
            List.of(":method", ":scheme", ":authority", ":path", ":protocol");

    /** A request with these pseudo-header fields; null leaves one out. */
    private static Reading<RequestHead> asked(
            @Nullable String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            String... fields) {
        List<String> lines = new ArrayList<>();
        String[] pseudo = {
            ":method", method, ":scheme", scheme, ":authority", authority, ":path", path
        };
        for (int i = 0; i < pseudo.length; i += 2) {
            if (pseudo[i + 1] != null) {
                lines.addAll(List.of(pseudo[i], pseudo[i + 1]));
            }
        }
        lines.addAll(List.of(fields));
        return request(lines(lines.toArray(String[]::new)));
    }

    /** Why we may not send such a request, or null. */
    private static @Nullable Malformed asking(
            String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            String... fields) {
        return RequestRules.outgoing(
                new RequestHead(method, scheme, authority, path, null, FieldSection.of(fields)));
    }

    @Test
    @Requirement("9113-8.1-2")
    @DisplayName("8.1: Trailers MUST NOT include pseudo-header fields: we send none that do")
    void trailersSent() {
        for (String name : List.of(":status", ":method", ":scheme", ":authority", ":path", ":x")) {
            assertEquals(
                    new PseudoInTrailers(name),
                    RequestRules.outgoing(FieldSection.of("a", "b", name, "v")));
        }
    }

    @Test
    @Requirement("9113-8.3-2")
    @DisplayName("8.3: Pseudo-header fields of requests MUST NOT appear in responses")
    void requestFieldsInResponses() {
        for (String name : OF_REQUESTS) {
            assertEquals(new UnknownPseudo(name), bad(response(":status", "200", name, "v")));
            assertEquals(new UnknownPseudo(name), bad(response(name, "v", ":status", "200")));
            assertEquals(
                    new PseudoAfterField(name),
                    RequestRules.outgoing(ResponseHead.of(200, name, "v")));
        }
    }

    @Test
    @Requirement("9113-8.3-3")
    @DisplayName("8.3: Pseudo-header fields of responses MUST NOT appear in requests")
    void responseFieldsInRequests() {
        assertEquals(
                new UnknownPseudo(":status"),
                bad(asked("GET", "https", "a.example", "/", ":status", "200")));
        assertEquals(
                new PseudoAfterField(":status"),
                asking("GET", "https", "a.example", "/", ":status", "200"));
    }

    @Test
    @Requirement("9113-8.3-4")
    @DisplayName("8.3: Pseudo-header fields MUST NOT appear in a trailer section")
    void trailersReceived() {
        for (String name : List.of(":status", ":method", ":scheme", ":authority", ":path", ":x")) {
            assertEquals(new PseudoInTrailers(name), bad(trailers(name, "v")));
            assertEquals(new PseudoInTrailers(name), bad(trailers("a", "b", name, "v")));
            assertEquals(
                    new PseudoInTrailers(name), RequestRules.outgoing(FieldSection.of(name, "v")));
        }
    }

    @Test
    @Requirement("9113-8.3.1-1")
    @DisplayName("8.3.1: MUST NOT use Host to determine the target if \":authority\" is present")
    void authorityBeforeHost() {
        for (String host : List.of("A.Example", "a.example:80", "A.EXAMPLE:80")) {
            RequestHead head = good(asked("GET", "http", "a.example", "/", "host", host)).head();
            assertEquals("a.example", head.authority());
        }
        assertEquals(
                new HostMismatch("a.example", "b.example"),
                bad(asked("GET", "http", "a.example", "/", "host", "b.example")));
    }

    @Test
    @Requirement("9113-8.3.1-5")
    @DisplayName("8.3.1: MUST perform scheme-based normalization of the two fields")
    void normalized() {
        good(asked("GET", "http", "example.com", "/", "host", "EXAMPLE.com:80"));
        good(asked("GET", "http", "example.com:80", "/", "host", "example.com"));
        good(asked("GET", "https", "example.com", "/", "host", "example.com:443"));
        for (String[] apart :
                new String[][] {
                    {"http", "example.com", "example.com:8080"},
                    {"http", "example.com", "example.com:443"},
                    {"https", "example.com", "example.com:80"},
                    {"https", "example.com", "example.com."}
                }) {
            assertEquals(
                    new HostMismatch(apart[1], apart[2]),
                    bad(asked("GET", apart[0], apart[1], "/", "host", apart[2])));
        }
    }

    @ParameterizedTest
    @CsvSource({"http,user:pw@host", "https,user@host:8443", "HTTPS,@host", "http,:@host"})
    @Requirement("9113-8.3.1-9")
    @DisplayName("8.3.1: \":authority\" MUST NOT include the deprecated userinfo subcomponent")
    void userInfo(String scheme, String authority) {
        assertEquals(new UserInfo(":authority"), asking("GET", scheme, authority, "/"));
        assertEquals(new UserInfo(":authority"), bad(asked("GET", scheme, authority, "/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "HTTPS"})
    @Requirement("9113-8.3.1-10")
    @DisplayName("8.3.1: \":path\" MUST NOT be empty for \"http\" or \"https\" URIs")
    void emptyPath(String scheme) {
        BadPath empty = new BadPath(BadPath.Fault.EMPTY);
        for (String method : List.of("GET", "POST", "OPTIONS", "X")) {
            assertEquals(empty, asking(method, scheme, "a.example", ""));
            assertEquals(empty, bad(asked(method, scheme, "a.example", "")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Requirement("9113-8.3.1-11")
    @DisplayName("8.3.1: URIs that do not contain a path MUST include a value of '/'")
    void noPath(String scheme) {
        assertEquals(new BadPath(BadPath.Fault.EMPTY), asking("GET", scheme, "a.example", ""));
        assertEquals(
                new BadPath(BadPath.Fault.NOT_ABSOLUTE),
                asking("GET", scheme, "a.example", "?query"),
                "a query alone is no path either");
        assertNull(asking("GET", scheme, "a.example", "/"));
        assertNull(asking("GET", scheme, "a.example", "/?query"));
        assertEquals("/", good(asked("GET", scheme, "a.example", "/")).head().path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Requirement("9113-8.3.1-12")
    @DisplayName("8.3.1: OPTIONS for a URI without a path MUST include a \":path\" of '*'")
    void asterisk(String scheme) {
        BadPath empty = new BadPath(BadPath.Fault.EMPTY);
        BadPath asterisk = new BadPath(BadPath.Fault.ASTERISK);
        assertEquals(empty, asking("OPTIONS", scheme, "a.example", ""));
        assertNull(asking("OPTIONS", scheme, "a.example", "*"));
        assertEquals("*", good(asked("OPTIONS", scheme, "a.example", "*")).head().path());
        for (String method : List.of("GET", "POST", "options")) {
            assertEquals(asterisk, asking(method, scheme, "a.example", "*"));
            assertEquals(asterisk, bad(asked(method, scheme, "a.example", "*")));
        }
    }

    @Test
    @Requirement("9113-8.3.1-13")
    @DisplayName("8.3.1: MUST include exactly one value for \":method\", \":scheme\" and \":path\"")
    void exactlyOne() {
        String a = "a.example";
        assertEquals(new MissingPseudo(":method"), bad(asked(null, "https", a, "/")));
        assertEquals(new MissingPseudo(":scheme"), bad(asked("GET", null, a, "/")));
        assertEquals(new MissingPseudo(":path"), bad(asked("GET", "https", a, null)));
        assertEquals(new MissingPseudo(":scheme"), asking("GET", null, a, "/"));
        assertEquals(new MissingPseudo(":path"), asking("GET", "https", a, null));
        assertEquals(new Malformed.BadMethod(""), asking("", "https", a, "/"));
        for (String[] twice :
                new String[][] {
                    {":method", "GET"}, {":method", "POST"}, {":scheme", "https"}, {":path", "/"}
                }) {
            assertEquals(
                    new DuplicatePseudo(twice[0]),
                    bad(asked("GET", "https", a, "/", twice[0], twice[1])));
            assertEquals(
                    new PseudoAfterField(twice[0]),
                    asking("GET", "https", a, "/", twice[0], twice[1]),
                    "what a head says once cannot be said again");
        }
        good(asked("GET", "https", a, "/"));
        assertNull(asking("GET", "https", a, "/"));
    }

    @Test
    @Requirement("9113-8.3.2-1")
    @DisplayName("8.3.2: \":status\" MUST be included, otherwise the response is malformed")
    void status() {
        assertEquals(new MissingPseudo(":status"), bad(response()));
        assertEquals(new MissingPseudo(":status"), bad(response("link", "</x>")));
        assertEquals(103, good(response(":status", "103", "link", "</x>")).head().status());
    }

    @ParameterizedTest
    @CsvSource({"https,/,:scheme", "https,,:scheme", ",/,:path", "http,*,:scheme"})
    @Requirement("9113-8.5-1")
    @DisplayName("8.5: With CONNECT \":scheme\" and \":path\" MUST be omitted")
    void connect(@Nullable String scheme, @Nullable String path, String wrong) {
        assertEquals(new ConnectShape(wrong), asking("CONNECT", scheme, "a.example:443", path));
        assertEquals(new ConnectShape(wrong), bad(asked("CONNECT", scheme, "a.example:443", path)));
        assertNull(asking("CONNECT", null, "a.example:443", null));
        good(asked("CONNECT", null, "a.example:443", null));
    }
}
