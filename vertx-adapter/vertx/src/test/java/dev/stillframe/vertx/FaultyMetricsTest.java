package dev.stillframe.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What observes streams may throw. */
class FaultyMetricsTest extends Served {
    /** Metrics of requests alone. */
    private static final class Faulty implements VertxMetrics, HttpServerMetrics<Object, Object> {
        @Override
        public HttpServerMetrics<?, ?> createHttpServerMetrics(
                HttpServerConfig config, SocketAddress tcp, SocketAddress udp) {
            return this;
        }

        @Override
        public void requestReset(Object metric) {
            throw new IllegalStateException("a test's");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** The connection is told of its last stream, and so can go. */
    @Test
    @SuppressWarnings("deprecation") // goAway
    void aStreamIsLetGoAllTheSame() throws Exception {
        Vertx metered =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setMetricsOptions(new MetricsOptions().setEnabled(true)))
                        .withMetrics(ignored -> new Faulty())
                        .build();
        CompletableFuture<Void> taken = new CompletableFuture<>();
        CompletableFuture<Void> shut = new CompletableFuture<>();
        try {
            int port =
                    serve(
                            Http2Server.create(metered),
                            request -> {
                                request.connection().shutdownHandler(shut::complete);
                                request.connection().goAway(0);
                                taken.complete(null);
                            });
            HttpClientRequest request =
                    await(
                            client(false, HttpVersion.HTTP_2)
                                    .request(HttpMethod.GET, port, "localhost", "/"));
            request.end();
            await(taken);
            request.reset(8);
            await(shut);
        } finally {
            await(metered.close());
        }
    }
}
