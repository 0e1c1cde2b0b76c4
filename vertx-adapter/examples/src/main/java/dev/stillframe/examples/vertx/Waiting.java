package dev.stillframe.examples.vertx;

import dev.stillframe.vertx.Http2Server;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/** A verticle on virtual threads: its handlers wait as if nobody else were there. */
public final class Waiting extends VerticleBase {
    private final HttpServerOptions options;

    /** With the options of its server. */
    public Waiting(HttpServerOptions options) {
        this.options = options;
    }

    @Override
    public Future<HttpServer> start() {
        return Http2Server.create(vertx, options).requestHandler(this::answer).listen();
    }

    /** Other requests go on wherever this waits. */
    private void answer(HttpServerRequest request) {
        String body = request.body().await().toString();
        vertx.timer(10, TimeUnit.MILLISECONDS).await();
        String kind = Thread.currentThread().isVirtual() ? "a virtual thread" : "some thread";
        request.response().setChunked(true).write(kind + " has read ").await();
        request.response().end(body).await();
    }

    /** How to deploy it. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    }

    /** {@code Waiting [PORT]}: serves on that port, 8080 by default. */
    public static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
        Vertx.vertx()
                .deployVerticle(new Waiting(new HttpServerOptions().setPort(port)), deployment())
                .onSuccess(id -> System.out.println("serving on port " + port))
                .onFailure(Throwable::printStackTrace);
    }
}
