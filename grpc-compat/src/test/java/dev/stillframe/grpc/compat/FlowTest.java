package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages come as they are asked for, and go as the peer's credit allows. */
@DisplayName("back-pressure of the bridge")
@Timeout(120)
class FlowTest {
    /** More than windows can grow to: 64 MiB in all. */
    private static final int COUNT = 64;

    private static final String LARGE = "x".repeat(1 << 20);

    /** Sends as long as it may, and goes on when it is told that it may again. */
    private abstract static class Sender {
        final AtomicInteger sent = new AtomicInteger();
        final CountDownLatch stopped = new CountDownLatch(1);

        abstract boolean mayGo();

        abstract void send();

        abstract void end();

        /** By one thread at a time: callbacks of a call. */
        void go() {
            while (sent.get() < COUNT && mayGo()) {
                send();
                if (sent.incrementAndGet() == COUNT) {
                    end();
                }
            }
            if (sent.get() < COUNT) {
                stopped.countDown();
            }
        }
    }

    private static boolean passed(CountDownLatch latch) throws InterruptedException {
        return latch.await(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a service that asks for nothing stops its client; each request gives credit")
    void service() throws Exception {
        CompletableFuture<ServerCall<String, String>> served = new CompletableFuture<>();
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        CountDownLatch whole = new CountDownLatch(1);
        try (Between between =
                Between.start(
                        Between.serving(
                                Between.CLIENT,
                                (call, headers) -> {
                                    served.complete(call);
                                    return new ServerCall.Listener<>() {
                                        @Override
                                        public void onMessage(String message) {
                                            received.add(message.length());
                                        }

                                        @Override
                                        public void onHalfClose() {
                                            whole.countDown();
                                            call.sendHeaders(new Metadata());
                                            call.sendMessage("all");
                                            call.close(Status.OK, new Metadata());
                                        }
                                    };
                                }))) {
            ClientCall<String, String> call =
                    between.channel.newCall(Between.CLIENT, CallOptions.DEFAULT);
            Sender sender =
                    new Sender() {
                        @Override
                        boolean mayGo() {
                            return call.isReady();
                        }

                        @Override
                        void send() {
                            call.sendMessage(LARGE);
                        }

                        @Override
                        void end() {
                            call.halfClose();
                        }
                    };
            Told told =
                    new Told() {
                        @Override
                        public void onReady() {
                            sender.go();
                        }
                    };
            call.start(told, new Metadata());
            call.request(2);
            ServerCall<String, String> server = served.get(30, TimeUnit.SECONDS);
            assertTrue(passed(sender.stopped));
            assertTrue(received.isEmpty());
            for (int i = 1; i <= 3; i++) {
                server.request(1);
                assertEquals(LARGE.length(), received.poll(30, TimeUnit.SECONDS));
                assertTrue(received.isEmpty());
            }
            assertTrue(sender.sent.get() < COUNT);
            server.request(COUNT - 3);
            for (int i = 3; i < COUNT; i++) {
                assertEquals(LARGE.length(), received.poll(30, TimeUnit.SECONDS));
            }
            assertTrue(passed(whole)); // though no message more was asked for
            assertEquals("all", told.next());
            assertEquals(Status.Code.OK, told.status().getCode());
            assertEquals(COUNT, sender.sent.get());
        }
    }

    @Test
    @DisplayName("a stub that asks for nothing stops its service; each request gives credit")
    void stub() throws Exception {
        CompletableFuture<Sender> sending = new CompletableFuture<>();
        try (Between between =
                Between.start(
                        Between.serving(
                                Between.SERVER,
                                (call, headers) -> {
                                    Sender sender = sender(call);
                                    sending.complete(sender);
                                    call.request(2);
                                    return new ServerCall.Listener<>() {
                                        @Override
                                        public void onHalfClose() {
                                            call.sendHeaders(new Metadata());
                                            sender.go();
                                        }

                                        @Override
                                        public void onReady() {
                                            if (sender.sent.get() > 0) {
                                                sender.go();
                                            }
                                        }
                                    };
                                }))) {
            ClientCall<String, String> call =
                    between.channel.newCall(Between.SERVER, CallOptions.DEFAULT);
            Told told = new Told();
            call.start(told, new Metadata());
            call.sendMessage("?");
            call.halfClose();
            Sender sender = sending.get(30, TimeUnit.SECONDS);
            assertTrue(passed(sender.stopped));
            for (int i = 1; i <= 3; i++) {
                call.request(1);
                assertEquals(LARGE.length(), told.next().length());
                assertTrue(told.messages.isEmpty());
            }
            assertTrue(sender.sent.get() < COUNT);
            assertFalse(told.closed.isDone());
            call.request(COUNT - 3);
            for (int i = 3; i < COUNT; i++) {
                assertEquals(LARGE.length(), told.next().length());
            }
            assertEquals(Status.Code.OK, told.status().getCode()); // with no more asked for
        }
    }

    private static Sender sender(ServerCall<String, String> call) {
        return new Sender() {
            @Override
            boolean mayGo() {
                return call.isReady();
            }

            @Override
            void send() {
                call.sendMessage(LARGE);
            }

            @Override
            void end() {
                call.close(Status.OK, new Metadata());
            }
        };
    }

    @Test
    @DisplayName("callbacks of a call come one after another and in order, on any executor")
    void serial() throws Exception {
        AtomicBoolean within = new AtomicBoolean();
        List<String> wrong = new ArrayList<>(); // touched by callbacks alone, one at a time
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        try (Between between =
                Between.start(
                        server ->
                                server.executor(task -> Thread.ofVirtual().start(task))
                                        .addService(
                                                Between.serving(
                                                        Between.CLIENT,
                                                        (call, headers) -> {
                                                            call.request(10_000);
                                                            return counting(
                                                                    call, within, wrong, seen);
                                                        })),
                        channel -> channel.executor(task -> Thread.ofVirtual().start(task)))) {
            ClientCall<String, String> call =
                    between.channel.newCall(Between.CLIENT, CallOptions.DEFAULT);
            Told told = new Told();
            call.start(told, new Metadata());
            call.request(2);
            for (int i = 0; i < 2000; i++) {
                call.sendMessage(Integer.toString(i));
            }
            call.halfClose();
            assertEquals("2000", told.next());
            assertEquals(Status.Code.OK, told.status().getCode());
            assertEquals(List.of(), seen.get(30, TimeUnit.SECONDS));
        }
    }

    private static ServerCall.Listener<String> counting(
            ServerCall<String, String> call,
            AtomicBoolean within,
            List<String> wrong,
            CompletableFuture<List<String>> seen) {
        return new ServerCall.Listener<>() {
            private int count;

            @Override
            public void onMessage(String message) {
                if (!within.compareAndSet(false, true)) {
                    wrong.add("within another one: " + message);
                }
                if (!message.equals(Integer.toString(count))) {
                    wrong.add(message + " is not " + count);
                }
                count++;
                Thread.yield();
                within.set(false);
            }

            @Override
            public void onHalfClose() {
                call.sendHeaders(new Metadata());
                call.sendMessage(Integer.toString(count));
                call.close(Status.OK, new Metadata());
            }

            @Override
            public void onComplete() {
                seen.complete(List.copyOf(wrong));
            }
        };
    }
}
