package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the core asks the rules of the message package for what it sends and hands on. */
class Section8FieldsTest {
    private static Script answering() {
        return Script.server().preface().get(1).forget();
    }

    /** The last command was refused with a reason, and nothing was sent. */
    private static void rejected(Script script) {
        script.expectNothing();
        assertTrue(!script.told(Notice.Rejected.class).reason().isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {":status", ":path", ":x"})
    @Requirement("9113-8.1-2")
    @DisplayName("8.1: Trailers MUST NOT include pseudo-header fields")
    void trailers(String name) {
        Script script = answering().respond(1, 200, false).forget();
        rejected(script.tell(new Command.Trailers(1, FieldSection.of("a", "b", name, "1"))));
        script.tell(new Command.Trailers(1, FieldSection.of("a", "b")))
                .expect("HEADERS 1 END_STREAM a=b");
    }

    @Test
    @Requirement("9113-8.2-1")
    @DisplayName("8.2: Field names MUST be lowercase: a message that has others is not sent")
    void lowerCase() {
        Script script = answering();
        rejected(script.respond(1, 200, false, "Content-Type", "text/plain"));
        rejected(script.respond(1, 103, false, "Link", "</x>"));
        script.respond(1, 200, false, "content-type", "text/plain")
                .expect("HEADERS 1 :status=200 content-type=text/plain");
        rejected(script.tell(new Command.Trailers(1, FieldSection.of("Sum", "1"))));

        Script client = Script.client().preface();
        RequestHead head =
                RequestHead.of("GET", "https", "a", "/", FieldSection.of("Accept", "*/*"));
        rejected(client.request(head, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\u0000", " a", "a\t"})
    @Requirement("9113-8.2.1-7")
    @DisplayName("8.2.1: An intermediary MUST NOT forward fields that contain prohibited values")
    void prohibitedValues(String value) {
        Script script = answering();
        rejected(script.respond(1, 200, true, "x", value));
        Script client = Script.client().preface();
        rejected(
                client.request(
                        RequestHead.of("GET", "https", "a", "/", FieldSection.of("x", value)),
                        true));
    }

    @Test
    @Requirement("9113-8.2.2-4")
    @DisplayName("8.2.2: Connection-specific fields of an HTTP/1.x response are removed")
    void hopByHop() {
        answering()
                .respond(
                        1,
                        200,
                        true,
                        "a",
                        "1",
                        "connection",
                        "close, x-hop",
                        "x-hop",
                        "1",
                        "keep-alive",
                        "timeout=5",
                        "transfer-encoding",
                        "chunked",
                        "b",
                        "2")
                .expect("HEADERS 1 END_STREAM :status=200 a=1 b=2");
    }

    @Test
    @Requirement("9113-8.2.3-1")
    @DisplayName("8.2.3: Several Cookie fields MUST be concatenated before they are passed on")
    void cookies() {
        Script script =
                Script.server()
                        .preface()
                        .post(1, "cookie", "a=b", "x", "1", "cookie", "c=d", "cookie", "e=f");
        RequestHead head = script.told(Notice.Request.class).head();
        assertEquals(List.of("a=b; c=d; e=f"), head.fields().values("cookie"));
        assertEquals("1", head.fields().value("x"));
    }

    @Test
    @Requirement("9113-8.3.1-12")
    @DisplayName("8.3.1: OPTIONS for a URI without a path MUST include a \":path\" of '*'")
    void asterisk() {
        Script client = Script.client().preface();
        RequestHead noPath = RequestHead.of("OPTIONS", "https", "a", "", FieldSection.EMPTY);
        rejected(client.request(noPath, true));
        client.request(RequestHead.of("OPTIONS", "https", "a", "*", FieldSection.EMPTY), true)
                .expect("HEADERS 1 END_STREAM :method=OPTIONS :scheme=https :authority=a :path=*");
    }

    @Test
    @Requirement("9113-8.3.1-13")
    @DisplayName("8.3.1: Exactly one \":method\", \":scheme\" and \":path\" in all requests")
    void controlData() {
        Script client = Script.client().preface();
        rejected(
                client.request(
                        new RequestHead("GET", null, "a", "/", null, FieldSection.EMPTY), true));
        rejected(
                client.request(
                        new RequestHead("GET", "https", "a", null, null, FieldSection.EMPTY),
                        true));
        rejected(
                client.request(
                        RequestHead.of("GET", "https", "a", "/", FieldSection.of(":path", "/")),
                        true));
        client.request(RequestHead.get("https", "a", "/"), true)
                .expect("HEADERS 1 END_STREAM :method=GET :scheme=https :authority=a :path=/");
    }

    @Test
    @Requirement("9113-8.3.2-1")
    @DisplayName("8.3.2: \":status\" MUST be included in all responses, including interim ones")
    void status() {
        Script script = answering();
        for (int interim : new int[] {100, 102, 103, 199}) {
            script.respond(1, interim, false, "a", "b")
                    .expect("HEADERS 1 :status=" + interim + " a=b");
        }
        script.respond(1, 200, true, "a", "b").expect("HEADERS 1 END_STREAM :status=200 a=b");
        // What we answer by ourselves has one too.
        script.headers(3, true, ":method", "GET", ":scheme", "https", ":path", "")
                .expectBadRequest(3);
    }

    @Test
    @Requirement("9113-8.5-1")
    @DisplayName("8.5: With CONNECT \":scheme\" and \":path\" MUST be omitted")
    void connect() {
        Script client = Script.client().preface();
        FieldSection none = FieldSection.EMPTY;
        rejected(
                client.request(
                        new RequestHead("CONNECT", "https", "a:443", null, null, none), false));
        rejected(client.request(new RequestHead("CONNECT", null, "a:443", "/", null, none), false));
        client.request(new RequestHead("CONNECT", null, "a:443", null, null, none), false)
                .expect("HEADERS 1 :method=CONNECT :authority=a:443");
    }

    @Test
    @Requirement("9113-10.3-2")
    @DisplayName("10.3: What a gateway got and must not forward is not forwarded")
    void forwarded() {
        // From an HTTP/1.1 server to our client.
        ResponseHead answer = ResponseHead.of(200, "upgrade", "h2c", "x", "1");
        answering()
                .tell(new Command.Respond(1, answer, true))
                .expect("HEADERS 1 END_STREAM :status=200 x=1");
        // From an HTTP/2 client nothing of the kind is taken.
        Script.server().preface().post(1, "upgrade", "h2c").expectBadRequest(1);
    }
}
