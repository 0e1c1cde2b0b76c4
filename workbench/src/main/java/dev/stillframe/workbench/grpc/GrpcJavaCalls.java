package dev.stillframe.workbench.grpc;

import dev.stillframe.workbench.echo.v1.EchoRpc;
import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The echo over grpc-java. What its plugin of protoc would generate is written out here: the same
 * marshallers and the same {@link ServerCalls}.
 */
final class GrpcJavaCalls {
    static final MethodDescriptor<Payload, Payload> ONCE =
            method(MethodDescriptor.MethodType.UNARY, EchoRpc.ONCE.name());
    private static final MethodDescriptor<Payload, Payload> CHAT =
            method(MethodDescriptor.MethodType.BIDI_STREAMING, EchoRpc.CHAT.name());

    /** It would log each client that gives up a stream. A logger that nobody holds is forgotten. */
    private static final Logger LOG = Logger.getLogger("io.grpc.netty");

    private GrpcJavaCalls() {}

    private static MethodDescriptor<Payload, Payload> method(
            MethodDescriptor.MethodType type, String name) {
        return MethodDescriptor.<Payload, Payload>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(EchoRpc.SERVICE, name))
                .setSampledToLocalTracing(true)
                .setRequestMarshaller(ProtoUtils.marshaller(Payload.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Payload.getDefaultInstance()))
                .build();
    }

    /**
     * Listens and serves.
     *
     * @param onLoop whether handlers run on the connection's loop, not on threads of their own
     */
    static Serving start(Listening listening, boolean onLoop) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forPort(listening.port())
                        .addService(
                                ServerServiceDefinition.builder(EchoRpc.SERVICE)
                                        .addMethod(
                                                ONCE,
                                                ServerCalls.asyncUnaryCall(GrpcJavaCalls::once))
                                        .addMethod(
                                                CHAT,
                                                ServerCalls.asyncBidiStreamingCall(
                                                        GrpcJavaCalls::chat))
                                        .build());
        LOG.setLevel(Level.SEVERE);
        if (onLoop) {
            builder.directExecutor();
        }
        Server server = builder.build().start();
        return PlainServing.of(server.getPort(), () -> stop(server));
    }

    private static void stop(Server server) {
        server.shutdown();
        try {
            if (!server.awaitTermination(Tuning.DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void once(Payload request, StreamObserver<Payload> responses) {
        responses.onNext(request);
        responses.onCompleted();
    }

    private static StreamObserver<Payload> chat(StreamObserver<Payload> responses) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Payload request) {
                responses.onNext(request);
            }

            @Override
            public void onError(Throwable cancelled) {
                // The client has gone: there is nobody to answer.
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }
}
