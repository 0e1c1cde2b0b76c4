package dev.stillframe.workbench.grpc;

import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.vertx.VertxFront;
import io.vertx.grpc.common.GrpcMessageDecoder;

/** Calls on Vert.x 5; one server for each event loop. */
final class VertxCalls {
    private VertxCalls() {}

    /** vertx-grpc's. */
    static Serving start(Listening listening, VertxFront front) throws Exception {
        return front.start(
                listening,
                vertx -> VertxEcho.on(vertx, GrpcMessageDecoder.decoder(Payload.newBuilder())));
    }

    /** Our own, on Vert.x' connections: requests that are none are Vert.x'. */
    static Serving hosted(Listening listening) throws Exception {
        return VertxFront.start(
                listening,
                vertx -> request -> request.response().setStatusCode(404).end(),
                HostedEcho.choice());
    }
}
