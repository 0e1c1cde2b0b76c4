package dev.stillframe.workbench.client;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Requests at a constant rate, whether answers come or not, in turn over some connections.
 *
 * <p>A request's time runs from when it should have been sent, so that a server which stalls pays
 * for all requests that had to wait meanwhile (no coordinated omission), for those too that a
 * connection had no stream for. It is meant to be sent at the beginning of a millisecond, together
 * with all others of that millisecond; how late the generator was with that is told apart.
 */
public final class OpenLoop implements Link.Owner {

    private static final Duration STEP = Duration.ofMillis(1);
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    /** How long answers may take that are still awaited at the end. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Loop loop;
    private final double perStep;
    private final long warmUp;
    private final long counted;
    private final RequestHead head;
    private final List<Link> links = new ArrayList<>();
    private final Histogram times = Histograms.empty();
    private final Histogram lateness = Histograms.empty();

    private int ready;
    private long begin;
    private long step;
    private double due;
    private long sent;
    private long outstanding;
    private long answered;
    private long errors;
    private long lastAnswer;
    private int turn;

    /**
     * Nothing runs yet.
     *
     * @param rate requests a second, over all connections
     * @param warmUp how long requests are sent before they count
     * @param counted how long they count
     */
    public OpenLoop(Loop loop, int connections, double rate, Duration warmUp, Duration counted)
            throws IOException {
        this.loop = loop;
        this.perStep = rate * STEP.toNanos() / 1e9;
        this.warmUp = warmUp.toNanos();
        this.counted = counted.toNanos();
        this.head = RequestHead.get(loop.scheme(), loop.authority(), "/");
        for (int i = 0; i < connections; i++) {
            links.add(loop.open(this));
        }
    }

    /**
     * Runs to the end.
     *
     * @throws IOException when not all connections could be opened
     */
    public Latency run() throws IOException {
        int all = links.size();
        long patience = System.nanoTime() + CONNECTING.toNanos();
        loop.run(() -> ready < all && System.nanoTime() < patience);
        if (ready < all) {
            throw new IOException("only " + ready + " of " + all + " connections could be opened");
        }
        begin = System.nanoTime() + STEP.toNanos();
        step = begin;
        long end = begin + warmUp + counted;
        loop.run(() -> step < end, STEP, () -> send(end));
        long last = System.nanoTime() + LAST.toNanos();
        loop.run(() -> outstanding > 0 && System.nanoTime() < last);
        // What was not answered until now took at least as long as until now.
        loop.close();
        long took = Math.max(counted, lastAnswer - (begin + warmUp));
        return new Latency(times, lateness, took / 1e9, answered, errors, cpu());
    }

    private void send(long end) {
        long now = System.nanoTime();
        for (; step <= now && step < end; step += STEP.toNanos()) {
            due += perStep;
            for (; sent < (long) due; sent++) {
                if (isCounted(step)) {
                    Histograms.add(lateness, now - step);
                }
                outstanding++;
                next().begin(new Timed(step));
            }
        }
    }

    /**
     * The next connection in turn; one that is lost is replaced, so that the load stays the same.
     */
    private Link next() {
        turn = (turn + 1) % links.size();
        if (!links.get(turn).isOpen()) {
            try {
                links.set(turn, loop.open(this));
            } catch (IOException failure) {
                throw new IllegalStateException("no connection can be opened any more", failure);
            }
        }
        return links.get(turn);
    }

    private boolean isCounted(long intended) {
        return intended >= begin + warmUp;
    }

    @Override
    public void ready(Link link) {
        ready++;
    }

    @Override
    public void closed(Link link, String reason) {}

    private static double cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
                / 1e9;
    }

    private final class Timed implements Exchange {
        private final long intended;
        private boolean good;

        Timed(long intended) {
            this.intended = intended;
        }

        @Override
        public RequestHead head() {
            return head;
        }

        @Override
        public void response(Link link, int streamId, ResponseHead response) {
            good |= response.status() == 200;
        }

        @Override
        public void ended(Link link, End end) {
            outstanding--;
            if (!isCounted(intended)) {
                return;
            }
            boolean complete = good && end instanceof End.Complete;
            if (complete) {
                answered++;
                lastAnswer = loop.readAt();
            } else {
                errors++;
            }
            if (complete || end instanceof End.Lost) {
                long until = complete ? loop.readAt() : System.nanoTime();
                Histograms.add(times, until - intended);
            }
        }
    }
}
