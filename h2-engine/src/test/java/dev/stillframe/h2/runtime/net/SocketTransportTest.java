package dev.stillframe.h2.runtime.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transport promises to its protocol: each write ends once, and it ends once itself. */
@Timeout(40)
class SocketTransportTest {
    private Loops loops;
    private ServerSocketChannel listener;

    @BeforeEach
    void start() throws Exception {
        loops = new Loops("stillframe-test", 2);
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
        loops.close();
        loops.join();
    }

    /** Counts what it is told. */
    private static class Counting implements Protocol {
        final CountDownLatch established = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicInteger closings = new AtomicInteger();
        final AtomicInteger writesEnded = new AtomicInteger();
        final AtomicInteger received = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        volatile boolean deaf;
        volatile Throwable cause;

        @Override
        public void established(String alpn) {
            established.countDown();
        }

        @Override
        public void received(ByteBuffer octets) {
            received.addAndGet(octets.remaining());
            octets.position(octets.limit());
        }

        @Override
        public void inputClosed() {}

        @Override
        public void failed(Throwable why) {
            cause = why;
            failures.incrementAndGet();
        }

        @Override
        public void written() {
            writesEnded.incrementAndGet();
        }

        @Override
        public void writeFailed(Throwable why) {
            writesEnded.incrementAndGet();
        }

        @Override
        public void turn() {}

        @Override
        public boolean wantsInput() {
            return !deaf;
        }

        @Override
        public void closed() {
            closings.incrementAndGet();
            closed.countDown();
        }
    }

    private SocketTransport connect(Protocol protocol) throws IOException {
        SocketChannel channel = SocketChannel.open();
        SocketTransport transport = new SocketTransport(loops.next(), channel, null, protocol);
        transport.connect(listener.getLocalAddress());
        return transport;
    }

    @Test
    @DisplayName("A write that another thread is at while the socket is closed ends exactly once")
    void writeAndClose() throws Exception {
        for (int round = 0; round < 400; round++) {
            Counting protocol = new Counting();
            SocketTransport transport = connect(protocol);
            try (SocketChannel peer = listener.accept()) {
                ByteBuffer much = ByteBuffer.allocate(8_000_000);
                int pause = round * 10;
                Thread closer =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < pause; i++) {
                                                Thread.onSpinWait();
                                            }
                                            transport.abandon("by the test");
                                        });
                transport.write(List.of(much));
                closer.join();
                protocol.closed.await();
                CountDownLatch settled = new CountDownLatch(1);
                transport.loop().execute(settled::countDown);
                settled.await();
                assertEquals(1, protocol.writesEnded.get(), "ends of the write");
                assertEquals(1, protocol.closings.get());
                assertEquals(1, protocol.failures.get());
                assertTrue(peer.isOpen());
            }
        }
    }

    @Test
    @DisplayName("After the end a write fails at once, and a turn is still taken")
    void afterTheEnd() throws Exception {
        CountDownLatch turned = new CountDownLatch(1);
        AtomicInteger turns = new AtomicInteger();
        Counting protocol =
                new Counting() {
                    @Override
                    public void turn() {
                        if (turns.incrementAndGet() > 0) {
                            turned.countDown();
                        }
                    }
                };
        SocketTransport transport = connect(protocol);
        transport.abandon("by the test");
        protocol.closed.await();
        turns.set(0);
        transport.leaveTurn(false);
        turned.await();
        transport.write(List.of(ByteBuffer.allocate(1)));
        assertEquals(1, protocol.writesEnded.get());
        transport.close();
        transport.abandon("again");
        CountDownLatch settled = new CountDownLatch(1);
        transport.loop().execute(settled::countDown);
        settled.await();
        assertEquals(1, protocol.closings.get());
    }

    @Test
    @DisplayName("A peer that takes nothing is given up in time")
    void stalled() throws Exception {
        Counting protocol = new Counting();
        SocketChannel channel = SocketChannel.open();
        SocketTransport transport = new SocketTransport(loops.next(), channel, null, protocol);
        transport.stallTimeout(Duration.ofMillis(50));
        transport.connect(listener.getLocalAddress());
        try (SocketChannel peer = listener.accept()) {
            transport.write(List.of(ByteBuffer.allocateDirect(64_000_000)));
            protocol.closed.await();
            assertEquals(1, protocol.writesEnded.get());
            assertTrue(protocol.cause.getMessage().contains("taken nothing"));
            assertTrue(peer.isOpen());
        }
    }

    @Test
    @DisplayName("Reading waits while the protocol wants nothing, and goes on when it does again")
    void paused() throws Exception {
        Counting protocol = new Counting();
        protocol.deaf = true;
        SocketTransport transport = connect(protocol);
        try (SocketChannel peer = listener.accept()) {
            CountDownLatch settled = new CountDownLatch(1);
            transport.loop().execute(settled::countDown);
            settled.await();
            peer.write(ByteBuffer.allocate(1000));
            for (int i = 0; i < 100; i++) {
                CountDownLatch turn = new CountDownLatch(1);
                transport.loop().execute(turn::countDown);
                turn.await();
            }
            assertEquals(0, protocol.received.get());
            protocol.deaf = false;
            transport.resume();
            while (protocol.received.get() < 1000) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @DisplayName("After our end the peer may finish, and its end is the socket's")
    void lingers() throws Exception {
        Counting protocol = new Counting();
        SocketTransport transport = connect(protocol);
        try (SocketChannel peer = listener.accept()) {
            protocol.established.await();
            transport.close();
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)));
            peer.write(ByteBuffer.allocate(100));
            assertEquals(1, protocol.closed.getCount(), "it still reads");
            peer.shutdownOutput();
            protocol.closed.await();
            assertEquals(0, protocol.failures.get());
            assertEquals(0, protocol.received.get(), "nobody wants that any more");
        }
    }

    @Test
    @DisplayName("A peer that does not close after our end is not waited for for ever")
    void lingerEnds() throws Exception {
        Counting protocol = new Counting();
        SocketTransport transport = connect(protocol);
        try (SocketChannel peer = listener.accept()) {
            protocol.established.await();
            transport.close();
            protocol.closed.await();
            assertTrue(peer.isOpen());
        }
    }

    @Test
    @DisplayName("A protocol that throws costs its connection, and is told of the end")
    void throwing() throws Exception {
        Counting protocol =
                new Counting() {
                    @Override
                    public void received(ByteBuffer octets) {
                        throw new AssertionError("a bug of the protocol's");
                    }
                };
        connect(protocol);
        try (SocketChannel peer = listener.accept()) {
            peer.write(ByteBuffer.allocate(1));
            protocol.closed.await();
            assertEquals(1, protocol.failures.get());
        }
    }

    @Test
    @DisplayName("Where nobody listens, the protocol is told so, and that is the end")
    void refused() throws Exception {
        InetSocketAddress nobody = (InetSocketAddress) listener.getLocalAddress();
        listener.close();
        Counting protocol = new Counting();
        SocketTransport transport =
                new SocketTransport(loops.next(), SocketChannel.open(), null, protocol);
        transport.connect(nobody);
        protocol.closed.await();
        assertEquals(1, protocol.failures.get());
        Counting unresolved = new Counting();
        SocketTransport other =
                new SocketTransport(loops.next(), SocketChannel.open(), null, unresolved);
        other.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1));
        unresolved.closed.await();
        assertTrue(unresolved.cause.getMessage().contains("nowhere.invalid"));
    }
}
