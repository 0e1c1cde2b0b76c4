package dev.stillframe.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestTest {
    private static void describe(Request request, Response response, Callback callback) {
        String fields =
                request.getHeaders().stream()
                        .map(field -> field.getLowerCaseName() + "=" + field.getValue())
                        .collect(Collectors.joining("|"));
        Content.Sink.write(
                response,
                true,
                request.getMethod() + " " + request.getHttpURI() + " " + fields,
                callback);
    }

    private static void echo(Request request, Response response, Callback callback) {
        HttpFields.Mutable trailers = HttpFields.build();
        response.setTrailersSupplier(() -> trailers);
        Content.copy(
                request,
                response,
                (chunk, copied) -> {
                    if (chunk instanceof Trailers last) {
                        trailers.add(last.getTrailers());
                        response.write(true, null, copied);
                        return true;
                    }
                    return false;
                },
                callback);
    }

    @Test
    void a_request_becomes_jettys_and_its_response_comes_back() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::describe).start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/a?b=c", "x-one", "1", "x-two", "2").await(1);
            assertEquals(200, answer.status);
            assertEquals("GET http://localhost/a?b=c x-one=1|x-two=2", answer.text());
            assertTrue(answer.ended);
        }
    }

    @Test
    void requests_that_repeat_themselves_are_told_apart() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::describe).start();
                Peer peer = server.peer()) {
            for (int i = 0; i < 50; i++) {
                int stream = 2 * i + 1;
                String path = "/" + i % 3;
                String value = "v" + i % 5;
                Peer.Answer answer = peer.get(stream, path, "x-value", value).await(stream);
                assertEquals("GET http://localhost" + path + " x-value=" + value, answer.text());
            }
        }
    }

    @Test
    @DisplayName(
            "If there are multiple Cookie header fields after decompression, these MUST be concatenated (8.2.3)")
    void cookie_crumbs_are_joined() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::describe).start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/", "cookie", "a=1", "cookie", "b=2").await(1);
            assertEquals("GET http://localhost/ cookie=a=1; b=2", answer.text());
        }
    }

    @Test
    void content_comes_back_with_its_trailers() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::echo).start();
                Peer peer = server.peer()) {
            peer.post(1, "/", "trailer", "x-sum").data(1, false, "one ").data(1, false, "two");
            Peer.Answer answer = peer.headers(1, true, "x-sum", "7").await(1);
            assertEquals("one two", answer.text());
            assertEquals("7", answer.trailers.get("x-sum"));
        }
    }

    @Test
    void more_content_than_any_window_comes_back() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::echo).start();
                Peer peer = server.peer()) {
            byte[] part = new byte[16_000];
            peer.post(1, "/");
            for (int i = 0; i < 200; i++) {
                peer.data(1, i == 199, part);
                int sent = (i + 1) * part.length;
                peer.until(() -> window(peer) - sent >= part.length);
                peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(part.length));
                peer.frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(part.length));
            }
            assertEquals(200 * part.length, peer.await(1).content.size());
        }
    }

    /** What the server has allowed in all, on the connection and on stream 1. */
    private static int window(Peer peer) {
        int[] windows = {65_535, 65_535};
        for (Peer.Frame frame : peer.frames) {
            if (frame.type() == Peer.WINDOW_UPDATE) {
                windows[frame.stream()] += frame.number(0);
            }
        }
        return Math.min(windows[0], windows[1]);
    }

    @Test
    void head_has_the_fields_but_no_content() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::describe).start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.headers(1, true, Peer.request("HEAD", "/")).await(1);
            assertEquals(200, answer.status);
            assertEquals("23", answer.fields.get(HttpHeader.CONTENT_LENGTH));
            assertEquals(0, answer.content.size());
            assertTrue(answer.ended);
        }
    }

    @Test
    void one_hundred_continue_is_sent_when_content_is_wanted() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::echo).start();
                Peer peer = server.peer()) {
            peer.post(1, "/", "expect", "100-continue");
            peer.until(() -> !peer.answer(1).interim.isEmpty());
            assertEquals(List.of(100), peer.answer(1).interim);
            assertEquals("now", peer.data(1, true, "now").await(1).text());
        }
    }

    @Test
    void any_other_expectation_fails() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::echo).start();
                Peer peer = server.peer()) {
            assertEquals(417, peer.get(1, "/", "expect", "miracles").awaitHead(1).status);
        }
    }

    @Test
    void early_hints_come_before_the_response() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.writeInterim(
                                                                103,
                                                                HttpFields.build()
                                                                        .add("link", "</s.css>"))
                                                        .whenComplete(
                                                                (ignored, failure) ->
                                                                        Content.Sink.write(
                                                                                response, true,
                                                                                "done", callback)))
                                .start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/").await(1);
            assertEquals(List.of(103), answer.interim);
            assertEquals("done", answer.text());
        }
    }

    @Test
    void an_authority_that_is_none_is_refused_on_its_stream() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::describe).start();
                Peer peer = server.peer()) {
            peer.headers(
                    1,
                    true,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":path",
                    "/",
                    ":authority",
                    "localhost:port");
            assertEquals(400, peer.awaitHead(1).status);
            assertEquals(200, peer.get(3, "/").await(3).status);
        }
    }

    @Test
    void content_is_read_as_it_arrives() throws Exception {
        try (TestServer server = TestServer.with(RequestTest::echo).start();
                Peer peer = server.peer()) {
            peer.post(1, "/");
            for (String word : List.of("a", "bc", "def")) {
                int before = peer.answer(1).content.size();
                peer.data(1, false, word);
                peer.until(() -> peer.answer(1).content.size() > before);
            }
            assertEquals("abcdef", peer.data(1, true, "").await(1).content.toString(UTF_8));
        }
    }
}
