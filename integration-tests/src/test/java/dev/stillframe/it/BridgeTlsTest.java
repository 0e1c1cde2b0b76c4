package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.grpc.compat.StillframeChannelBuilder;
import dev.stillframe.grpc.compat.StillframeServerBuilder;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builders of grpc-java's with files, and what an interceptor is told of the session. */
@DisplayName("TLS over the bridge")
@Timeout(120)
class BridgeTlsTest {
    @Test
    @DisplayName("a server with a certificate from files, and a channel that trusts it")
    void files(@TempDir Path folder) throws Exception {
        GrpcTestCertificate.serving(folder);
        CompletableFuture<ServerCall<?, ?>> seen = new CompletableFuture<>();
        ServerInterceptor looking =
                new ServerInterceptor() {
                    @Override
                    public <I, O> ServerCall.Listener<I> interceptCall(
                            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                        seen.complete(call);
                        return next.startCall(call, headers);
                    }
                };
        Server server =
                StillframeServerBuilder.forPort(0)
                        .useTransportSecurity(
                                folder.resolve("server1.pem").toFile(),
                                folder.resolve("server1.key").toFile())
                        .addService(new HealthStatusManager().getHealthService())
                        .intercept(looking)
                        .build()
                        .start();
        String host = GrpcTestCertificate.HOST;
        ManagedChannel channel =
                StillframeChannelBuilder.forAddress(host, server.getPort())
                        .tls(GrpcTestCertificate.trusting(folder))
                        .client(
                                connections ->
                                        connections.address(
                                                Endpoint.of("https", host, server.getPort()),
                                                new InetSocketAddress(
                                                        "127.0.0.1", server.getPort())))
                        .build();
        try {
            assertEquals(
                    ServingStatus.SERVING,
                    HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus());
            ServerCall<?, ?> call = seen.get(30, TimeUnit.SECONDS);
            SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            assertNotNull(session);
            assertTrue(session.getProtocol().startsWith("TLSv1."));
            assertEquals(SecurityLevel.PRIVACY_AND_INTEGRITY, call.getSecurityLevel());
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
            assertTrue(channel.awaitTermination(30, TimeUnit.SECONDS));
            assertTrue(server.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("files that cannot be used are refused when they are named")
    void wrong(@TempDir Path folder) {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        StillframeServerBuilder.forPort(0)
                                .useTransportSecurity(
                                        folder.resolve("none.pem").toFile(),
                                        folder.resolve("none.key").toFile()));
    }
}
