package dev.stillframe.behaviour;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Notes what metrics of Vert.x 4.5 are told. */
record MeterNotes(Consumer<String> notes) {
    private static final long MUCH = 250_000;

    VertxMetricsFactory factory() {
        return options -> new All(this);
    }

    private record All(MeterNotes meters) implements VertxMetrics {
        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
                HttpServerOptions options, SocketAddress address) {
            return new Requests(meters, new AtomicLong(), new AtomicLong());
        }
    }

    private record Requests(MeterNotes meters, AtomicLong read, AtomicLong written)
            implements HttpServerMetrics<String, String, String> {
        @Override
        public String connected(SocketAddress remote, String name) {
            meters.notes.accept("connected " + remote.host());
            return "connection";
        }

        @Override
        public void disconnected(String connection, SocketAddress remote) {
            meters.notes.accept(
                    "disconnected "
                            + connection
                            + ", read much "
                            + (read.get() > MUCH)
                            + ", written much "
                            + (written.get() > MUCH));
        }

        @Override
        public void bytesRead(String connection, SocketAddress remote, long octets) {
            read.addAndGet(octets);
        }

        @Override
        public void bytesWritten(String connection, SocketAddress remote, long octets) {
            written.addAndGet(octets);
        }

        @Override
        public void exceptionOccurred(String connection, SocketAddress remote, Throwable failure) {
            meters.notes.accept("exception " + Play.told(failure));
        }

        @Override
        public String requestBegin(String connection, HttpRequest request) {
            meters.notes.accept("requestBegin " + request.method() + " " + request.uri());
            return "request " + request.uri();
        }

        @Override
        public void requestEnd(String metric, HttpRequest request, long octets) {
            meters.notes.accept("requestEnd " + metric + " octets " + octets);
        }

        @Override
        public void requestReset(String metric) {
            meters.notes.accept("requestReset " + metric);
        }

        @Override
        public void requestRouted(String metric, String route) {
            meters.notes.accept("requestRouted " + metric + " " + route);
        }

        @Override
        public void responseBegin(String metric, HttpResponse response) {
            meters.notes.accept("responseBegin " + metric + " " + response.statusCode());
        }

        @Override
        public String responsePushed(
                String connection, HttpMethod method, String uri, HttpResponse response) {
            meters.notes.accept("responsePushed " + method + " " + uri);
            return "push";
        }

        @Override
        public void responseEnd(String metric, HttpResponse response, long octets) {
            meters.notes.accept(
                    "responseEnd " + metric + " " + response.statusCode() + " octets " + octets);
        }
    }
}
