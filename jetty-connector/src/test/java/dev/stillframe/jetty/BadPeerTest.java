package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer does wrong costs it that stream, and nobody anything else. */
@Timeout(30)
class BadPeerTest {
    private static final int PROTOCOL_ERROR = 1;

    private static TestServer echo() throws Exception {
        return TestServer.with(
                        (request, response, callback) ->
                                Content.copy(
                                        request,
                                        response,
                                        Response.newTrailersChunkProcessor(response),
                                        callback))
                .start();
    }

    private static void assertServes(Peer peer, int stream) throws Exception {
        assertEquals(200, peer.get(stream, "/").await(stream).status);
        assertEquals(-1, peer.goAway);
    }

    @ParameterizedTest
    @CsvSource({
        "transfer-encoding, chunked",
        "keep-alive, 1",
        "upgrade, h2c",
        "connection, te",
        "proxy-connection, keep-alive",
        "te, gzip",
        "Upper, case"
    })
    @DisplayName(
            "Any message containing connection-specific header fields MUST be treated as malformed (8.2.2)")
    void connection_specific_fields_are_malformed(String name, String value) throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/", name, value).await(1);
            assertTrue(answer.status == 400 || answer.reset == PROTOCOL_ERROR, answer::text);
            assertServes(peer, 3);
        }
    }

    @Test
    @DisplayName(
            "A request is malformed if the value of a content-length header field does not equal the sum (8.1.1)")
    void content_length_must_be_true() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            Peer.Answer none = peer.get(1, "/", "content-length", "10").await(1);
            assertTrue(none.status == 400 || none.reset == PROTOCOL_ERROR);
            peer.post(3, "/", "content-length", "10").data(3, false, "12345");
            peer.headers(3, true, "x-trailer", "1");
            assertEquals(
                    PROTOCOL_ERROR, peer.until(() -> peer.answer(3).reset >= 0).answer(3).reset);
            assertServes(peer, 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"connection, close", ":path, /"})
    void trailers_are_checked_too(String name, String value) throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            peer.post(1, "/").data(1, false, "x").headers(1, true, name, value);
            assertEquals(
                    PROTOCOL_ERROR, peer.until(() -> peer.answer(1).reset >= 0).answer(1).reset);
            assertServes(peer, 3);
        }
    }

    @Test
    void a_large_request_head_is_answered_with_431() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/", "x-large", "x".repeat(16_384)).await(1);
            assertEquals(431, answer.status);
            assertServes(peer, 3);
        }
    }

    @Test
    void late_frames_on_a_closed_stream_do_not_end_the_connection() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            assertServes(peer, 1);
            for (int i = 0; i < 300; i++) {
                peer.frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(1));
            }
            peer.ping();
            assertServes(peer, 3);
        }
    }

    @Test
    void pings_priorities_and_unknown_frames_do_not_end_the_connection() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            for (int i = 0; i < 300; i++) {
                peer.frame(Peer.PRIORITY, 0, 99, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 16);
                peer.frame(0xbe, 0, 0, (byte) 1, (byte) 2);
            }
            for (int i = 0; i < 200; i++) {
                peer.ping();
            }
            assertServes(peer, 1);
        }
    }

    private Peer frame(Peer peer, int type, int stream, int... payload) throws Exception {
        byte[] octets = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            octets[i] = (byte) payload[i];
        }
        return peer.frame(type, 0, stream, octets);
    }

    @Test
    void a_broken_connection_is_told_why_and_counted() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            frame(peer, Peer.DATA, 0, 1, 2, 3).untilClosed();
            assertEquals(PROTOCOL_ERROR, peer.goAway);
            assertEquals(1, server.factory.getFaults().getTotal());
        }
    }

    @Test
    void a_second_head_without_the_end_is_malformed() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            peer.post(1, "/").headers(1, false, "x-trailer", "1");
            assertEquals(
                    PROTOCOL_ERROR, peer.until(() -> peer.answer(1).reset >= 0).answer(1).reset);
            assertServes(peer, 3);
        }
    }

    @Test
    void rapid_resets_are_stopped_and_leave_nothing_behind() throws Exception {
        try (TestServer server = echo();
                Peer peer = server.peer()) {
            byte[] all = new byte[0];
            for (int i = 0; i < 2000; i++) {
                byte[] head =
                        Peer.encode(
                                Peer.HEADERS,
                                Peer.END_HEADERS,
                                2 * i + 1,
                                Peer.fields(Peer.request("POST", "/")));
                byte[] reset = Peer.encode(Peer.RST_STREAM, 0, 2 * i + 1, Peer.number(8));
                int from = all.length;
                all = Arrays.copyOf(all, from + head.length + reset.length);
                System.arraycopy(head, 0, all, from, head.length);
                System.arraycopy(reset, 0, all, from + head.length, reset.length);
            }
            peer.bytes(all).until(() -> peer.goAway >= 0);
            assertEquals(11, peer.goAway, "ENHANCE_YOUR_CALM");
        }
    }
}
