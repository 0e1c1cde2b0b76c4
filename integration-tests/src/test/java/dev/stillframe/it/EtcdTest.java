package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("our channel, with etcd")
@Timeout(180)
class EtcdTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final int MANY = 1000;

    @TempDir private Path folder;

    @Test
    @DisplayName("Put and Range, and an error with its text")
    void putAndRange() throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Channel channel = etcd.channel()) {
            channel.unary(Etcd.PUT, Etcd.put("key", "välue"), PLAIN);
            assertEquals("välue", Etcd.value(channel.unary(Etcd.RANGE, Etcd.range("key"), PLAIN)));
            try (ClientCall<Octets, Octets> call = channel.open(Etcd.RANGE, PLAIN)) {
                call.send(Etcd.range("key"));
                call.halfClose();
                assertEquals("välue", Etcd.value(call.next()));
            }
            RpcException empty =
                    assertThrows(
                            RpcException.class, () -> channel.unary(Etcd.PUT, Octets.EMPTY, PLAIN));
            assertEquals(Code.INVALID_ARGUMENT, empty.status().code());
            assertEquals("etcdserver: key is not provided", empty.status().message());
        }
    }

    @Test
    @DisplayName("a thousand puts at once, and two watches that see each of them, in order")
    void watch() throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Channel channel = etcd.channel();
                ClientCall<Octets, Octets> direct = channel.open(Etcd.WATCH, PLAIN)) {
            direct.send(Etcd.watch("k", "l"));
            assertTrue(Etcd.isCreated(direct.next()));
            Watching watching = new Watching(MANY);
            CompletionStage<Outcome<Watching.Seen>> folded =
                    channel.run(Etcd.WATCH, watching, PLAIN);
            watching.created.await();

            List<CompletableFuture<Octets>> puts =
                    IntStream.range(0, MANY)
                            .mapToObj(i -> Etcd.put("k" + i, "v" + i))
                            .map(put -> channel.unaryAsync(Etcd.PUT, put, PLAIN))
                            .map(CompletionStage::toCompletableFuture)
                            .toList();
            List<Etcd.Event> seen = new ArrayList<>();
            while (seen.size() < MANY) {
                Octets next = direct.next();
                assertNotNull(next);
                seen.addAll(Etcd.events(next));
            }
            puts.forEach(CompletableFuture::join);
            inOrder(seen);
            Outcome<Watching.Seen> outcome = folded.toCompletableFuture().join();
            assertTrue(outcome.status().isOk(), outcome::toString);
            inOrder(outcome.context().events());
        }
    }

    private static void inOrder(List<Etcd.Event> events) {
        TreeSet<String> keys = new TreeSet<>();
        long last = 0;
        for (Etcd.Event event : events) {
            assertTrue(event.revision() > last, () -> event + " is not in order");
            last = event.revision();
            assertEquals("v" + event.key().substring(1), event.value());
            keys.add(event.key());
        }
        assertEquals(MANY, keys.size());
    }

    @Test
    @DisplayName("etcd is killed within a watch: UNAVAILABLE, in both styles, with the context")
    void killed() throws Exception {
        try (Etcd etcd = Etcd.start(folder);
                Channel channel = etcd.channel();
                ClientCall<Octets, Octets> direct = channel.open(Etcd.WATCH, PLAIN)) {
            direct.send(Etcd.watch("k", "l"));
            assertTrue(Etcd.isCreated(direct.next()));
            Watching watching = new Watching(MANY);
            var folded = channel.run(Etcd.WATCH, watching, PLAIN).toCompletableFuture();
            watching.created.await();
            channel.unary(Etcd.PUT, Etcd.put("k1", "v1"), PLAIN);
            assertEquals("k1", Etcd.events(direct.next()).getFirst().key());
            assertEquals("k1", watching.told.take().key());

            etcd.kill();
            RpcException lost = assertThrows(RpcException.class, direct::next);
            assertEquals(Code.UNAVAILABLE, lost.status().code());
            Outcome<Watching.Seen> outcome = folded.join();
            assertEquals(Code.UNAVAILABLE, outcome.status().code());
            assertEquals("k1", outcome.context().events().getFirst().key());
            RpcException gone =
                    assertThrows(
                            RpcException.class,
                            () -> channel.unary(Etcd.RANGE, Etcd.range("k1"), PLAIN));
            assertEquals(Code.UNAVAILABLE, gone.status().code());
        }
    }

    /** Watches until it has seen so many events. */
    private static final class Watching implements Machine<Watching.Seen, Octets, Octets> {
        final CountDownLatch created = new CountDownLatch(1);
        final LinkedBlockingQueue<Etcd.Event> told = new LinkedBlockingQueue<>();
        private final int most;

        /** Whether it has asked, and what has come. */
        record Seen(boolean asked, List<Etcd.Event> events) {}

        Watching(int most) {
            this.most = most;
        }

        @Override
        public Seen initial() {
            return new Seen(false, List.of());
        }

        @Override
        public Pull<Seen, Octets> generate(Seen seen) {
            return seen.asked
                    ? new Pull.Idle<>(seen)
                    : new Pull.Emit<>(Etcd.watch("k", "l"), new Seen(true, seen.events));
        }

        @Override
        public List<Action<Seen, Octets>> on(Signal<Octets> signal, Seen seen) {
            if (!(signal instanceof Signal.Message<Octets> message)) {
                return List.of();
            }
            if (Etcd.isCreated(message.message())) {
                created.countDown();
            }
            List<Etcd.Event> more = new ArrayList<>(seen.events);
            more.addAll(Etcd.events(message.message()));
            told.addAll(Etcd.events(message.message()));
            Action<Seen, Octets> become =
                    new Action.Become<>(new Seen(seen.asked, List.copyOf(more)));
            return more.size() < most ? List.of(become) : List.of(become, Action.Finish.ok());
        }
    }
}
