package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.kv.BehindProxy;
import dev.stillframe.examples.kv.KvClient;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.SetRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse.ServingStatus;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("kv.KV behind a proxy, on etcd, with two servers")
@Timeout(180)
class KvProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 100;

    private final LinkedBlockingQueue<Change> seen = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> watching = new CompletableFuture<>();

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "haproxy"})
    @DisplayName("calls and watches go through, and on when one of the servers is killed")
    void goesOn(String proxy, @TempDir Path folder) throws Exception {
        Tool.ETCD.require();
        (proxy.equals("nginx") ? Tool.NGINX : Tool.HAPROXY).require();
        Path proxies = Path.of(System.getProperty("stillframe.root"), "examples-grpc", "proxies");
        Identity identity = Identity.make();
        Path pem = folder.resolve("front.pem");
        Files.writeString(pem, identity.pem() + identity.keyPem());
        try (BehindProxy running = new BehindProxy(proxy, proxies, folder, pem);
                Channel channel = ChannelOptions.builder("localhost:" + running.port()).open()) {
            KvClient kv = new KvClient(channel);
            assertHealthy(channel);
            overTls(running.securePort(), Tls.of(identity.trusting()));
            calls(channel, kv, "before");
            watch(kv);
            assertEquals("", next().getKey());
            kv.set("w", "1");
            assertEquals("1", next().getValue());

            running.kill(0);
            calls(channel, kv, "one of them killed");
            kv.set("w", "2");
            changed("2");
            if (proxy.equals("haproxy")) {
                awaitSaid(folder.resolve("proxy.log"), "Server kv/one is DOWN");
            }
            calls(channel, kv, "afterwards");
            kv.set("w", "over");
            changed("over");
            watching.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertHealthy(channel);
        }
    }

    /** The client's connection is secure and has agreed on h2; the proxy goes on without TLS. */
    private static void overTls(int port, Tls trusting) throws Exception {
        try (Channel channel =
                ChannelOptions.builder("localhost:" + port)
                        .secure()
                        .client(Client.builder().tls(trusting).build())
                        .open()) {
            assertHealthy(channel);
            calls(channel, new KvClient(channel), "over TLS");
        }
    }

    private static void assertHealthy(Channel channel) throws RpcException {
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService(KVRpc.SERVICE).build();
        assertEquals(
                ServingStatus.SERVING,
                new HealthRpc.Client(channel).within(PATIENCE).check(request).getStatus());
    }

    /** One after the other, and many at once; values of all sizes; and a status. */
    private static void calls(Channel channel, KvClient kv, String value) throws Exception {
        for (int i = 0; i < 10; i++) {
            kv.set("k" + i, value + i);
            assertEquals(value + i, kv.get("k" + i));
        }
        String large = value + "x".repeat(60_000);
        List<CompletionStage<?>> sets =
                IntStream.range(0, MANY)
                        .<CompletionStage<?>>mapToObj(
                                i ->
                                        new KVRpc.Client(channel)
                                                .within(PATIENCE)
                                                .setAsync(
                                                        SetRequest.newBuilder()
                                                                .setKey("m" + i)
                                                                .setValue(large)
                                                                .build()))
                        .toList();
        for (CompletionStage<?> set : sets) {
            set.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(large, kv.get("m" + (MANY - 1)));
        RpcException missing = assertThrows(RpcException.class, () -> kv.get("nothing"));
        assertEquals(Code.NOT_FOUND, missing.status().code());
        assertEquals("nothing is set at nothing", missing.status().message());
    }

    private void watch(KvClient kv) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                kv.watch(
                                        "w",
                                        change ->
                                                seen.add(change)
                                                        && !change.getValue().equals("over"));
                                watching.complete(null);
                            } catch (RpcException | InterruptedException e) {
                                watching.completeExceptionally(e);
                            }
                        });
    }

    private Change next() throws Exception {
        Change next = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null && watching.isDone()) {
            watching.get();
        }
        assertNotNull(next);
        return next;
    }

    /** The watch may have had to begin again, and says so; but nothing is missing. */
    private void changed(String value) throws Exception {
        Change change = next();
        while (change.getKey().isEmpty()) {
            change = next();
        }
        assertEquals(value, change.getValue());
    }

    private static void awaitSaid(Path log, String words) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains(words)) {
            assertTrue(System.nanoTime() < end, Files.readString(log));
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
