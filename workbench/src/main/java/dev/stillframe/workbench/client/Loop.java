package dev.stillframe.workbench.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.workbench.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One thread, and many connections to one server. All methods are that thread's. */
public final class Loop implements AutoCloseable {

    private static final int INPUT = 128 * 1024;
    private static final int SPARE = 256;

    /** How often timers are looked at: those of a connection are seconds. */
    private static final long TIMERS = Duration.ofMillis(100).toNanos();

    /** How long a peer may take to close what we have closed. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Http2Engine engine = Http2Engine.find();
    private final Options options;
    private final InetSocketAddress server;
    private final @Nullable SSLContext tls;
    private final Selector selector;
    private final Set<Link> links = new LinkedHashSet<>();
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);
    private List<Link> touched = new ArrayList<>();
    private List<Link> turning = new ArrayList<>();
    private long timers = System.nanoTime();
    private long readAt = timers;

    /**
     * A loop without connections.
     *
     * @param port of the server on this machine
     * @param secure whether TLS is spoken there
     */
    public Loop(int port, boolean secure) throws IOException {
        this(port, secure, Limits.DEFAULT);
    }

    /** The same, with limits of its own. */
    public Loop(int port, boolean secure, Limits limits) throws IOException {
        Options plain = Options.of(Role.CLIENT);
        options = new Options(plain.role(), limits, plain.connectProtocol(), plain.push(), secure);
        server = new InetSocketAddress("127.0.0.1", port);
        // The servers of these runs make a certificate when they start.
        tls = secure ? Trust.all() : null;
        selector = Selector.open();
    }

    /** What requests are made with. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    /** What requests are made with. */
    public String authority() {
        return "localhost:" + server.getPort();
    }

    /** Opens a connection. */
    public Link open(Link.Owner owner) throws IOException {
        return open(owner, null);
    }

    /** Opens a connection from an address of this machine; null for any. */
    public Link open(Link.Owner owner, @Nullable String from) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (from != null) {
            channel.bind(new InetSocketAddress(from, 0));
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        Link link = new Link(this, channel, key, owner);
        key.attach(link);
        links.add(link);
        channel.connect(server);
        return link;
    }

    /**
     * Runs until it is told to end.
     *
     * @param going asked after each round, on this thread
     */
    public void run(BooleanSupplier going) throws IOException {
        run(going, Duration.ofMillis(10), () -> {});
    }

    /**
     * Runs until it is told to end, and does something at even intervals meanwhile.
     *
     * @param step from one interval to the next, 1 ms or less for exact pacing
     * @param work is done as soon as an interval has begun, and whenever octets have come
     */
    public void run(BooleanSupplier going, Duration step, Runnable work) throws IOException {
        // A selector waits in whole milliseconds; a thread that parks can be more exact.
        Thread ticker = Thread.ofPlatform().daemon().name("ticker").start(() -> tick(step));
        try {
            while (going.getAsBoolean()) {
                selector.select(key -> ((Link) key.attachment()).selected());
                work.run();
                turns();
                timers();
            }
        } finally {
            ticker.interrupt();
        }
    }

    /** Cuts all connections off. */
    @Override
    public void close() throws IOException {
        List.copyOf(links).forEach(Link::discard);
        selector.close();
    }

    /** When the octets that are being looked at were read, in nanoseconds. */
    public long readAt() {
        return readAt;
    }

    void readAt(long nanos) {
        readAt = nanos;
    }

    void touch(Link link) {
        if (!link.touched) {
            link.touched = true;
            touched.add(link);
        }
    }

    void forget(Link link) {
        links.remove(link);
    }

    Http2Engine engine() {
        return engine;
    }

    Options options() {
        return options;
    }

    Wire wire(SocketChannel channel) throws IOException {
        return tls == null ? new Wire.Plain(channel) : new Tls(channel, tls);
    }

    ByteBuffer input() {
        return input;
    }

    long patience() {
        return System.nanoTime() + CLOSING.toNanos();
    }

    ByteBuffer acquire(int size) {
        ByteBuffer buffer = spare.poll();
        return buffer != null && buffer.capacity() >= size
                ? buffer
                : ByteBuffer.allocateDirect(size);
    }

    void release(ByteBuffer buffer) {
        if (spare.size() < SPARE) {
            spare.push(buffer.clear());
        }
    }

    /** A turn may touch other links, whose turn comes next. */
    private void turns() {
        while (!touched.isEmpty()) {
            List<Link> now = touched;
            touched = turning;
            turning = now;
            now.forEach(Link::turn);
            now.clear();
        }
    }

    private void timers() {
        long now = System.nanoTime();
        if (now - timers >= TIMERS) {
            timers = now;
            List.copyOf(links).forEach(link -> link.tick(now));
        }
    }

    private void tick(Duration step) {
        long next = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            next = Math.max(next + step.toNanos(), System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
            if (selector.isOpen()) {
                selector.wakeup();
            }
        }
    }
}
