package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Handler;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/grpc-java.md quotes is here, and works. */
@DisplayName("the page for those who come from grpc-java")
@Timeout(120)
class PageTest {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path DOCS = MODULE.resolveSibling("docs");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

    private static final class Counting implements ServerInterceptor {
        private int count;

        @Override
        public synchronized <I, O> ServerCall.Listener<I> interceptCall(
                ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
            count++;
            return next.startCall(call, headers);
        }

        synchronized int count() {
            return count;
        }
    }

    private static Server serve(int port, HealthStatusManager health, ServerInterceptor interceptor)
            throws Exception {
        Server server =
                StillframeServerBuilder.forPort(port)
                        .addService(health.getHealthService())
                        .intercept(interceptor)
                        .build()
                        .start();
        return server;
    }

    private static Handler handler(HealthStatusManager health, Services ours) {
        Services services =
                Services.builder()
                        .with(BridgedServices.of(health.getHealthService()))
                        .with(ours)
                        .build();
        Handler handler = GrpcEngine.find().handler(services);
        return handler;
    }

    private static void ask(int port) throws Exception {
        ManagedChannel channel =
                StillframeChannelBuilder.forTarget("dns:///localhost:" + port)
                        .usePlaintext()
                        .build();
        HealthGrpc.HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel);
        try {
            assertEquals(
                    ServingStatus.SERVING,
                    stub.check(HealthCheckRequest.getDefaultInstance()).getStatus());
        } finally {
            channel.shutdownNow();
            assertTrue(channel.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("its server and its channel work")
    void works() throws Exception {
        Counting interceptor = new Counting();
        Server server = serve(0, new HealthStatusManager(), interceptor);
        try {
            ask(server.getPort());
            assertEquals(1, interceptor.count());
        } finally {
            server.shutdownNow();
            assertTrue(server.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("its services work beside others")
    void beside() throws Exception {
        Method<Octets, Octets> own =
                Method.of(Method.Kind.UNARY, "our.Own", "Echo", Codec.OCTETS, Codec.OCTETS);
        Services ours = Services.builder().unary(own, (request, call) -> request).build();
        try (dev.stillframe.api.server.Server server =
                dev.stillframe.api.server.Server.builder()
                        .listen(0)
                        .handler(handler(new HealthStatusManager(), ours))
                        .start()) {
            ask(((java.net.InetSocketAddress) server.addresses().getFirst()).getPort());
        }
    }

    @Test
    @DisplayName("what it quotes is in this file, and what it links to is there")
    void quotes() throws Exception {
        String page = Files.readString(DOCS.resolve("grpc-java.md"));
        String here =
                bare(
                        Files.readString(
                                MODULE.resolve(
                                        "src/test/java/dev/stillframe/grpc/compat/PageTest.java")));
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        assertFalse(blocks.isEmpty());
        for (MatchResult block : blocks) {
            assertTrue(here.contains(bare(block.group(1))), block::group);
        }
        for (MatchResult link : LINK.matcher(page).results().toList()) {
            assertTrue(Files.exists(DOCS.resolve(link.group(1))), link::group);
        }
    }

    /** Without spaces and lines: those are the formatter's. */
    private static String bare(String code) {
        return code.replaceAll("\\s+", "");
    }
}
