package dev.stillframe.vertx4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a stream that goes wrong ends as it should, and alone")
class FaultsTest {
    @Test
    @DisplayName("a request handler that throws: the stream stays, and its close is told")
    void thrown() throws Exception {
        Promise<Void> closed = Promise.promise();
        Promise<Throwable> reported = Promise.promise();
        try (Served served =
                Served.by(
                        request -> {
                            if (request.path().equals("/next")) {
                                request.response().end("next");
                                return;
                            }
                            request.response().closeHandler(ignored -> closed.complete());
                            throw new IllegalStateException("on purpose");
                        })) {
            served.vertx.exceptionHandler(reported::tryComplete);
            HttpClientRequest request =
                    Served.await(served.client.request(HttpMethod.GET, "/thrown"));
            request.send();
            assertEquals("on purpose", Served.await(reported.future()).getMessage());
            // What it has thrown cost neither the connection nor the stream.
            assertEquals("next", served.get("/next"));
            assertEquals(false, closed.future().isComplete());
            request.reset(8);
            Served.await(closed.future());
        }
    }

    @Test
    @DisplayName("a request that is paused is told of its reset, and cannot be resumed any more")
    void resetWhilePaused() throws Exception {
        Promise<HttpServerRequest> taken = Promise.promise();
        Promise<Throwable> told = Promise.promise();
        Promise<Void> closed = Promise.promise();
        Promise<Buffer> content = Promise.promise();
        try (Served served =
                Served.by(
                        request -> {
                            if (request.path().equals("/next")) {
                                request.response().end("next");
                                return;
                            }
                            request.pause();
                            request.handler(content::tryComplete);
                            request.exceptionHandler(told::complete);
                            request.response().closeHandler(ignored -> closed.complete());
                            taken.complete(request);
                        })) {
            HttpClientRequest request =
                    Served.await(served.client.request(HttpMethod.POST, "/paused"));
            Served.await(request.setChunked(true).write("unread"));
            HttpServerRequest paused = Served.await(taken.future());
            request.reset(8);
            assertInstanceOf(StreamResetException.class, Served.await(told.future()));
            Served.await(closed.future());
            assertThrows(IllegalStateException.class, paused::resume);
            assertEquals("next", served.get("/next"));
            assertNull(content.future().result());
        }
    }

    @ParameterizedTest(name = "within: {0}")
    @ValueSource(strings = {"its first octets", "its last octets"})
    @DisplayName("content that cannot be decoded: its stream fails, and closes")
    void corrupt(String where) throws Exception {
        Promise<Throwable> told = Promise.promise();
        Promise<Void> closed = Promise.promise();
        Promise<Void> shut = Promise.promise();
        Promise<HttpConnection> connection = Promise.promise();
        HttpServerOptions options = new HttpServerOptions().setDecompressionSupported(true);
        try (Served served =
                Served.by(
                        options,
                        request -> {
                            request.exceptionHandler(told::tryComplete);
                            request.response().closeHandler(ignored -> closed.complete());
                            request.connection().shutdownHandler(ignored -> shut.complete());
                            connection.tryComplete(request.connection());
                        })) {
            HttpClientRequest request =
                    Served.await(served.client.request(HttpMethod.POST, "/corrupt"));
            request.putHeader("content-encoding", "gzip");
            request.setChunked(true).write(Buffer.buffer(gzipped(where.contains("last"))));
            assertInstanceOf(DecoderException.class, Served.await(told.future()));
            Served.await(closed.future());
            // Nothing of it is left: the connection counts as idle.
            Served.await(connection.future()).goAway(0);
            Served.await(shut.future());
        }
    }

    /** Content that is no gzip at all, or whose checksum is wrong. */
    private static byte[] gzipped(boolean nearly) throws Exception {
        if (!nearly) {
            return "in plain words".getBytes(StandardCharsets.US_ASCII);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(octets)) {
            gzip.write("content".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] whole = octets.toByteArray();
        whole[whole.length - 8] ^= 1;
        return whole;
    }
}
