package dev.stillframe.h2.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Law L8: one turn, one flush; turns never overlap; nobody's slowness is another's. */
class TurnsTest {
    private static final int WHOLE = Wire.END_HEADERS | Wire.END_STREAM;

    /** Counts what has become of payloads. */
    static final class Sents implements Http2Connection.Sent {
        final AtomicInteger succeeded = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();

        @Override
        public void succeeded() {
            succeeded.incrementAndGet();
        }

        @Override
        public void failed(String reason) {
            failed.incrementAndGet();
        }
    }

    private static Wire gets(int from, int count) {
        Wire wire = Wire.of();
        for (int i = 0; i < count; i++) {
            wire.headers(2 * (from + i) + 1, Wired.GET, WHOLE);
        }
        return wire;
    }

    @Test
    @DisplayName("All that is told before a turn leaves in one write")
    void oneFlush() {
        List<Integer> requests = new ArrayList<>();
        Wired wired = new Wired(n -> collect(requests, n)).preface();
        wired.receive(gets(0, 50));
        wired.writes.clear();
        Sents sents = new Sents();
        for (int id : requests) {
            wired.connection.tell(new Command.Respond(id, ResponseHead.of(200), false));
            wired.connection.send(id, ByteBuffer.wrap(new byte[13]), true, sents);
        }
        assertEquals(0, wired.writes.size(), "nothing is written before the turn");
        wired.connection.turn();
        assertEquals(1, wired.writes.size());
        assertEquals(50, sents.succeeded.get());
        assertEquals(50, wired.frames().stream().filter(f -> f instanceof Frame.Data).count());
        wired.connection.turn();
        assertEquals(1, wired.writes.size(), "a turn without news writes nothing");
        wired.expectClean();
    }

    private static void collect(List<Integer> requests, Notice notice) {
        if (notice instanceof Notice.Request request) {
            requests.add(request.streamId());
        }
    }

    @Test
    @DisplayName(
            "While a write is under way turns go on, and what they say leaves in one write more")
    void writesDoNotOverlap() {
        List<Integer> requests = new ArrayList<>();
        Wired wired = new Wired(n -> collect(requests, n)).preface();
        wired.receive(gets(0, 10));
        wired.immediate = false;
        wired.writes.clear();
        for (int id : requests) {
            wired.connection.tell(new Command.Respond(id, ResponseHead.of(204), true));
            wired.connection.turn();
        }
        assertEquals(1, wired.writes.size());
        wired.over();
        assertEquals(2, wired.writes.size(), "nine answers in the second");
        wired.over();
        assertEquals(10, wired.frames().stream().filter(f -> f instanceof Frame.Headers).count());
        assertEquals(2, wired.writes.size());
        wired.expectClean();
    }

    @Test
    @DisplayName(
            "Many threads at once: each response whole and once, notices and writes one at a time")
    void manyThreads() throws InterruptedException {
        int streams = 2000;
        BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
        CountDownLatch ended = new CountDownLatch(streams);
        Wired wired =
                new Wired(
                                notice -> {
                                    switch (notice) {
                                        case Notice.Request r -> requests.add(r.streamId());
                                        case Notice.Ended ignored -> ended.countDown();
                                        default -> {}
                                    }
                                })
                        .preface(3, 1000);
        Sents sents = new Sents();
        ExecutorService handlers = Executors.newFixedThreadPool(6);
        try {
            for (int i = 0; i < 6; i++) {
                handlers.submit(() -> serve(wired.connection, requests, sents));
            }
            int from = 0;
            while (from < streams) {
                // As many as may be open; each round is answered before the next.
                wired.receive(gets(from, 50));
                wired.receive(Wire.of().windowUpdate(0, 50 * 100));
                wired.connection.turn();
                from += 50;
                while (ended.getCount() > streams - from) {
                    wired.connection.turn();
                    Thread.onSpinWait();
                }
            }
            assertTrue(ended.await(30, TimeUnit.SECONDS), ended + " streams have not ended");
        } finally {
            handlers.shutdownNow();
            assertTrue(handlers.awaitTermination(30, TimeUnit.SECONDS));
        }
        wired.connection.turn();
        assertEquals(streams, sents.succeeded.get());
        assertEquals(0, sents.failed.get());
        long octets = 0;
        for (Frame frame : wired.frames()) {
            octets += frame instanceof Frame.Data data ? data.payload().length() : 0;
        }
        assertEquals(100L * streams, octets);
        assertEquals(0, wired.connection.iteration().activeStreams());
        wired.expectClean();
    }

    private static void serve(
            Http2Connection connection, BlockingQueue<Integer> requests, Sents sents) {
        try {
            while (true) {
                int id = requests.take();
                connection.tell(new Command.Respond(id, ResponseHead.of(200), false));
                connection.send(id, ByteBuffer.wrap(new byte[100]), true, sents);
                connection.released(id);
                connection.turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("A handler that is blocked delays none of a hundred other streams")
    void blockedHandler() throws InterruptedException {
        CountDownLatch unblock = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(99);
        CountDownLatch ended = new CountDownLatch(1);
        ExecutorService handlers = Executors.newCachedThreadPool();
        Wired[] self = new Wired[1];
        Wired wired =
                new Wired(
                        notice -> {
                            if (notice instanceof Notice.Request request) {
                                int id = request.streamId();
                                handlers.submit(
                                        () -> {
                                            if (id == 1) {
                                                blocked.countDown();
                                                unblock.await();
                                            }
                                            self[0].connection.tell(
                                                    new Command.Respond(
                                                            id, ResponseHead.of(204), true));
                                            self[0].connection.turn();
                                            return id;
                                        });
                            } else if (notice instanceof Notice.Ended end) {
                                (end.streamId() == 1 ? ended : served).countDown();
                            }
                        });
        self[0] = wired;
        try {
            wired.preface().receive(gets(0, 100));
            wired.connection.turn(); // as every host does after each read
            assertTrue(blocked.await(30, TimeUnit.SECONDS));
            assertTrue(served.await(30, TimeUnit.SECONDS), served + " wait for the blocked one");
            assertEquals(1, ended.getCount());
            unblock.countDown();
            assertTrue(ended.await(30, TimeUnit.SECONDS));
        } finally {
            unblock.countDown();
            handlers.shutdown();
            assertTrue(handlers.awaitTermination(30, TimeUnit.SECONDS));
        }
        wired.connection.turn();
        wired.expectClean();
    }
}
