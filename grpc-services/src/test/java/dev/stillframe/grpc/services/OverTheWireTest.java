package dev.stillframe.grpc.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Interceptor;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.services.health.v1.HealthCheckRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse.ServingStatus;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRequest;
import dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionResponse;
import dev.stillframe.grpc.services.reflection.v1alpha.ServerReflectionRpc;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both services together, as a client sees them. */
@Timeout(60)
class OverTheWireTest {
    private final Health health = new Health();
    private final CountDownLatch watched = new CountDownLatch(1);
    private Server server;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        Services services =
                Services.builder()
                        .with(health.services())
                        .with(Reflection.services(HealthRpc.descriptor()))
                        .around(new Ends())
                        .build();
        server = Server.builder().listen(0).handler(GrpcEngine.find().handler(services)).start();
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        channel = GrpcEngine.find().channel(ChannelOptions.builder("localhost:" + port).build());
    }

    @AfterEach
    void stop() {
        channel.close();
        server.close();
    }

    /** Tells when the handler of Watch has ended. */
    private final class Ends implements Interceptor {
        @Override
        public <I, O> MethodHandler<I, O> around(Method<I, O> method, MethodHandler<I, O> handler) {
            return handler instanceof MethodHandler.Streaming<I, O> streaming
                            && method.name().equals("Watch")
                    ? new MethodHandler.Streaming<>(
                            (requests, responses, call) -> {
                                try {
                                    streaming.function().call(requests, responses, call);
                                } finally {
                                    ended(call);
                                }
                            })
                    : handler;
        }

        private void ended(Call call) {
            if (call.isCancelled()) {
                watched.countDown();
            }
        }
    }

    @Test
    @DisplayName("A watcher is told, and when it has enough its handler ends")
    void watch() throws Exception {
        HealthRpc.Client client = new HealthRpc.Client(channel);
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("a.B").build();
        try (Source<HealthCheckResponse> states = client.watch(request)) {
            assertEquals(ServingStatus.SERVICE_UNKNOWN, state(states));
            health.serving("a.B");
            assertEquals(ServingStatus.SERVING, state(states));
            assertEquals(ServingStatus.SERVING, client.check(request).getStatus());
        }
        assertTrue(watched.await(30, TimeUnit.SECONDS));
    }

    private static ServingStatus state(Source<HealthCheckResponse> states) throws Exception {
        HealthCheckResponse next = states.next();
        assertNotNull(next);
        return next.getStatus();
    }

    @Test
    @DisplayName("A client of the older reflection is answered as it expects")
    void alpha() throws Exception {
        try (ClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                new ServerReflectionRpc.Client(channel).serverReflectionInfo()) {
            call.send(ServerReflectionRequest.newBuilder().setListServices("").build());
            ServerReflectionResponse response = call.next();
            assertNotNull(response);
            assertEquals(3, response.getListServicesResponse().getServiceCount());
            call.halfClose();
            assertNull(call.next());
        }
    }
}
