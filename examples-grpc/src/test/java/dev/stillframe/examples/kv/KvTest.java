package dev.stillframe.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.SetRequest;
import dev.stillframe.examples.kv.rpc.SetResponse;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckRequest;
import dev.stillframe.grpc.services.health.v1.HealthCheckResponse.ServingStatus;
import dev.stillframe.grpc.services.health.v1.HealthRpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@DisplayName("kv.KV in memory")
@Timeout(60)
class KvTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryKv memory = new MemoryKv();
    private Server server;
    private Channel channel;
    private KvClient kv;

    @BeforeEach
    void start() throws IOException {
        server = KvServer.serve(0, memory);
        channel = ChannelOptions.builder("localhost:" + port()).open();
        kv = new KvClient(channel);
    }

    @AfterEach
    void stop() {
        channel.close();
        stopNow();
    }

    private void stopNow() {
        server.shutdown(Duration.ZERO).toCompletableFuture().join();
    }

    private int port() throws IOException {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private Source<Change> watch(String prefix, long after) throws RpcException {
        WatchRequest request = WatchRequest.newBuilder().setPrefix(prefix).setAfter(after).build();
        return new KVRpc.Client(channel).within(PATIENCE).watch(request);
    }

    private static void fails(Code code, Executable call) {
        assertEquals(code, assertThrows(RpcException.class, call).status().code());
    }

    private static Change change(String key, String value, long revision) {
        return Change.newBuilder().setKey(key).setValue(value).setRevision(revision).build();
    }

    @Test
    @DisplayName("a key has the value that it was given last, or none: NOT_FOUND")
    void getAndSet() throws Exception {
        RpcException missing = assertThrows(RpcException.class, () -> kv.get("a"));
        assertEquals(Code.NOT_FOUND, missing.status().code());
        assertEquals("nothing is set at a", missing.status().message());
        kv.set("a", "one");
        kv.set("b", "");
        kv.set("a", "twö");
        assertEquals("twö", kv.get("a"));
        assertEquals("", kv.get("b"));
    }

    @Test
    @DisplayName("keys and values that are too long, or a key that is empty: INVALID_ARGUMENT")
    void limits() throws Exception {
        kv.set("k".repeat(256), "v".repeat(65_536));
        assertEquals(65_536, kv.get("k".repeat(256)).length());
        fails(Code.INVALID_ARGUMENT, () -> kv.set("", "v"));
        fails(Code.INVALID_ARGUMENT, () -> kv.get(""));
        fails(Code.INVALID_ARGUMENT, () -> kv.set("k".repeat(257), "v"));
        fails(Code.INVALID_ARGUMENT, () -> kv.set("k", "v".repeat(65_537)));
    }

    @Test
    @DisplayName("a store that is full says RESOURCE_EXHAUSTED, and takes again what is smaller")
    void full() throws Exception {
        String value = "v".repeat(65_536);
        int fit = (16 << 20) / (65_536 + 3);
        all(IntStream.range(100, 100 + fit).mapToObj(i -> set("" + i, value)));
        fails(Code.RESOURCE_EXHAUSTED, () -> kv.set("more", value));
        kv.set("100", "");
        kv.set("101", "");
        kv.set("more", value);
        assertEquals(value, kv.get("more"));
    }

    private CompletionStage<SetResponse> set(String key, String value) {
        return new KVRpc.Client(channel)
                .within(PATIENCE)
                .setAsync(SetRequest.newBuilder().setKey(key).setValue(value).build());
    }

    private static void all(java.util.stream.Stream<CompletionStage<SetResponse>> calls)
            throws Exception {
        CompletableFuture.allOf(
                        calls.map(CompletionStage::toCompletableFuture)
                                .toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a watch sees what begins with its prefix, in order, and what came before it")
    void watches() throws Exception {
        kv.set("a1", "0");
        try (Source<Change> watch = watch("a", 0);
                Source<Change> all = watch("", 1)) {
            assertEquals(change("", "", 2), watch.next());
            assertEquals(change("", "", 1), all.next());
            kv.set("a1", "1");
            kv.set("b", "2");
            kv.set("a2", "3");
            assertEquals(change("a1", "1", 3), watch.next());
            assertEquals(change("a2", "3", 5), watch.next());
            List<Change> seen = new ArrayList<>();
            while (seen.size() < 4) {
                seen.add(all.next());
            }
            assertEquals(
                    List.of(
                            change("a1", "0", 2),
                            change("a1", "1", 3),
                            change("b", "2", 4),
                            change("a2", "3", 5)),
                    seen);
        }
    }

    @Test
    @DisplayName("what came more than 1,000 changes ago, or never came, is OUT_OF_RANGE")
    void forgotten() throws Exception {
        all(IntStream.range(0, 1001).mapToObj(i -> set("k", "" + i)));
        try (Source<Change> lastThousand = watch("", 2);
                Source<Change> before = watch("", 1);
                Source<Change> never = watch("", 5000)) {
            assertEquals(2, lastThousand.next().getRevision());
            for (int i = 3; i <= 1002; i++) {
                assertEquals(i, lastThousand.next().getRevision());
            }
            for (Source<Change> watch : List.of(before, never)) {
                watch.next();
                fails(Code.OUT_OF_RANGE, watch::next);
            }
        }
    }

    @Test
    @DisplayName("the client's watch goes on with another server, and nothing is missing")
    void goesOn() throws Exception {
        LinkedBlockingQueue<Change> seen = new LinkedBlockingQueue<>();
        CompletableFuture<Void> watching = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                kv.watch("", change -> seen.add(change) && !over(change));
                                watching.complete(null);
                            } catch (RpcException | InterruptedException e) {
                                watching.completeExceptionally(e);
                            }
                        });
        assertEquals(1, seen.poll(30, TimeUnit.SECONDS).getRevision());
        kv.set("a", "1");
        assertEquals(change("a", "1", 2), seen.poll(30, TimeUnit.SECONDS));
        int port = port();
        stopNow();
        memory.set(SetRequest.newBuilder().setKey("a").setValue("2").build(), null);
        server = KvServer.serve(port, memory);
        assertEquals(change("", "", 2), seen.poll(30, TimeUnit.SECONDS));
        assertEquals(change("a", "2", 3), seen.poll(30, TimeUnit.SECONDS));
        memory.set(SetRequest.newBuilder().setKey("over").build(), null);
        watching.get(30, TimeUnit.SECONDS);
    }

    private static boolean over(Change change) {
        return change.getKey().equals("over");
    }

    @Test
    @DisplayName("health says that it serves, and so does GET /ping on the same port")
    void health() throws Exception {
        assertEquals(
                ServingStatus.SERVING,
                new HealthRpc.Client(channel)
                        .within(PATIENCE)
                        .check(HealthCheckRequest.newBuilder().setService(KVRpc.SERVICE).build())
                        .getStatus());
        try (Client client = Client.builder().open()) {
            String base = "http://localhost:" + port();
            Response pong = client.send(Request.get(URI.create(base + "/ping")));
            assertEquals(200, pong.status());
            assertEquals("pong", pong.content().utf8());
            assertEquals(404, client.send(Request.get(URI.create(base + "/"))).status());
        }
    }
}
