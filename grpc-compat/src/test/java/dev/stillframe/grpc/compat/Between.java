package dev.stillframe.grpc.compat;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server and a channel as grpc-java knows them, and both ours. */
final class Between implements AutoCloseable {
    static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY, "Unary");
    static final MethodDescriptor<String, String> CLIENT =
            method(MethodType.CLIENT_STREAMING, "Client");
    static final MethodDescriptor<String, String> SERVER =
            method(MethodType.SERVER_STREAMING, "Server");
    static final MethodDescriptor<String, String> BOTH = method(MethodType.BIDI_STREAMING, "Both");

    final Server server;
    final ManagedChannel channel;

    private Between(Server server, ManagedChannel channel) {
        this.server = server;
        this.channel = channel;
    }

    static Between start(
            Consumer<StillframeServerBuilder> serving, Consumer<StillframeChannelBuilder> calling)
            throws IOException {
        StillframeServerBuilder built = StillframeServerBuilder.forPort(0);
        serving.accept(built);
        Server server = built.build().start();
        return new Between(server, channel(server.getPort(), calling));
    }

    static ManagedChannel channel(int port, Consumer<StillframeChannelBuilder> calling) {
        StillframeChannelBuilder builder =
                StillframeChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
        calling.accept(builder);
        return builder.build();
    }

    static Between start(ServerServiceDefinition service) throws IOException {
        return start(server -> server.addService(service), channel -> {});
    }

    static ServerServiceDefinition serving(
            MethodDescriptor<String, String> method, ServerCallHandler<String, String> handler) {
        return ServerServiceDefinition.builder("a.B").addMethod(method, handler).build();
    }

    private static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.newBuilder(new Texts(), new Texts())
                .setType(type)
                .setFullMethodName("a.B/" + name)
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        try {
            if (!channel.awaitTermination(30, TimeUnit.SECONDS)
                    || !server.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Texts implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
