package dev.stillframe.behaviour;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Router;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What metrics and tracers are told, and when. */
final class Observed {
    private static final String METRICS = "metrics";
    private static final String TRACER = "tracer";

    private Observed() {}

    static void in(Book book) {
        book.add(
                "metrics of a get",
                play ->
                        metrics(
                                play,
                                request -> request.response().end("12345"),
                                peer -> {
                                    peer.get(1, "/a?b").await(1);
                                }));
        book.add(
                "metrics of an exchange",
                play ->
                        metrics(
                                play,
                                Observed::exchange,
                                peer -> {
                                    peer.post(1, "/")
                                            .data(1, false, "123")
                                            .data(1, true, "45")
                                            .await(1);
                                }));
        book.add(
                "metrics of much content",
                play ->
                        metrics(
                                play,
                                Observed::exchange,
                                peer -> {
                                    peer.post(1, "/")
                                            .upload(1, RequestBodies.pattern(300_000))
                                            .await(1);
                                }));
        book.add(
                "metrics of two requests",
                play ->
                        metrics(
                                play,
                                request -> request.response().end(),
                                peer -> {
                                    peer.get(1, "/a").await(1);
                                    peer.get(3, "/b").await(3);
                                }));
        book.add(
                "metrics of a reset by the server",
                play ->
                        metrics(
                                play,
                                request -> request.response().reset(8),
                                peer -> {
                                    peer.post(1, "/").await(1);
                                }));
        book.add(
                "metrics of an answer before the body",
                play ->
                        metrics(
                                play,
                                request -> request.response().end("no"),
                                peer -> {
                                    peer.post(1, "/").await(1);
                                    peer.data(1, true, "late").ping();
                                }));
        book.add(
                "the metric of a request",
                play ->
                        metrics(
                                play,
                                request -> {
                                    play.note(String.valueOf(Line.metric(request)));
                                    request.response().end();
                                },
                                peer -> peer.get(1, "/a").await(1)));
        book.add("metrics of a reset by the client", Observed::reset);
        book.add("metrics of a connection that is lost", Observed::lost);
        book.add("metrics of a file", Observed::file);
        book.add("metrics of a route", Observed::route);
        book.add(
                "metrics of a push",
                play ->
                        metrics(
                                play,
                                Observed::push,
                                peer -> {
                                    peer.get(1, "/").await(1);
                                    peer.ping();
                                }));
        book.add(
                "metrics of a malformed request",
                play ->
                        metrics(
                                play,
                                request -> request.response().end(),
                                peer -> {
                                    peer.headers(1, true, ":method", "GET", ":scheme", "http")
                                            .until(() -> peer.answer(1).isOver());
                                }));
        book.add(
                "trace of a get",
                play ->
                        traced(
                                play,
                                TracingPolicy.ALWAYS,
                                request -> request.response().setStatusCode(201).end("x"),
                                peer -> {
                                    peer.get(1, "/a?b", "traceparent", "some").await(1);
                                }));
        book.add(
                "trace of an exchange",
                play ->
                        traced(
                                play,
                                TracingPolicy.PROPAGATE,
                                Observed::exchange,
                                peer -> {
                                    peer.post(1, "/").data(1, true, "x").await(1);
                                }));
        book.add(
                "trace that is ignored",
                play ->
                        traced(
                                play,
                                TracingPolicy.IGNORE,
                                request -> request.response().end(),
                                peer -> {
                                    peer.get(1, "/").await(1);
                                    play.note(TRACER, "sendResponse (none)");
                                }));
        book.add(
                "trace of a reset by the server",
                play ->
                        traced(
                                play,
                                TracingPolicy.ALWAYS,
                                request -> request.response().reset(8),
                                peer -> {
                                    peer.post(1, "/").await(1);
                                }));
        book.add(
                "trace of a reset by the client",
                play ->
                        traced(
                                play,
                                TracingPolicy.ALWAYS,
                                request -> play.note("begun"),
                                peer -> {
                                    peer.post(1, "/");
                                    play.awaits("begun");
                                    peer.reset(1, 8);
                                }));
    }

    @FunctionalInterface
    private interface Talk {
        void with(Peer peer) throws Exception;
    }

    private static void exchange(HttpServerRequest request) {
        request.response().setChunked(true);
        request.body()
                .onSuccess(
                        body -> {
                            request.response().write("abc");
                            request.response().end("defg");
                        });
    }

    private static void push(HttpServerRequest request) {
        request.response()
                .push(request.method(), "/pushed")
                .onComplete(
                        done -> {
                            if (done.succeeded()) {
                                done.result().end("pushed");
                            }
                            request.response().end();
                        });
    }

