package dev.stillframe.workbench.calls;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.workbench.client.Exchange;
import dev.stillframe.workbench.client.Histograms;
import dev.stillframe.workbench.client.Link;
import dev.stillframe.workbench.client.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls with one message each way, so many at any time: one that ends begins the next. A call that
 * does not end well begins none, so a server that answers nothing rightly soon has no work.
 *
 * <p>A time runs from when the call is given to its connection. The loop is closed: who stalls is
 * asked less meanwhile. {@link StreamLoad} is for who wants to see that.
 */
public final class UnaryLoad implements Link.Owner {
    /** The method that is called. */
    public static final String PATH = "/echo.v1.Echo/Once";

    private final Loop loop;
    private final int calls;
    private final Duration warmUp;
    private final Duration counted;
    private final Frames frames;
    private final RequestHead head;
    private final List<Link> links = new ArrayList<>();
    private final Histogram times = Histograms.empty();

    private int ready;
    private long from = Long.MAX_VALUE;
    private long end = Long.MAX_VALUE;
    private int outstanding;
    private long number;
    private long good;
    private long wrong;
    private @Nullable String firstWrong;

    /**
     * Nothing runs yet.
     *
     * @param calls at any time, over all connections
     * @param octets of content in a message
     * @param warmUp how long calls run before they count
     * @param counted how long they count
     */
    public UnaryLoad(
            Loop loop, int calls, int connections, int octets, Duration warmUp, Duration counted)
            throws IOException {
        this.loop = loop;
        this.calls = calls;
        this.warmUp = warmUp;
        this.counted = counted;
        this.frames = new Frames(octets);
        this.head = CallHeads.of(loop, PATH);
        for (int i = 0; i < Math.min(calls, connections); i++) {
            links.add(loop.open(this));
        }
    }

    /**
     * Runs to the end.
     *
     * @param counting told when calls begin to count
     * @throws IOException when not all connections could be opened
     */
    public CallTimes run(Runnable counting) throws IOException {
        Patience.await(loop, () -> ready >= links.size(), "connections");
        long begin = System.nanoTime();
        long warm = begin + warmUp.toNanos();
        for (int i = 0; i < calls; i++) {
            begin(links.get(i % links.size()));
        }
        loop.run(() -> System.nanoTime() < warm && outstanding > 0);
        counting.run();
        from = System.nanoTime();
        end = from + counted.toNanos();
        loop.run(() -> System.nanoTime() < end && outstanding > 0);
        long last = System.nanoTime() + Patience.LAST.toNanos();
        loop.run(() -> outstanding > 0 && System.nanoTime() < last);
        loop.close();
        return new CallTimes(times, Histograms.empty(), counted.toNanos() / 1e9, good, wrong, 0, 0);
    }

    /** What was not right with the first call that did not end well; null when all did. */
    public @Nullable String firstWrong() {
        return firstWrong;
    }

    private void begin(Link link) {
        outstanding++;
        link.begin(new Once(++number));
    }

    @Override
    public void ready(Link link) {
        ready++;
    }

    @Override
    public void closed(Link link, String reason) {}

    private final class Once implements Exchange {
        private final Verdict verdict = new Verdict();
        private final long began = System.nanoTime();
        private final byte[] frame;
        private int come;

        Once(long number) {
            frame = frames.of(number, began | 1, number);
        }

        @Override
        public RequestHead head() {
            return head;
        }

        @Override
        public boolean endStream() {
            return false;
        }

        @Override
        public void started(Link link, int streamId) {
            link.send(streamId, ByteBuffer.wrap(frame), true);
        }

        @Override
        public void response(Link link, int streamId, ResponseHead response) {
            verdict.head(response);
        }

        @Override
        public void data(Link link, int streamId, Octets octets) {
            for (int i = 0; i < octets.length(); i++, come++) {
                if (come >= frame.length || octets.at(i) != (frame[come] & 0xff)) {
                    verdict.wrong("octet " + come + " of the answer");
                }
            }
            link.consumed(streamId, octets.length());
        }

        @Override
        public void trailers(Link link, int streamId, FieldSection fields) {
            verdict.trailers(fields);
        }

        @Override
        public void ended(Link link, End how) {
            outstanding--;
            verdict.end(how);
            if (come < frame.length) {
                verdict.wrong("an answer of " + come + " octets");
            }
            String mistake = verdict.wrong();
            if (mistake != null) {
                wrong++;
                firstWrong = firstWrong == null ? mistake : firstWrong;
                return;
            }
            long now = loop.readAt();
            if (now >= from && now < end) {
                good++;
                Histograms.add(times, now - began);
            }
            if (now < end) {
                begin(link);
            }
        }
    }
}
