package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.conformance.wire.Line;
import dev.stillframe.conformance.wire.Secure;
import dev.stillframe.h2.frame.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One connection on which a case is played, and what happened on it so far. */
public final class Stage {
    private static final int PLENTY = 1 << 24;

    private final Role peer;
    private final Setup setup;
    private final Line line;
    private final @Nullable Secure secure;
    private final Log log = new Log();
    private final Outgoing outgoing = new Outgoing();

    private int stream;
    private int promised;
    private int newest;
    private int pings;
    private int read;
    private int opened;
    private int sent;

    /**
     * A connection of which nothing has been sent or taken.
     *
     * @param peer which end is under test
     * @param secure what a client said when TLS began, or null
     */
    public Stage(Role peer, Setup setup, Line line, @Nullable Secure secure) {
        this.peer = peer;
        this.setup = setup;
        this.line = line;
        this.secure = secure;
    }

    /**
     * What a client said when TLS began.
     *
     * @throws Unready when there is no TLS
     */
    public Secure secure() throws Unready {
        if (secure == null) {
            throw new Unready(new Verdict.NotApplicable("this run is without TLS"));
        }
        return secure;
    }

    /** Which end is under test. */
    public Role peer() {
        return peer;
    }

    /** What does not change between cases. */
    public Setup setup() {
        return setup;
    }

    /** The connection itself. */
    public Line line() {
        return line;
    }

    /** What the peer has sent. */
    public Log log() {
        return log;
    }

    /** The stream that the case is about. */
    public int stream() {
        return stream;
    }

    /** A new stream that the case is about from now on: a server's peer opens it. */
    public int fresh() {
        newest = newest == 0 ? 1 : newest + 2;
        stream = newest;
        return stream;
    }

    /** Another identifier that we may promise: even, and above those before. */
    public int promise() {
        promised += 2;
        return promised;
    }

    /** The newest promised stream. */
    public int promised() {
        return promised;
    }

    /** A stream that the client would open and has not: far above the others. */
    public int idle() {
        return Math.max(newest, stream) + 100;
    }

    /** The block of a right head of ours with more fields at its end. */
    public Octets head(String... more) {
        return control("GET").plus(Block.of(more));
    }

    /** The same; a request to a server is one with content. */
    public Octets headWithContent(String... more) {
        return control("POST").plus(Block.of(more));
    }

    private Octets control(String method) {
        return peer == Role.CLIENT
                ? Block.of(":status", "200")
                : Block.of(
                        ":method", method,
                        ":scheme", setup.scheme(),
                        ":path", setup.path(),
                        ":authority", setup.authority());
    }

    /** What the client asked, or what a server is asked. */
    public String authority() {
        Head request = log.request();
        String asked = peer == Role.CLIENT && request != null ? request.value(":authority") : null;
        return asked == null ? setup.authority() : asked;
    }

    /** Sends octets. */
    public void send(Octets octets) {
        sent = log.size();
        outgoing.add(octets);
        line.send(octets);
    }

    /** Whether we have sent a final head on the case's stream. */
    boolean hasBegun() {
        return outgoing.hasBegun(stream);
    }

    /** Whether nothing can follow on the case's stream. */
    boolean isStreamOver() {
        return outgoing.hasReset(stream) || hasEnded() && log.isEnded(stream);
    }

    /** Whether our side of the case's stream has ended. */
    boolean hasEnded() {
        return outgoing.hasEnded(stream);
    }

    /** Brings the connection there. */
    void open(Opening opening, List<Integer> settings) throws Unready {
        if (opening != Opening.CONNECTED) {
            begin(settings, opening == Opening.OPENED || opening == Opening.ENDED);
        }
        switch (opening) {
            case CONNECTED, BEGUN -> {}
            case AWAITING -> await();
            case OPENED -> {
                await();
                send(Frames.headers(stream, headWithContent(), Frames.END_HEADERS));
                fence("the head to be taken");
            }
            case ENDED -> {
                await();
                needContent();
                send(Frames.headers(stream, head(), Frames.END_HEADERS | Frames.END_STREAM));
                fence("the head to be taken");
            }
            case CLOSED -> {
                await();
                send(Frames.headers(stream, head(), Frames.END_HEADERS | Frames.END_STREAM));
                if (peer == Role.SERVER) {
                    untilAnswered();
                }
            }
        }
        if (opening != Opening.CONNECTED) {
            // Once more, so that one that is about to leave by itself has left.
            fence("a PING to be answered");
        }
        begins();
    }

    /** All that has arrived so far is what a case needs, and not what it is about. */
    void begins() {
        opened = log.size();
        sent = opened;
    }

    private void begin(List<Integer> settings, boolean heldUp) throws Unready {
        boolean own = settings.contains(Frames.INITIAL_WINDOW_SIZE);
        int more = heldUp && !own ? 2 : 0;
        int[] values = new int[settings.size() + more];
        for (int i = 0; i < settings.size(); i++) {
            values[i] = settings.get(i);
        }
        if (more > 0) {
            values[settings.size()] = Frames.INITIAL_WINDOW_SIZE;
        }
        Octets preface = Frames.settings(values);
        send(peer == Role.CLIENT ? preface : Frames.magic().plus(preface));
        if (peer == Role.CLIENT) {
            until("the client's preface", Arrival.Preface.class::isInstance);
        }
        until("SETTINGS", arrival -> frame(arrival, Frame.Settings.class) != null);
        if (!isAck(log.at(log.size() - 1))) {
            until("the acknowledgment of our SETTINGS", Stage::isAck);
        }
        fence("a PING to be answered");
    }

