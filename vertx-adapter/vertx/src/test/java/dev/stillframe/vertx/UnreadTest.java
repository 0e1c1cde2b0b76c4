package dev.stillframe.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A peer that does not read what it has asked for does not keep a connection open. */
class UnreadTest extends Served {
    /** More than sockets hold. */
    private static final int MUCH = 50_000_000;

    private void closes(Function<HttpConnection, Future<Void>> closing) throws Exception {
        CompletableFuture<HttpConnection> connection = new CompletableFuture<>();
        int port =
                serve(
                        new HttpServerOptions(),
                        request -> {
                            request.response().end(Buffer.buffer(new byte[MUCH]));
                            connection.complete(request.connection());
                        });
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress("localhost", port));
            socket.getOutputStream().write(askingForMuch());
            await(closing.apply(await(connection)));
        }
    }

    @Test
    void closeEnds() throws Exception {
        closes(HttpConnection::close);
    }

    @Test
    void shutdownEnds() throws Exception {
        closes(connection -> connection.shutdown(100, TimeUnit.MILLISECONDS));
    }

    /** Preface, SETTINGS and WINDOW_UPDATE with the largest windows, and GET / on stream 1. */
    private static byte[] askingForMuch() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        octets.write(new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, -1, -1, -1});
        octets.write(new byte[] {0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, -1, 0, 0});
        octets.write(new byte[] {0, 0, 6, 1, 5, 0, 0, 0, 1, -126, -122, -124, 0x41, 1, 'a'});
        return octets.toByteArray();
    }
}
