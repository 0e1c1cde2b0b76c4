package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CONNECT, plain and extended: DATA belongs to whoever the stream was upgraded to. */
@Timeout(30)
class TunnelTest {
    /** Writes back what it reads, and ends when its peer does, or says "close". */
    private static final class Echo extends AbstractConnection {
        Echo(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            ByteBuffer buffer = BufferUtil.allocate(1000);
            try {
                int filled = getEndPoint().fill(buffer);
                if (filled < 0) {
                    getEndPoint().shutdownOutput();
                    getEndPoint().close();
                } else if (filled == 0) {
                    fillInterested();
                } else if (BufferUtil.toString(buffer).equals("close")) {
                    getEndPoint().write(Callback.from(getEndPoint()::close, this::failed), buffer);
                } else {
                    getEndPoint().write(Callback.from(this::onFillable, this::failed), buffer);
                }
            } catch (Exception x) {
                failed(x);
            }
        }

        private void failed(Throwable x) {
            getEndPoint().close(x);
        }
    }

    private static void connect(Request request, Response response, Callback callback) {
        TunnelSupport tunnel = request.getTunnelSupport();
        if (tunnel == null) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return;
        }
        String protocol = tunnel.getProtocol();
        if (request.getHeaders().contains("x-refuse")) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return;
        }
        response.getHeaders().put("x-protocol", protocol == null ? "none" : protocol);
        request.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new Echo(
                        tunnel.getEndPoint(),
                        request.getConnectionMetaData().getConnector().getExecutor()));
        response.setStatus(HttpStatus.OK_200);
        callback.succeeded();
    }

    @Test
    @DisplayName("RFC 9113 section 8.5")
    void connect_opens_a_tunnel_both_ways() throws Exception {
        try (TestServer server = TestServer.with(TunnelTest::connect).start();
                Peer peer = server.peer()) {
            peer.headers(1, false, ":method", "CONNECT", ":authority", "localhost:80");
            assertEquals(200, peer.awaitHead(1).status);
            assertEquals("none", peer.answer(1).fields.get("x-protocol"));
            peer.data(1, false, "ping").until(() -> peer.answer(1).content.size() == 4);
            assertEquals("ping", peer.answer(1).text());
            peer.data(1, true, "end").await(1);
            assertEquals("pingend", peer.answer(1).text());
            assertEquals(-1, peer.answer(1).reset);
        }
    }

    @Test
    @DisplayName("RFC 8441")
    void extended_connect_names_its_protocol() throws Exception {
        try (TestServer server = TestServer.with(TunnelTest::connect).start();
                Peer peer = server.peer()) {
            peer.headers(
                    1,
                    false,
                    ":method",
                    "CONNECT",
                    ":protocol",
                    "websocket",
                    ":scheme",
                    "http",
                    ":path",
                    "/chat",
                    ":authority",
                    "localhost");
            assertEquals(200, peer.awaitHead(1).status);
            assertEquals("websocket", peer.answer(1).fields.get("x-protocol"));
            byte[] large = new byte[10_000];
            for (int i = 0; i < 6; i++) {
                peer.data(1, false, large);
            }
            peer.until(() -> peer.answer(1).content.size() == 60_000);
            peer.reset(1, 8).ping();
            assertEquals(-1, peer.goAway);
        }
    }

    @Test
    @DisplayName("RFC 8441 section 5: an orderly close is END_STREAM, behind all that was written")
    void closing_is_not_resetting() throws Exception {
        try (TestServer server = TestServer.with(TunnelTest::connect).start();
                Peer peer = server.peer()) {
            peer.headers(1, false, ":method", "CONNECT", ":authority", "localhost:80");
            assertEquals(200, peer.awaitHead(1).status);
            assertEquals("close", peer.data(1, false, "close").await(1).text());
            assertEquals(-1, peer.answer(1).reset);
            peer.data(1, true, "").ping();
            assertEquals(-1, peer.answer(1).reset);
            assertEquals(-1, peer.goAway);
        }
    }

    @Test
    void a_refused_tunnel_is_an_ordinary_response() throws Exception {
        try (TestServer server = TestServer.with(TunnelTest::connect).start();
                Peer peer = server.peer()) {
            peer.headers(
                    1, false, ":method", "CONNECT", ":authority", "localhost:80", "x-refuse", "1");
            Peer.Answer answer = peer.await(1);
            assertEquals(403, answer.status);
            assertEquals(
                    400, peer.get(3, "/").await(3).status, "there is no tunnel without CONNECT");
        }
    }

    @Test
    void the_end_of_the_connection_closes_the_tunnel() throws Exception {
        try (TestServer server = TestServer.with(TunnelTest::connect).start()) {
            try (Peer peer = server.peer()) {
                peer.headers(1, false, ":method", "CONNECT", ":authority", "localhost:80");
                assertEquals(200, peer.awaitHead(1).status);
                peer.data(1, false, new byte[5000]);
            }
        }
    }
}