    /** A client: until its request is here. A server: a new stream. */
    private void await() throws Unready {
        if (peer == Role.SERVER) {
            fresh();
            return;
        }
        if (log.request() == null) {
            until("a request", ignored -> log.request() != null);
        }
        Head request = log.request();
        stream = request == null ? 0 : request.streamId();
        newest = stream;
    }

    /** A client: that its request has content which is not all here. */
    public void needContent() throws Unready {
        if (peer == Role.CLIENT && log.isEnded(stream)) {
            throw new Unready(new Verdict.NotApplicable("the client's request had no content"));
        }
    }

    /** Whether the stream has its final answer, wholly. */
    boolean isAnswered() {
        return log.response(stream) != null && log.isEnded(stream);
    }

    /**
     * Waits until something has arrived.
     *
     * @throws Unready when that does not happen in time, or the peer ends the connection
     */
    public Arrival until(String expected, Predicate<Arrival> wanted) throws Unready {
        long deadline = deadline(setup.patience());
        while (true) {
            Arrival arrival = take(deadline);
            if (arrival == null) {
                String seen = log.since(opened);
                throw Unready.instead(expected, seen.isEmpty() ? "nothing came" : "only " + seen);
            }
            if (wanted.test(arrival)) {
                return arrival;
            }
            if (isEnd(arrival) || isFatal(arrival)) {
                throw Unready.instead(expected, leaving(arrival));
            }
        }
    }

    /** A server: until the final answer on the case's stream is here as a whole. */
    public void untilAnswered() throws Unready {
        if (!isAnswered()) {
            send(credit());
            until("a whole answer", ignored -> isAnswered());
        }
    }

    /** All the credit that an answer may need. */
    Octets credit() {
        return Frames.windowUpdate(0, PLENTY).plus(Frames.windowUpdate(stream, PLENTY));
    }

    /** Does nothing for a while. */
    public void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a PING and waits until it is answered: all that was sent before has been read. */
    public void fence(String expected) throws Unready {
        Octets opaque = ping();
        until(expected, arrival -> answers(arrival, opaque));
    }

    /** Sends a PING and waits until it is answered, or the peer ends the connection for it. */
    public Arrival answerOrGoAway() throws Unready {
        Octets opaque = ping();
        return until(
                "a PING to be answered", arrival -> answers(arrival, opaque) || isFatal(arrival));
    }

    /** Sends a PING like no other. */
    Octets ping() {
        String text = String.format(Locale.ROOT, "ping%04d", ++pings % 10_000);
        Octets opaque = Octets.wrap(text.getBytes(StandardCharsets.US_ASCII));
        line.send(Frames.ping(opaque, 0));
        return opaque;
    }

    static boolean answers(Arrival arrival, Octets opaque) {
        Frame.Ping ping = frame(arrival, Frame.Ping.class);
        return ping != null && ping.ack() && ping.opaque().equals(opaque);
    }

    /** Looks again at what has arrived since the opening. */
    void rewind() {
        read = opened;
    }

    /** The next arrival, or null when none comes in time. */
    @Nullable Arrival take(long deadline) {
        if (read < log.size()) {
            return log.at(read++);
        }
        if (isOver()) {
            return log.at(log.size() - 1);
        }
        Arrival arrival = line.next(deadline);
        if (arrival != null) {
            log.add(arrival);
            read++;
        }
        return arrival;
    }

    /** What has arrived since the opening. */
    public List<Arrival> since() {
        return log.from(opened);
    }

    /** Whether the connection has ended. */
    public boolean isOver() {
        return log.size() > 0 && isEnd(log.at(log.size() - 1));
    }

    /** What came since the last octets were sent, in words. */
    String seen() {
        return log.since(sent);
    }

    static long deadline(Duration patience) {
        return System.nanoTime() + patience.toNanos();
    }

    /** Whether nothing can follow. */
    static boolean isEnd(Arrival arrival) {
        return arrival instanceof Arrival.Closed || arrival instanceof Arrival.Foreign;
    }

    private static boolean isFatal(Arrival arrival) {
        Frame.GoAway goAway = frame(arrival, Frame.GoAway.class);
        return goAway != null && goAway.code() != 0;
    }

    private static String leaving(Arrival arrival) {
        return isEnd(arrival) ? arrival + " before that" : arrival.toString();
    }

    private static boolean isAck(Arrival arrival) {
        Frame.Settings settings = frame(arrival, Frame.Settings.class);
        return settings != null && settings.ack();
    }

    /** The frame in an arrival, if it is of that type; else null. */
    public static <F extends Frame> @Nullable F frame(Arrival arrival, Class<F> type) {
        return arrival instanceof Arrival.Received received && type.isInstance(received.frame())
                ? type.cast(received.frame())
                : null;
    }
}
