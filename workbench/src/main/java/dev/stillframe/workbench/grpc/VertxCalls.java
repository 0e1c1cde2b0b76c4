package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.vertx.VertxFront;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;

/** The echo over vertx-grpc; one server for each event loop. */
final class VertxCalls {
    private static final ServiceMethod<Payload, Payload> ONCE = method(EchoRpc.ONCE.name());
    private static final ServiceMethod<Payload, Payload> CHAT = method(EchoRpc.CHAT.name());

    private VertxCalls() {}

    private static ServiceMethod<Payload, Payload> method(String name) {
        return ServiceMethod.server(
                ServiceName.create(EchoRpc.SERVICE),
                name,
                GrpcMessageEncoder.encoder(),
                GrpcMessageDecoder.decoder(Payload.newBuilder()));
    }

    static Serving start(Listening listening, VertxFront front) throws Exception {
        return front.start(listening, VertxCalls::handler);
    }

    /** The echo over our own calls, on Vert.x' connections: requests that are none are Vert.x'. */
    static Serving hosted(Listening listening, Services services) throws Exception {
        Handler calls = GrpcEngine.find().handler(services);
        return VertxFront.start(
                listening,
                vertx -> request -> request.response().setStatusCode(404).end(),
                head -> isCall(head) ? calls : null);
    }

    private static boolean isCall(RequestHead head) {
        String type = head.fields().value("content-type");
        return type != null && type.startsWith("application/grpc");
    }

    private static GrpcServer handler(Vertx vertx) {
        return GrpcServer.server(vertx)
                .callHandler(ONCE, VertxCalls::once)
                .callHandler(CHAT, VertxCalls::chat);
    }

    private static void once(GrpcServerRequest<Payload, Payload> request) {
        request.handler(message -> request.response().end(message));
    }

    private static void chat(GrpcServerRequest<Payload, Payload> request) {
        request.pipeTo(request.response());
    }
}
