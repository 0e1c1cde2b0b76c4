package dev.stillframe.behaviour;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** One server, listening on a port that all instances share. */
final class Serving extends AbstractVerticle {
    private final Play play;
    private final BiConsumer<Serving, HttpServerRequest> application;
    private final int port;

    Serving(Play play, int port, BiConsumer<Serving, HttpServerRequest> application) {
        this.play = play;
        this.port = port;
        this.application = application;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServer server = play.stack().server(vertx, new HttpServerOptions());
        server.requestHandler(request -> application.accept(this, request));
        server.listen(port, "127.0.0.1")
                .onComplete(
                        done -> {
                            if (done.succeeded()) {
                                play.port(server.actualPort());
                                started.complete();
                            } else {
                                started.fail(done.cause());
                            }
                        });
    }

    Context own() {
        return context;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Its deployment. */
    static String deploy(
            Play play,
            ThreadingModel model,
            int instances,
            BiConsumer<Serving, HttpServerRequest> application) {
        // A negative port is any free one, the same for all instances.
        int port = instances > 1 ? -1 : 0;
        Supplier<Verticle> made = () -> new Serving(play, port, application);
        String deployment =
                play.await(
                        play.vertx()
                                .deployVerticle(
                                        made,
                                        new DeploymentOptions()
                                                .setInstances(instances)
                                                .setThreadingModel(model)));
        play.closing(() -> play.await(play.vertx().undeploy(deployment)));
        return deployment;
    }
}
