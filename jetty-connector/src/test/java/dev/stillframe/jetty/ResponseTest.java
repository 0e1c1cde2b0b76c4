package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResponseTest {
    @Test
    void a_response_head_that_is_too_large_is_500_on_its_stream_alone() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/large")) {
                                                response.getHeaders()
                                                        .put("x-large", "x".repeat(20_000));
                                            }
                                            callback.succeeded();
                                        })
                                .start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/large").await(1);
            assertEquals(500, answer.status);
            assertTrue(answer.ended);
            assertEquals(200, peer.get(3, "/").await(3).status);
            assertEquals(-1, peer.goAway);
        }
    }

    @Test
    @DisplayName(
            "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header fields (8.2.2)")
    void connection_specific_fields_are_not_sent() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) -> {
                                            HttpFields.Mutable fields = response.getHeaders();
                                            fields.put(HttpHeader.CONNECTION, "X-Hop, close");
                                            fields.put(HttpHeader.KEEP_ALIVE, "1");
                                            fields.put(HttpHeader.TRANSFER_ENCODING, "chunked");
                                            fields.put(HttpHeader.UPGRADE, "h2c");
                                            fields.put("X-Hop", "1");
                                            fields.put("X-Stays", "1");
                                            fields.add("Set-Cookie", "a=b");
                                            callback.succeeded();
                                        })
                                .start();
                Peer peer = server.peer()) {
            HttpFields fields = peer.get(1, "/").await(1).fields;
            for (String gone :
                    new String[] {
                        "connection", "keep-alive", "transfer-encoding", "upgrade", "x-hop"
                    }) {
                assertNull(fields.get(gone), gone);
            }
            assertEquals("1", fields.get("x-stays"));
            assertEquals("a=b", fields.get("set-cookie"));
        }
    }

    @Test
    void many_writes_come_in_order_and_with_trailers() throws Exception {
        try (TestServer server =
                        TestServer.with(new QueuedThreadPool())
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) -> {
                                            response.setTrailersSupplier(
                                                    () -> HttpFields.build().add("x-end", "1"));
                                            for (int i = 0; i < 1000; i++) {
                                                try (Blocker.Callback block = Blocker.callback()) {
                                                    Content.Sink.write(
                                                            response, false, i + ",", block);
                                                    block.block();
                                                }
                                            }
                                            callback.succeeded();
                                        })
                                .start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/").await(1);
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                expected.append(i).append(',');
            }
            assertEquals(expected.toString(), answer.text());
            assertEquals("1", answer.trailers.get("x-end"));
        }
    }

    @Test
    void a_blocked_writer_fails_when_its_stream_is_reset() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(new QueuedThreadPool())
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) -> {
                                            try (Blocker.Callback block = Blocker.callback()) {
                                                response.write(
                                                        true, ByteBuffer.allocate(1 << 20), block);
                                                block.block();
                                                callback.succeeded();
                                            } catch (Throwable x) {
                                                failure.complete(x);
                                                callback.failed(x);
                                            }
                                        })
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/").until(() -> peer.answer(1).content.size() == 65_535);
            peer.reset(1, 8);
            assertInstanceOf(java.io.IOException.class, failure.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_peer_that_does_not_read_does_not_block_other_streams() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        true,
                                                        ByteBuffer.allocate(
                                                                request.getHttpURI()
                                                                                .getPath()
                                                                                .equals("/large")
                                                                        ? 1 << 20
                                                                        : 5),
                                                        callback))
                                .start();
                Peer peer = server.peer()) {
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(1 << 20));
            peer.get(1, "/large").until(() -> peer.answer(1).content.size() == 65_535);
            assertEquals(5, peer.get(3, "/").await(3).content.size());
            peer.frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(1 << 20));
            assertEquals(1 << 20, peer.await(1).content.size());
        }
    }

    @Test
    void a_push_goes_with_its_request_where_it_is_allowed() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/")) {
                                                request.push(
                                                        new org.eclipse.jetty.http.MetaData.Request(
                                                                "GET",
                                                                org.eclipse.jetty.http.HttpURI.from(
                                                                        "http://localhost/pushed"),
                                                                org.eclipse.jetty.http.HttpVersion
                                                                        .HTTP_2,
                                                                HttpFields.EMPTY));
                                            }
                                            Content.Sink.write(
                                                    response,
                                                    true,
                                                    request.getHttpURI().getPath(),
                                                    callback);
                                        })
                                .configured(it -> it.factory.setPushEnabled(true))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/");
            assertEquals("/pushed", peer.await(2).text());
            assertEquals("/", peer.await(1).text());
        }
    }

    @Test
    void an_uncommitted_failure_is_a_page_and_a_committed_one_a_reset() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        false,
                                                        ByteBuffer.wrap(new byte[3]),
                                                        Callback.from(
                                                                () ->
                                                                        callback.failed(
                                                                                new org.eclipse
                                                                                        .jetty.io
                                                                                        .EofException(
                                                                                        "on purpose")))))
                                .start();
                Peer peer = server.peer()) {
            Peer.Answer answer = peer.get(1, "/").await(1);
            assertEquals(200, answer.status);
            assertEquals(8, answer.reset);
        }
    }
}
