package dev.stillframe.examples.vertx;

import dev.stillframe.vertx.Http2Server;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/**
 * A verticle of which several instances share a port, each on an event loop of its own. One call
 * makes its HTTP/2 Stillframe's; the rest is as on any Vert.x.
 */
public final class Greetings extends VerticleBase {
    private final HttpServerOptions options;

    /**
     * With the options of its server; a negative port is any free one, the same for all instances.
     */
    public Greetings(HttpServerOptions options) {
        this.options = options;
    }

    @Override
    public Future<HttpServer> start() {
        return Http2Server.create(vertx, options)
                .requestHandler(
                        request ->
                                request.response()
                                        .putHeader("content-type", "text/plain")
                                        .end("Hello from " + Thread.currentThread().getName()))
                .listen();
    }

    /** {@code Greetings [PORT]}: two instances on that port, 8080 by default. */
    public static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        HttpServerOptions options = new HttpServerOptions().setPort(port);
        Vertx.vertx()
                .deployVerticle(
                        () -> new Greetings(options), new DeploymentOptions().setInstances(2))
                .onSuccess(id -> System.out.println("serving on port " + port))
                .onFailure(Throwable::printStackTrace);
    }
}
