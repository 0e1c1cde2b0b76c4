package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Server;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.grpc.util.MutableHandlerRegistry;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services of grpc-java's as they are, on the fronts that there are. */
@DisplayName("bridged services")
@Timeout(120)
class ServicesTest {
    private static final HealthCheckRequest ALL = HealthCheckRequest.getDefaultInstance();

    /** Its health service, asked in three ways, on whatever serves it. */
    private static void ask(HealthStatusManager health, int port) throws Exception {
        ManagedChannel channel = Between.channel(port, built -> {});
        try {
            HealthGrpc.HealthBlockingStub blocking = HealthGrpc.newBlockingStub(channel);
            assertEquals(ServingStatus.SERVING, blocking.check(ALL).getStatus());
            assertEquals(
                    ServingStatus.SERVING,
                    HealthGrpc.newFutureStub(channel)
                            .check(ALL)
                            .get(30, TimeUnit.SECONDS)
                            .getStatus());
            HealthCheckRequest unknown =
                    HealthCheckRequest.newBuilder().setService("no.Such").build();
            StatusRuntimeException failure =
                    assertThrows(StatusRuntimeException.class, () -> blocking.check(unknown));
            assertEquals(Status.Code.NOT_FOUND, failure.getStatus().getCode());
            Watched watched = new Watched();
            HealthGrpc.newStub(channel).watch(ALL, watched);
            assertEquals(ServingStatus.SERVING, watched.next());
            health.setStatus("", ServingStatus.NOT_SERVING);
            assertEquals(ServingStatus.NOT_SERVING, watched.next());
            health.setStatus("", ServingStatus.SERVING);
            assertEquals(ServingStatus.SERVING, watched.next());
            channel.shutdownNow();
            Throwable end = watched.failure.get(30, TimeUnit.SECONDS);
            assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(end).getCode());
        } finally {
            channel.shutdownNow();
            assertTrue(channel.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private static final class Watched implements StreamObserver<HealthCheckResponse> {
        private final BlockingQueue<ServingStatus> seen = new LinkedBlockingQueue<>();
        final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            seen.add(response.getStatus());
        }

        @Override
        public void onError(Throwable cause) {
            failure.complete(cause);
        }

        @Override
        public void onCompleted() {}

        ServingStatus next() throws InterruptedException {
            ServingStatus next = seen.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was told");
            }
            return next;
        }
    }

    @Test
    @DisplayName("the health service of grpc-services on a server of its own")
    void health() throws Exception {
        HealthStatusManager health = new HealthStatusManager();
        io.grpc.Server server =
                StillframeServerBuilder.forPort(0)
                        .addService(health.getHealthService())
                        .build()
                        .start();
        try {
            ask(health, server.getPort());
            assertEquals(1, server.getServices().size());
        } finally {
            server.shutdown();
            assertTrue(server.awaitTermination(30, TimeUnit.SECONDS));
            assertTrue(server.isTerminated());
        }
    }

