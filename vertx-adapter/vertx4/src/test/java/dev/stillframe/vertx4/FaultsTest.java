package dev.stillframe.vertx4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        Queue<Object> told = new ConcurrentLinkedQueue<>();
        Promise<Void> closed = Promise.promise();
        Promise<Void> shut = Promise.promise();
        Promise<HttpConnection> connection = Promise.promise();
        HttpServerOptions options = new HttpServerOptions().setDecompressionSupported(true);
        try (Served served =
                Served.by(
                        options,
                        request -> {
                            request.exceptionHandler(told::add);
                            request.endHandler(ignored -> told.add("the end"));
                            request.response().closeHandler(ignored -> closed.complete());
                            request.connection().shutdownHandler(ignored -> shut.complete());
                            connection.tryComplete(request.connection());
                        })) {
            HttpClientRequest request =
                    Served.await(served.client.request(HttpMethod.POST, "/corrupt"));
            request.putHeader("content-encoding", "gzip");
            request.end(Buffer.buffer(gzipped(where.contains("last"))));
            Served.await(closed.future());
            assertEquals(1, told.size());
            assertInstanceOf(DecoderException.class, told.element());
            // Nothing of it is left: the connection counts as idle.
            Served.await(connection.future()).goAway(0);
            Served.await(shut.future());
        }
    }

    @Test
    @DisplayName("metrics are told nothing of a response to a stream that is over")
    void lateResponse() throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Promise<HttpServerRequest> taken = Promise.promise();
        Promise<Void> closed = Promise.promise();
        Vertx vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setMetricsOptions(new MetricsOptions().setEnabled(true)))
                        .withMetrics(ignored -> new Noting(told))
                        .build();
        try (Served served =
                Served.by(
                        vertx,
                        Http2Server.create(vertx),
                        request -> {
                            request.response().closeHandler(ignored -> closed.complete());
                            taken.complete(request);
                        })) {
            HttpClientRequest request = Served.await(served.client.request(HttpMethod.GET, "/"));
            request.send();
            HttpServerRequest lost = Served.await(taken.future());
            request.connection().close();
            Served.await(closed.future());
            Future<Void> late = lost.response().end("late");
            assertThrows(ExecutionException.class, () -> Served.await(late));
            assertEquals(List.of("request", "request ended", "reset"), List.copyOf(told));
        }
    }

    /** Metrics of servers alone. */
    private record Noting(Queue<String> told)
            implements VertxMetrics, HttpServerMetrics<Object, Object, Object> {
        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
                HttpServerOptions options, SocketAddress address) {
            return this;
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        @Override
        public Object requestBegin(Object socket, HttpRequest request) {
            told.add("request");
            return told;
        }

        @Override
        public void requestEnd(Object metric, HttpRequest request, long octets) {
            told.add("request ended");
        }

        @Override
        public void requestReset(Object metric) {
            told.add("reset");
        }

        @Override
        public void responseBegin(Object metric, HttpResponse response) {
            told.add("response");
        }

        @Override
        public void responseEnd(Object metric, HttpResponse response, long octets) {
            told.add("response ended");
        }
    }

    @Test
    @DisplayName("an empty file that is encoded is a whole one when it is decoded")
    void emptyFile(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("empty.txt"));
        HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true);
        try (Served served =
                Served.by(options, request -> request.response().sendFile(file.toString()))) {
            Buffer content =
                    Served.await(
                            served.client
                                    .request(HttpMethod.GET, "/")
                                    .compose(
                                            request ->
                                                    Served.content(
                                                            request.putHeader(
                                                                            "accept-encoding",
                                                                            "gzip")
                                                                    .send())));
            try (GZIPInputStream gzip =
                    new GZIPInputStream(new ByteArrayInputStream(content.getBytes()))) {
                assertEquals(0, gzip.readAllBytes().length);
            }
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
