package dev.stillframe.workbench.calls;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.workbench.client.Histograms;
import dev.stillframe.workbench.client.Link;
import dev.stillframe.workbench.client.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Bidirectional calls on which messages go out at a constant rate, whether answers come or not.
 *
 * <p>Each message carries when it is due, and its time runs from then on: a server that stalls pays
 * for all messages that had to wait meanwhile (no coordinated omission). The messages of a
 * connection are due evenly one after the other. How late the generator was itself is told apart.
 *
 * <p>Slow readers take one message a second: all is looked at when it comes, but its octets return
 * as credit only then. They send no slower than the others.
 */
public final class StreamLoad implements Link.Owner {
    /** The method that is called. */
    public static final String PATH = "/echo.v1.Echo/Chat";

    /**
     * Small windows that do not grow, so that a slow reader's is full within a second, and gets
     * credit again and again instead of once in some minutes.
     */
    public static final Limits LIMITS =
            Limits.DEFAULT.toBuilder()
                    .streamWindow(16 << 10)
                    .maxStreamWindow(16 << 10)
                    .stallTimeout(Duration.ZERO)
                    .build();

    private static final Duration STEP = Duration.ofMillis(1);
    private static final long SLOW = Duration.ofSeconds(1).toNanos();

    /**
     * What runs.
     *
     * @param streams in all
     * @param connections over which they are spread evenly
     * @param perSecond messages a second on each stream, each way
     * @param slow how many streams are read slowly
     * @param octets of content in a message
     */
    public record Shape(int streams, int connections, double perSecond, int slow, int octets) {}

    private final Loop loop;
    private final Shape shape;
    private final long warmUp;
    private final long counted;
    private final Frames frames;
    private final RequestHead head;
    private final List<Link> links = new ArrayList<>();
    private final List<Talk> talks = new ArrayList<>();
    private final Histogram times = Histograms.empty();
    private final Histogram lateness = Histograms.empty();

    private int ready;
    private int started;
    private int open;
    private long from = Long.MAX_VALUE;
    private long good;
    private double differences;
    private long differing;
    private long slowReads;
    private long nextSlow;
    private long wrong;
    private @Nullable String firstWrong;

    /**
     * Nothing runs yet.
     *
     * @param loop with {@link #LIMITS}
     * @param warmUp how long messages go before they count
     * @param counted how long they count
     */
    public StreamLoad(Loop loop, Shape shape, Duration warmUp, Duration counted)
            throws IOException {
        this.loop = loop;
        this.shape = shape;
        this.warmUp = warmUp.toNanos();
        this.counted = counted.toNanos();
        this.frames = new Frames(shape.octets());
        this.head = CallHeads.of(loop, PATH);
        for (int i = 0; i < Math.min(shape.connections(), shape.streams()); i++) {
            links.add(loop.open(this));
        }
    }

    /**
     * Runs to the end.
     *
     * @param counting told when messages begin to count
     * @throws IOException when not all connections and streams could be opened
     */
    public CallTimes run(Runnable counting) throws IOException {
        Patience.await(loop, () -> ready >= links.size(), "connections");
        int each = (shape.streams() + links.size() - 1) / links.size();
        long interval = (long) (1e9 / shape.perSecond());
        for (int i = 0; i < shape.streams(); i++) {
            long phase = interval * (i % each) / each;
            Talk talk = new Talk(this, links.get(i / each), i, isSlow(i), interval, phase);
            talks.add(talk);
            open++;
            talk.begin();
        }
        Patience.await(loop, () -> started >= shape.streams() || open == 0, "streams");
        long begin = System.nanoTime() + STEP.toNanos();
        long warm = begin + warmUp;
        from = warm;
        talks.forEach(talk -> talk.from(begin));
        nextSlow = begin + SLOW;
        loop.run(() -> System.nanoTime() < warm && open > 0, STEP, () -> tick(warm));
        counting.run();
        long end = warm + counted;
        loop.run(() -> System.nanoTime() < end && open > 0, STEP, () -> tick(end));
        tick(end);
        talks.forEach(Talk::finish);
        long last = System.nanoTime() + Patience.LAST.toNanos();
        loop.run(() -> open > 0 && System.nanoTime() < last);
        loop.close(); // what is still open is lost by that, and wrong
        double jitter = differing == 0 ? 0 : differences / differing;
        return new CallTimes(times, lateness, counted / 1e9, good, wrong, jitter, slowReads);
    }

    /** What was not right with the first call that did not go well; null when all did. */
    public @Nullable String firstWrong() {
        return firstWrong;
    }

    /** The slow ones are as far from each other as they can be. */
    private boolean isSlow(int index) {
        return shape.slow() > 0
                && (long) (index + 1) * shape.slow() / shape.streams()
                        != (long) index * shape.slow() / shape.streams();
    }

    private void tick(long end) {
        long now = Math.min(System.nanoTime(), end);
        talks.forEach(talk -> talk.send(now));
        for (; nextSlow <= now; nextSlow += SLOW) {
            for (Talk talk : talks) {
                if (talk.readSlowly() && nextSlow > from) {
                    slowReads++;
                }
            }
        }
    }

    @Override
    public void ready(Link link) {
        ready++;
    }

    @Override
    public void closed(Link link, String reason) {}

    // What its talks tell it.

    Frames frames() {
        return frames;
    }

    RequestHead head() {
        return head;
    }

    long readAt() {
        return loop.readAt();
    }

    void started() {
        started++;
    }

    void sent(long due) {
        if (due >= from) {
            Histograms.add(lateness, System.nanoTime() - due);
        }
    }

    /**
     * A message has come back.
     *
     * @param before the time of the one before it; negative for none
     */
    void cameBack(long due, long time, long before) {
        if (due >= from) {
            good++;
            Histograms.add(times, time);
            if (before >= 0) {
                differences += Math.abs(time - before);
                differing++;
            }
        }
    }

    void over(@Nullable String mistake) {
        open--;
        if (mistake != null) {
            wrong++;
            firstWrong = firstWrong == null ? mistake : firstWrong;
        }
    }
}
