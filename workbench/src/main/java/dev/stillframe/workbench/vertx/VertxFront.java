package dev.stillframe.workbench.vertx;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** Vert.x as it comes. */
public final class VertxFront implements Front {

    @Override
    public String name() {
        return "vertx-native";
    }

    @Override
    public String description() {
        return "Vert.x with its own HTTP/2; requests' trailers do not reach its applications";
    }

    @Override
    public boolean isPeer() {
        return true;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return start(listening, VertxReference::new);
    }

    /** Serves another application than the reference, made anew for each event loop. */
    public static Serving start(
            Listening listening, Function<Vertx, Handler<HttpServerRequest>> application)
            throws Exception {
        return VertxServer.start(listening, application);
    }
}
