package dev.stillframe.vertx4;

import io.vertx.core.impl.ContextInternal;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What metrics and tracer are told of one exchange, when and in the order that Vert.x' own HTTP/2
 * tells them; nothing once the stream is over, or what counts exchanges would count some down
 * twice. On the event loop.
 */
final class Observation {
    private final @Nullable HttpServerMetrics<Object, ?, Object> metrics;
    private final @Nullable VertxTracer<Object, ?> tracer;
    private final ContextInternal context;
    private volatile @Nullable Object metric;
    private @Nullable Object trace;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean over;

    @SuppressWarnings("unchecked")
    Observation(@Nullable HttpServerMetrics<Object, ?, Object> metrics, ContextInternal context) {
        this.metrics = metrics;
        this.context = context;
        this.tracer = (VertxTracer<Object, ?>) context.tracer();
    }

    void requestBegins(ServerRequest request, @Nullable Object socketMetric) {
        if (metrics != null) {
            metric = metrics.requestBegin(socketMetric, request);
        }
    }

    void trace(ServerRequest request, TracingPolicy policy) {
        if (tracer != null) {
            trace =
                    tracer.receiveRequest(
                            context,
                            SpanKind.RPC,
                            policy,
                            request,
                            request.method().name(),
                            request.headers(),
                            Tags.REQUEST);
        }
    }

    void requestEnds(ServerRequest request, long octets) {
        requestEnded = true;
        if (metrics != null) {
            metrics.requestEnd(metric, request, octets);
        }
    }

    void responseBegins(ServerResponse response) {
        if (metrics != null && !over) {
            metrics.responseBegin(metric, response);
        }
    }

    void responseEnds(ServerResponse response, long octets) {
        if (over) {
            return;
        }
        responseEnded = true;
        if (metrics != null) {
            metrics.responseEnd(metric, response, octets);
        }
    }

    void routed(String route) {
        if (metrics != null && !responseEnded && !over) {
            metrics.requestRouted(metric, route);
        }
    }

    /** Whether both messages have ended as they should. */
    boolean isComplete() {
        return requestEnded && responseEnded;
    }

    void streamCloses() {
        over = true;
        if (metrics != null && !isComplete()) {
            metrics.requestReset(metric);
        }
    }

    void traceEnds(ServerResponse response, @Nullable Throwable failure) {
        if (tracer != null && trace != null) {
            tracer.sendResponse(
                    context, failure == null ? response : null, trace, failure, Tags.RESPONSE);
        }
    }

    @Nullable Object metric() {
        return metric;
    }
}