    @Test
    @DisplayName("the same beside a service that was written for Stillframe")
    void beside() throws Exception {
        Method<Octets, Octets> own =
                Method.of(Method.Kind.UNARY, "our.Own", "Echo", Codec.OCTETS, Codec.OCTETS);
        HealthStatusManager health = new HealthStatusManager();
        Services services =
                Services.builder()
                        .unary(own, (request, call) -> request)
                        .with(BridgedServices.of(health.getHealthService()))
                        .build();
        try (Server server =
                Server.builder().listen(0).handler(GrpcEngine.find().handler(services)).start()) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            ask(health, port);
            try (dev.stillframe.api.grpc.Channel channel =
                    ChannelOptions.builder("127.0.0.1:" + port).open()) {
                Octets sent = Octets.utf8("ours");
                assertEquals(
                        sent,
                        channel.unary(own, sent, dev.stillframe.api.grpc.CallOptions.DEFAULT));
            }
        }
    }

    @Test
    @DisplayName("the same on Jetty")
    void jetty() throws Exception {
        HealthStatusManager health = new HealthStatusManager();
        dev.stillframe.api.server.Handler calls =
                GrpcEngine.find().handler(BridgedServices.of(health.getHealthService()));
        HttpConfiguration configuration = new HttpConfiguration();
        Http2CServerConnectionFactory h2c = new Http2CServerConnectionFactory(configuration);
        h2c.setHandlers(head -> calls);
        org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(configuration), h2c);
        server.addConnector(connector);
        server.start();
        try {
            ask(health, connector.getLocalPort());
        } finally {
            server.stop();
        }
    }

    @Test
    @DisplayName("services of a registry can be added while the server runs")
    void registry() throws Exception {
        MutableHandlerRegistry registry = new MutableHandlerRegistry();
        try (Between between =
                Between.start(server -> server.fallbackHandlerRegistry(registry), channel -> {})) {
            assertEquals(Status.Code.UNIMPLEMENTED, refusal(between, Between.UNARY));
            registry.addService(
                    Between.serving(
                            Between.UNARY,
                            ServerCalls.asyncUnaryCall(
                                    (String request, StreamObserver<String> answer) -> {
                                        answer.onNext(request + '!');
                                        answer.onCompleted();
                                    })));
            assertEquals(
                    "here!",
                    ClientCalls.blockingUnaryCall(
                            between.channel, Between.UNARY, CallOptions.DEFAULT, "here"));
            assertEquals(
                    Status.Code.UNIMPLEMENTED,
                    refusal(
                            between,
                            Between.UNARY.toBuilder().setFullMethodName("a.B/Other").build()));
        }
    }

    private static Status.Code refusal(Between between, MethodDescriptor<String, String> method) {
        return assertThrows(
                        StatusRuntimeException.class,
                        () ->
                                ClientCalls.blockingUnaryCall(
                                        between.channel, method, CallOptions.DEFAULT, "here"))
                .getStatus()
                .getCode();
    }

    @Test
    @DisplayName("a server starts once, and says where it listens")
    void server() throws Exception {
        io.grpc.Server server = StillframeServerBuilder.forPort(0).build();
        assertThrows(IllegalStateException.class, server::getPort);
        server.start();
        try {
            assertTrue(server.getPort() > 0);
            assertThrows(IllegalStateException.class, server::start);
        } finally {
            server.shutdownNow();
            server.awaitTermination();
        }
        assertTrue(server.isShutdown());
    }

    @Test
    @DisplayName("a channel says how far it is, and tells of changes")
    void states() throws Exception {
        try (Between between = Between.start(server -> {}, channel -> {})) {
            assertEquals(ConnectivityState.IDLE, between.channel.getState(false));
            CompletableFuture<String> changed = new CompletableFuture<>();
            between.channel.notifyWhenStateChanged(
                    ConnectivityState.IDLE, () -> changed.complete("it has"));
            between.channel.getState(true);
            assertEquals("it has", changed.get(30, TimeUnit.SECONDS));
            while (between.channel.getState(false) == ConnectivityState.CONNECTING) {
                CompletableFuture<String> next = new CompletableFuture<>();
                between.channel.notifyWhenStateChanged(
                        ConnectivityState.CONNECTING, () -> next.complete("it has"));
                next.get(30, TimeUnit.SECONDS);
            }
            assertEquals(ConnectivityState.READY, between.channel.getState(false));
        }
    }

    @Test
    @DisplayName("a service config of maps and lists is the text that it stands for")
    void configs() {
        assertEquals(
                "{\"a\":[1,2.5,true,null,\"\\\"\\\\\\u000a\"]}",
                Json.of(
                        java.util.Map.of(
                                "a", java.util.Arrays.asList(1.0, 2.5, true, null, "\"\\\n"))));
        assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
    }
}
