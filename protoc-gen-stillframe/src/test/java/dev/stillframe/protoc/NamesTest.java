package dev.stillframe.protoc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and comments, piece by piece. */
class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "SayHello, sayHello, SAY_HELLO",
        "sayHello, sayHello, SAY_HELLO",
        "say_hello, sayHello, SAY_HELLO",
        "SAY_HELLO, sayHello, SAY_HELLO",
        "HTTPGet, httpGet, HTTP_GET",
        "GetURL, getUrl, GET_URL",
        "X, x, X",
        "ID, id, ID",
        "Ping2Pong, ping2Pong, PING2_PONG",
        "say__hello, sayHello, SAY__HELLO",
        "_9Lives, _9Lives, _9_LIVES"
    })
    @DisplayName("A method's name in Java")
    void members(String proto, String method, String constant) {
        assertEquals(method, MemberNames.camelCase(proto));
        assertEquals(constant, MemberNames.upperCase(proto));
    }

    @Test
    @DisplayName("What is taken or a keyword gets underscores")
    void free() {
        assertEquals("a", MemberNames.free("a", Set.of("b")));
        assertEquals("a__", MemberNames.free("a", Set.of("a", "a_")));
        assertEquals("switch_", MemberNames.free("switch", Set.of()));
    }

    @Test
    @DisplayName("Comments cannot end early, and are nothing but text")
    void comments() {
        assertEquals(
                List.of("One.", "Two *&#47; &#92;u002a", "", "<p>&lt;b&gt; &amp; {&#64;link}"),
                Comments.javadoc(" One.\n Two */ \\u002a\n\n\n <b> & {@link}\n"));
        assertEquals(List.of(), Comments.javadoc(" \n "));
    }

    @Test
    @DisplayName("A short name belongs to one type; the package's own comes first")
    void imports() {
        Names names =
                new Names(
                        "p", List.of("Client"), Set.of("Call"), List.of(JavaType.of("q", "List")));
        assertEquals("p.Client", names.of(JavaType.of("p", "Client")));
        assertEquals("Call", names.of(JavaType.of("p", "Call")));
        assertEquals("api.Call", names.of(JavaType.of("api", "Call")));
        assertEquals("java.util.List", names.of(JavaType.of("java.util", "List")));
        assertEquals("List", names.of(JavaType.of("q", "List")));
        assertEquals("String", names.of(JavaType.of("java.lang", "String")));
        assertEquals("Outer.Inner", names.of(new JavaType("r.File", "Outer", ".Inner")));
        assertEquals(Set.of("q.List", "r.File.Outer"), names.imports());
    }
}
