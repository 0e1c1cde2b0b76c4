package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests whose content the application does not want. */
@Timeout(30)
class UnreadContentTest {
    private static final int NO_ERROR = 0;

    @ParameterizedTest
    @EnumSource(Invocable.InvocationType.class)
    @DisplayName(
            "A server MAY request that the client abort transmission of a request without error by sending RST_STREAM with NO_ERROR after sending a complete response (8.1)")
    void an_early_response_stands_and_the_rest_is_not_wanted(Invocable.InvocationType type)
            throws Exception {
        try (TestServer server =
                        TestServer.with(new org.eclipse.jetty.util.thread.QueuedThreadPool())
                                .handling(
                                        type,
                                        (request, response, callback) ->
                                                Content.Sink.write(
                                                        response, true, "early", callback))
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/").data(1, false, "unread");
            Peer.Answer answer = peer.until(() -> peer.answer(1).reset >= 0).answer(1);
            assertEquals(200, answer.status);
            assertEquals("early", answer.text());
            assertTrue(answer.ended, "the response is complete before the reset");
            assertEquals(NO_ERROR, answer.reset);
            assertEquals(200, peer.get(3, "/").await(3).status);
        }
    }

    @Test
    void a_response_without_content_stands_too() throws Exception {
        try (TestServer server =
                        TestServer.with((request, response, callback) -> callback.succeeded())
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/").data(1, false, new byte[16_000]);
            Peer.Answer answer = peer.until(() -> peer.answer(1).reset >= 0).answer(1);
            assertEquals(200, answer.status);
            assertEquals(NO_ERROR, answer.reset);
        }
    }

    @Test
    void a_large_early_response_is_sent_wholly_before_the_reset() throws Exception {
        byte[] large = new byte[200_000];
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        true,
                                                        java.nio.ByteBuffer.wrap(large),
                                                        callback))
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/");
            peer.until(() -> peer.answer(1).content.size() == 65_535);
            assertEquals(-1, peer.answer(1).reset, "flow control holds the rest");
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(large.length));
            peer.frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(large.length));
            Peer.Answer answer = peer.until(() -> peer.answer(1).reset >= 0).answer(1);
            assertEquals(large.length, answer.content.size());
            assertTrue(answer.ended);
            assertEquals(NO_ERROR, answer.reset);
        }
    }

    @Test
    void unread_content_does_not_use_up_the_connection_window() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                Content.Sink.write(
                                                        response, true, "early", callback))
                                .start();
                Peer peer = server.peer()) {
            // Four times the connection's window in all, half a stream's window each.
            for (int i = 0; i < 128; i++) {
                int stream = 2 * i + 1;
                peer.post(stream, "/");
                peer.data(stream, false, new byte[16_000]).data(stream, false, new byte[16_000]);
                peer.until(() -> peer.answer(stream).isOver());
                assertEquals("early", peer.answer(stream).text());
            }
            assertEquals(-1, peer.goAway);
        }
    }

    @Test
    void a_failure_is_answered_with_500_though_content_is_unread() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                callback.failed(
                                                        new org.eclipse.jetty.io.EofException(
                                                                "on purpose")))
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/").data(1, false, "unread");
            Peer.Answer answer = peer.await(1);
            assertEquals(500, answer.status);
            assertTrue(answer.ended);
        }
    }
}
