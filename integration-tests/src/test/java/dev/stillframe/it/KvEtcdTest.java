package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.kv.EtcdKv;
import dev.stillframe.examples.kv.KvClient;
import dev.stillframe.examples.kv.KvServer;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.examples.kv.rpc.GetRequest;
import dev.stillframe.examples.kv.rpc.KVRpc;
import dev.stillframe.examples.kv.rpc.WatchRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("kv.KV on etcd")
@Timeout(180)
class KvEtcdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    @TempDir private Path folder;
    private Etcd etcd;
    private Channel toEtcd;
    private Server server;
    private Channel channel;
    private KvClient kv;

    @BeforeEach
    void start() throws Exception {
        etcd = Etcd.start(folder);
        toEtcd = etcd.channel();
        server = KvServer.serve(0, new EtcdKv(toEtcd));
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        channel =
                ChannelOptions.builder("localhost:" + port)
                        .client(Client.builder().drain(Duration.ofSeconds(1)).build())
                        .open();
        kv = new KvClient(channel);
    }

    @AfterEach
    void stop() {
        if (etcd == null) {
            return;
        }
        if (server != null) {
            channel.close();
            server.shutdown(Duration.ZERO).toCompletableFuture().join();
        }
        toEtcd.close();
        etcd.close();
    }

    private KVRpc.Client within(Duration time) {
        return new KVRpc.Client(channel).within(time);
    }

    private Source<Change> watch(String prefix, long after) throws RpcException {
        return within(PATIENCE.multipliedBy(3))
                .watch(WatchRequest.newBuilder().setPrefix(prefix).setAfter(after).build());
    }

    private static void fails(Code code, Executable call) {
        assertEquals(code, assertThrows(RpcException.class, call).status().code());
    }

    private static void assertChange(String key, String value, Change change) {
        assertNotNull(change);
        assertEquals(key, change.getKey());
        assertEquals(value, change.getValue());
    }

    @Test
    @DisplayName("what is set by us is in etcd, and the other way round")
    void getAndSet() throws Exception {
        kv.set("ours", "välue");
        assertEquals("välue", Etcd.value(toEtcd.unary(Etcd.RANGE, Etcd.range("ours"), PLAIN)));
        toEtcd.unary(Etcd.PUT, Etcd.put("theirs", "one"), PLAIN);
        assertEquals("one", kv.get("theirs"));
        fails(Code.NOT_FOUND, () -> kv.get("nobody's"));
        fails(Code.INVALID_ARGUMENT, () -> kv.set("", "value"));
    }

    @Test
    @DisplayName("a watch sees what begins with its prefix, and what is deleted; it goes on after")
    void watches() throws Exception {
        long since;
        try (Source<Change> watch = watch("k", 0)) {
            since = watch.next().getRevision();
            kv.set("j", "0");
            kv.set("k1", "1");
            kv.set("l", "0");
            toEtcd.unary(Etcd.PUT, Etcd.put("k", "2"), PLAIN);
            toEtcd.unary(Etcd.DELETE, Etcd.range("k1"), PLAIN);
            assertChange("k1", "1", watch.next());
            assertChange("k", "2", watch.next());
            Change deleted = watch.next();
            assertChange("k1", "", deleted);
            assertTrue(deleted.getDeleted());
            assertEquals(since + 5, deleted.getRevision());
        }
        try (Source<Change> all = watch("", since + 1)) {
            assertEquals(since + 1, all.next().getRevision());
            assertChange("k1", "1", all.next());
            assertChange("l", "0", all.next());
        }
        toEtcd.unary(Etcd.COMPACT, Proto.EMPTY.with(1, since + 4).encoded(), PLAIN);
        try (Source<Change> forgotten = watch("", since)) {
            fails(
                    Code.OUT_OF_RANGE,
                    () -> {
                        forgotten.next();
                        forgotten.next();
                    });
        }
    }

    @Test
    @DisplayName("etcd is killed: UNAVAILABLE; it is back: all is there, and watches go on")
    void killed() throws Exception {
        LinkedBlockingQueue<Change> seen = new LinkedBlockingQueue<>();
        CompletableFuture<Void> watching = watching(seen);
        try (Source<Change> watch = watch("k", 0)) {
            watch.next();
            seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            kv.set("k", "before");
            assertChange("k", "before", watch.next());
            assertChange("k", "before", seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));

            etcd.kill();
            fails(Code.UNAVAILABLE, watch::next);
            fails(Code.UNAVAILABLE, () -> kv.get("k"));
            fails(Code.UNAVAILABLE, () -> kv.set("k", "lost"));
            fails(Code.UNAVAILABLE, () -> watch("k", 0).next());

            etcd = etcd.again();
            assertEquals("before", onceAvailable(() -> kv.get("k")));
            kv.set("k", "after");
            assertEquals("after", kv.get("k"));
        }
        Change next = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next);
        assertEquals("", next.getKey());
        assertChange("k", "after", seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        kv.set("k", "over");
        watching.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The client's own watch, which goes on by itself; ends with the value "over". */
    private CompletableFuture<Void> watching(LinkedBlockingQueue<Change> seen) {
        CompletableFuture<Void> watching = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                kv.watch(
                                        "k",
                                        change ->
                                                seen.add(change)
                                                        && !change.getValue().equals("over"));
                                watching.complete(null);
                            } catch (RpcException | InterruptedException e) {
                                watching.completeExceptionally(e);
                            }
                        });
        return watching;
    }

    private static <T> T onceAvailable(Callable<T> call) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (RpcException notYet) {
                assertEquals(Code.UNAVAILABLE, notYet.status().code());
                assertTrue(System.nanoTime() < end, notYet::toString);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    @Test
    @DisplayName("etcd stands still: the client's deadline holds there too; then it works again")
    void standsStill() throws Exception {
        kv.set("k", "value");
        GetRequest request = GetRequest.newBuilder().setKey("k").build();
        etcd.signal("STOP");
        try {
            fails(
                    Code.DEADLINE_EXCEEDED,
                    () -> within(Duration.ofMillis(300)).get(request).getValue());
        } finally {
            etcd.signal("CONT");
        }
        assertEquals("value", within(PATIENCE).get(request).getValue());
        assertEquals("value", Etcd.value(toEtcd.unary(Etcd.RANGE, Etcd.range("k"), PLAIN)));
    }
}
