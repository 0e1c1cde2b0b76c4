package dev.stillframe.workbench.vertx;

import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.tls.Identity;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One server on each event loop; all of them share the ports. */
final class VertxServer implements Serving {

    /** A free port, the same for all instances of a verticle (Vert.x' way to ask for that). */
    private static final int ANY_PLAIN = -1;

    private static final int ANY_TLS = -2;

    private final Vertx vertx;
    private final BiFunction<Vertx, HttpServerOptions, HttpServer> servers;
    private final List<HttpServer> plain = new CopyOnWriteArrayList<>();
    private final List<HttpServer> tls = new CopyOnWriteArrayList<>();

    private VertxServer(BiFunction<Vertx, HttpServerOptions, HttpServer> servers) {
        this.servers = servers;
        vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(Tuning.loops()));
    }

    static VertxServer start(
            Listening listening,
            BiFunction<Vertx, HttpServerOptions, HttpServer> servers,
            Function<Vertx, Handler<HttpServerRequest>> application)
            throws Exception {
        var started = new VertxServer(servers);
        try {
            started.vertx
                    .deployVerticle(
                            () -> started.new Instance(listening, application),
                            new DeploymentOptions().setInstances(Tuning.loops()))
                    .await();
        } catch (RuntimeException failure) {
            started.vertx.close().await();
            throw failure;
        }
        return started;
    }

    @Override
    public int port() {
        return plain.getFirst().actualPort();
    }

    @Override
    public int tlsPort() {
        return tls.isEmpty() ? NO_PORT : tls.getFirst().actualPort();
    }

    @Override
    public void close() {
        try {
            Future.all(shutdowns(plain), shutdowns(tls))
                    .eventually(vertx::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Tuning.DRAIN.toMillis() + 2_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("the server did not stop", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Future<?> shutdowns(List<HttpServer> servers) {
        return Future.all(
                servers.stream()
                        .map(
                                server ->
                                        server.shutdown(
                                                Tuning.DRAIN.toMillis(), TimeUnit.MILLISECONDS))
                        .toList());
    }

    private static HttpServerOptions secured(HttpServerOptions options, Identity identity) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(identity.pem()))
                                .addKeyValue(Buffer.buffer(identity.keyPem())));
        if (Tuning.nativeTls() && OpenSSLEngineOptions.isAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        return options;
    }

    private final class Instance extends VerticleBase {
        private final Listening listening;
        private final Function<Vertx, Handler<HttpServerRequest>> made;

        Instance(Listening listening, Function<Vertx, Handler<HttpServerRequest>> made) {
            this.listening = listening;
            this.made = made;
        }

        @Override
        public Future<?> start() {
            Handler<HttpServerRequest> application = made.apply(vertx);
            HttpServer first = servers.apply(vertx, options()).requestHandler(application);
            plain.add(first);
            Future<?> listens = first.listen(orAny(listening.port(), ANY_PLAIN));
            Listening.Tls secure = listening.tls();
            if (secure == null) {
                return listens;
            }
            HttpServer second =
                    servers.apply(vertx, secured(options(), secure.identity()))
                            .requestHandler(application);
            tls.add(second);
            return Future.all(listens, second.listen(orAny(secure.port(), ANY_TLS)));
        }

        private static HttpServerOptions options() {
            var options = new HttpServerOptions();
            options.setAcceptBacklog(Tuning.BACKLOG);
            options.getInitialSettings().setMaxHeaderListSize(Tuning.REQUEST_FIELDS);
            return options;
        }

        private static int orAny(int port, int any) {
            return port == 0 ? any : port;
        }
    }
}
