package dev.stillframe.workbench.grpc;

import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;

/** The echo over vertx-grpc, of whatever line of Vert.x. */
public final class VertxEcho {
    private VertxEcho() {}

    /**
     * On event loops of that Vert.x.
     *
     * @param decoder of that line
     */
    public static GrpcServer on(Vertx vertx, GrpcMessageDecoder<Payload> decoder) {
        return GrpcServer.server(vertx)
                .callHandler(method(EchoRpc.ONCE.name(), decoder), VertxEcho::once)
                .callHandler(method(EchoRpc.CHAT.name(), decoder), VertxEcho::chat);
    }

    private static ServiceMethod<Payload, Payload> method(
            String name, GrpcMessageDecoder<Payload> decoder) {
        return ServiceMethod.server(
                ServiceName.create(EchoRpc.SERVICE), name, GrpcMessageEncoder.encoder(), decoder);
    }

    private static void once(GrpcServerRequest<Payload, Payload> request) {
        request.handler(message -> request.response().end(message));
    }

    private static void chat(GrpcServerRequest<Payload, Payload> request) {
        request.pipeTo(request.response());
    }
}
