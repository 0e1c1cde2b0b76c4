package dev.stillframe.workbench.client;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Connections that are only there. */
public final class Crowd implements Link.Owner, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Connections that may be on their way at once. */
    private static final int COMING = 200;

    /** As many connections as one source address may have to one port, with some to spare. */
    private static final int PORTS = 20_000;

    private final Loop loop;
    private final List<Link> links = new ArrayList<>();
    private int ready;
    private int lost;
    private int answered;
    private int begun;

    /** Nobody is there yet. */
    public Crowd(Loop loop) {
        this.loop = loop;
    }

    /** Opens connections until there are so many; each has exchanged its settings then. */
    public void grow(int count) throws IOException {
        await(
                () -> {
                    while (links.size() < count && links.size() - ready - lost < COMING) {
                        links.add(loop.open(this, address(links.size())));
                    }
                    return ready + lost < count;
                });
    }

    /**
     * A {@code GET /} on each connection, one after the other; all are answered when it returns.
     */
    public void askEach() throws IOException {
        int all = answered + living();
        for (Link link : links) {
            if (link.isOpen()) {
                link.begin(new Asked());
            }
        }
        await(() -> answered < all && lost == 0);
    }

    /** So many streams on each connection that stay open: their requests have no end. */
    public void openEach(int streams) throws IOException {
        int all = begun + living() * streams;
        for (Link link : links) {
            for (int i = 0; i < streams && link.isOpen(); i++) {
                link.begin(new Endless());
            }
        }
        await(() -> begun < all && lost == 0);
    }

    /** Lets the server come to rest. */
    public void settle(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        loop.run(() -> System.nanoTime() < end);
    }

    /** Connections that are there. */
    public int living() {
        return ready - lost;
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public void ready(Link link) {
        ready++;
    }

    @Override
    public void closed(Link link, String reason) {
        lost++;
    }

    private void await(Going going) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        BooleanSupplier more =
                () -> {
                    try {
                        return going.on() && System.nanoTime() < end;
                    } catch (IOException failure) {
                        throw new IllegalStateException(
                                "only " + ready + " connections can be opened", failure);
                    }
                };
        loop.run(more);
        if (lost > 0 || System.nanoTime() >= end) {
            throw new IOException(
                    "of %d connections %d are there and %d were lost"
                            .formatted(links.size(), living(), lost));
        }
    }

    private interface Going {
        boolean on() throws IOException;
    }

    /** Loopback has many addresses; one is not enough for a very large crowd. */
    private static @Nullable String address(int number) {
        return number < PORTS ? null : "127.0.0." + (1 + number / PORTS);
    }

    private final class Asked implements Exchange {
        @Override
        public RequestHead head() {
            return RequestHead.get(loop.scheme(), loop.authority(), "/");
        }

        @Override
        public void ended(Link link, End end) {
            answered++;
        }
    }

    private final class Endless implements Exchange {
        @Override
        public RequestHead head() {
            return RequestHead.of(
                    "POST", loop.scheme(), loop.authority(), "/echo", FieldSection.EMPTY);
        }

        @Override
        public boolean endStream() {
            return false;
        }

        @Override
        public void started(Link link, int streamId) {
            begun++;
        }

        @Override
        public void ended(Link link, End end) {}
    }
}
