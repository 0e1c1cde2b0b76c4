package dev.stillframe.behaviour;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpServerConfig;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Notes what metrics of Vert.x 5 are told. */
record MeterNotes(Consumer<String> notes) {
    private static final long MUCH = 250_000;

    VertxMetricsFactory factory() {
        return options -> new All(this);
    }

    private record All(MeterNotes meters) implements VertxMetrics {
        @Override
        public TransportMetrics<?> createTcpServerMetrics(
                TcpServerConfig config, String protocol, SocketAddress address) {
            return new Connections(meters, new AtomicLong(), new AtomicLong());
        }

        @Override
        public HttpServerMetrics<?, ?> createHttpServerMetrics(
                HttpServerConfig config, SocketAddress tcp, SocketAddress udp) {
            return new Requests(meters);
        }
    }

    private record Connections(MeterNotes meters, AtomicLong read, AtomicLong written)
            implements TransportMetrics<String> {
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
    }

    private record Requests(MeterNotes meters) implements HttpServerMetrics<String, String> {
        @Override
        public String requestBegin(SocketAddress remote, HttpRequest request) {
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
                SocketAddress remote, HttpMethod method, String uri, HttpResponse response) {
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
