package dev.stillframe.workbench.vertx4;

import dev.stillframe.vertx4.Http2Server;
import dev.stillframe.vertx4.StillframeOptions;
import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.grpc.HostedEcho;
import dev.stillframe.workbench.grpc.VertxEcho;
import dev.stillframe.workbench.vertx.VertxReference;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.grpc.common.GrpcMessageDecoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts an application on Vert.x 4.5, one server on each event loop.
 *
 * <p>It is told {@code application} ({@code reference}, {@code calls} of vertx-grpc, or {@code
 * hosted} calls of our own), {@code ours} and {@code unlimited} (Booleans: whose HTTP/2, and
 * whether its receive windows are as large as they can be), {@code port}, and for TLS {@code
 * tlsPort}, {@code certificate} and {@code key} (as text). It tells {@code port}, {@code tlsPort}
 * (with TLS) and {@code close}, a Callable.
 */
public final class Start implements Function<Map<String, Object>, Map<String, Object>> {
    private static final String PORT = "port";
    private static final String TLS_PORT = "tlsPort";
    private static final long SLACK = 2_000;

    /** Found by its name. */
    public Start() {}

    @Override
    public Map<String, Object> apply(Map<String, Object> wanted) {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(Tuning.loops()));
        boolean ours = (Boolean) wanted.get("ours");
        String application = (String) wanted.get("application");
        StillframeOptions more = StillframeOptions.DEFAULT.drain(Tuning.DRAIN);
        StillframeOptions lent =
                application.equals("hosted") ? more.hosted(HostedEcho.choice()) : more;
        BiFunction<Vertx, HttpServerOptions, HttpServer> servers =
                ours
                        ? (on, options) -> Http2Server.create(on, options, lent)
                        : Vertx::createHttpServer;
        Serving serving = new Serving(servers, applications(application));
        Callable<@Nullable Void> close =
                () -> {
                    await(vertx.close(), Tuning.DRAIN.toMillis());
                    return null;
                };
        try {
            int port = listen(vertx, serving, (Integer) wanted.get(PORT), -1, options(wanted));
            Integer tlsPort = (Integer) wanted.get(TLS_PORT);
            if (tlsPort == null) {
                return Map.of(PORT, port, "close", close);
            }
            HttpServerOptions secured =
                    secured(
                            options(wanted),
                            (String) wanted.get("certificate"),
                            (String) wanted.get("key"));
            int tls = listen(vertx, serving, tlsPort, -2, secured);
            return Map.of(PORT, port, TLS_PORT, tls, "close", close);
        } catch (RuntimeException failure) {
            vertx.close();
            throw failure;
        }
    }

    /** Made anew for each event loop. */
    private static Function<Vertx, Handler<HttpServerRequest>> applications(String name) {
        return switch (name) {
            case "reference" ->
                    vertx ->
                            new VertxReference(
                                    vertx,
                                    connection -> connection.remoteSettings().isPushEnabled());
            case "calls" ->
                    vertx -> VertxEcho.on(vertx, GrpcMessageDecoder.decoder(Payload.parser()));
            case "hosted" -> vertx -> request -> request.response().setStatusCode(404).end();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Whose servers, and what they serve. */
    private record Serving(
            BiFunction<Vertx, HttpServerOptions, HttpServer> servers,
            Function<Vertx, Handler<HttpServerRequest>> application) {}

    /**
     * The real port.
     *
     * @param any how Vert.x is asked for a free one, the same for all instances
     */
    private static int listen(
            Vertx vertx, Serving serving, int port, int any, HttpServerOptions options) {
        List<HttpServer> all = new CopyOnWriteArrayList<>();
        Supplier<Verticle> made =
                () ->
                        new Instance(
                                serving,
                                new HttpServerOptions(options),
                                port == 0 ? any : port,
                                all);
        DeploymentOptions instances = new DeploymentOptions().setInstances(Tuning.loops());
        await(vertx.deployVerticle(made, instances), 0);
        return all.get(0).actualPort();
    }

    private static void await(Future<?> future, long more) {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(more + 10 * SLACK, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static HttpServerOptions options(Map<String, Object> wanted) {
        HttpServerOptions options = new HttpServerOptions();
        options.setAcceptBacklog(Tuning.BACKLOG);
        options.getInitialSettings().setMaxHeaderListSize(Tuning.REQUEST_FIELDS);
        if ((Boolean) wanted.get("unlimited")) {
            options.getInitialSettings().setInitialWindowSize(Integer.MAX_VALUE);
            options.setHttp2ConnectionWindowSize(Integer.MAX_VALUE);
        }
        return options;
    }

    private static HttpServerOptions secured(
            HttpServerOptions options, String certificate, String key) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate))
                                .addKeyValue(Buffer.buffer(key)));
        if (Tuning.nativeTls() && OpenSSLEngineOptions.isAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        return options;
    }

    private static final class Instance extends AbstractVerticle {
        private final Serving serving;
        private final HttpServerOptions options;
        private final int port;
        private final List<HttpServer> all;

        Instance(Serving serving, HttpServerOptions options, int port, List<HttpServer> all) {
            this.serving = serving;
            this.options = options;
            this.port = port;
            this.all = all;
        }

        @Override
        public void start(Promise<Void> started) {
            HttpServer server = serving.servers.apply(vertx, options);
            all.add(server);
            server.requestHandler(serving.application.apply(vertx))
                    .listen(port)
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