    private static Vertx metered(Play play) {
        VertxOptions options =
                new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setMetricsOptions(new MetricsOptions().setEnabled(true));
        Vertx vertx =
                Vertx.builder()
                        .with(options)
                        .withMetrics(new MeterNotes(text -> play.note(METRICS, text)).factory())
                        .build();
        play.closing(() -> play.await(vertx.close()));
        return vertx;
    }

    private static Peer serving(
            Play play,
            Vertx vertx,
            HttpServerOptions options,
            Consumer<HttpServerRequest> application)
            throws Exception {
        play.listen(play.server(vertx, options).requestHandler(application::accept));
        return play.peer();
    }

    private static void metrics(Play play, Consumer<HttpServerRequest> application, Talk talk)
            throws Exception {
        Peer peer = serving(play, metered(play), new HttpServerOptions(), application);
        talk.with(peer);
        peer.ping();
        peer.close();
        play.awaits(METRICS, "disconnected");
    }

    private static void reset(Play play) throws Exception {
        metrics(
                play,
                request -> play.note("begun"),
                peer -> {
                    peer.post(1, "/").data(1, false, "half");
                    play.awaits("begun");
                    peer.reset(1, 8).ping();
                });
    }

    private static void lost(Play play) throws Exception {
        metrics(
                play,
                request -> request.response().setChunked(true).write("begun"),
                peer -> {
                    peer.post(1, "/").until(() -> peer.answer(1).content.size() > 0);
                });
    }

    private static void file(Play play) throws Exception {
        var file = play.folder().resolve("a.txt");
        Files.write(file, RequestBodies.pattern(1_000));
        metrics(
                play,
                request ->
                        request.endHandler(ended -> request.response().sendFile(file.toString())),
                peer -> peer.get(1, "/").await(1));
    }

    private static void route(Play play) throws Exception {
        Vertx vertx = metered(play);
        Router router = Router.router(vertx);
        router.get("/things/:id").handler(context -> context.end(context.pathParam("id")));
        Peer peer = serving(play, vertx, new HttpServerOptions(), router::handle);
        play.see(peer.get(1, "/things/7").await(1));
        peer.ping().close();
        play.awaits(METRICS, "disconnected");
    }

    private static void traced(
            Play play, TracingPolicy policy, Consumer<HttpServerRequest> application, Talk talk)
            throws Exception {
        VertxOptions options =
                new VertxOptions().setEventLoopPoolSize(1).setTracingOptions(new TracingOptions());
        Vertx vertx =
                Vertx.builder().with(options).withTracer(ignored -> new Tracing(play)).build();
        play.closing(() -> play.await(vertx.close()));
        Peer peer =
                serving(play, vertx, new HttpServerOptions().setTracingPolicy(policy), application);
        talk.with(peer);
        play.awaits(TRACER, "sendResponse");
        // Whoever is told twice is so in the same turn, or the next.
        peer.pings(3);
    }

    /** Notes what a tracer is told. */
    private record Tracing(Play play) implements VertxTracer<String, String> {
        @Override
        public <R> @Nullable String receiveRequest(
                Context context,
                SpanKind kind,
                TracingPolicy policy,
                R request,
                String operation,
                Iterable<Map.Entry<String, String>> headers,
                TagExtractor<R> tags) {
            play.note(
                    TRACER,
                    "receiveRequest "
                            + kind
                            + " "
                            + policy
                            + " "
                            + operation
                            + " "
                            + tags(tags, request));
            headers.forEach(
                    header ->
                            play.note(
                                    TRACER, "field " + header.getKey() + ": " + header.getValue()));
            play.note(TRACER, "on the request's context " + Line.isDuplicate(context));
            return policy == TracingPolicy.IGNORE ? null : "span of " + operation;
        }

        @Override
        public <R> void sendResponse(
                Context context, R response, String span, Throwable failure, TagExtractor<R> tags) {
            play.note(
                    TRACER,
                    "sendResponse "
                            + span
                            + " failure "
                            + Play.told(failure)
                            + " "
                            + (response == null ? "no response" : tags(tags, response)));
        }

        private <R> Map<String, String> tags(TagExtractor<R> tags, R told) {
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < tags.len(told); i++) {
                String value = String.valueOf(tags.value(told, i));
                all.put(
                        tags.name(told, i),
                        value.replace(String.valueOf(play.port()), "(port)")
                                .replaceAll(":\\d{4,}", ":(port)"));
            }
            all.computeIfPresent("network.peer.port", (name, value) -> "(some)");
            all.computeIfPresent("client.port", (name, value) -> "(some)");
            return all;
        }
    }
}
