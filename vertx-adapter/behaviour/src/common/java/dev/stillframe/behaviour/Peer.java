package dev.stillframe.behaviour;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A client that sends whatever a scenario says, frame by frame, and keeps what comes back. */
final class Peer implements AutoCloseable {
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    static final String H2 = "h2";

    private static final int INITIAL_WINDOW = 65_535;
    private static final int LARGEST = 16_384;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Wire wire;
    private final Fields fields = new Fields();
    private final Map<Integer, Answer> answers = new HashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final Map<Integer, Integer> windows = new HashMap<>();
    private int connectionWindow = INITIAL_WINDOW;
    private int initialWindow = INITIAL_WINDOW;
    private int pongs;

    /** Frames but DATA, as they came. */
    final List<Wire.Frame> frames = new ArrayList<>();

    /** Promised streams, and the heads of the requests that they answer. */
    final Map<Integer, List<Answer.Field>> promised = new TreeMap<>();

    /** Settings as the server has said them last, by identifier. */
    final Map<Integer, Integer> settings = new TreeMap<>();

    /** Acknowledged settings of this peer's. */
    int acknowledged;

    /** Whether content is credited as it comes. */
    boolean credits = true;

    boolean closed;
    boolean broken;
    boolean stalled;

    private Peer(Wire wire) {
        this.wire = wire;
    }

    /** Nothing said yet. */
    static Peer raw(Wire wire) {
        return new Peer(wire);
    }

    /** Preface and these settings sent. */
    static Peer over(Wire wire, int... settings) throws IOException {
        Peer peer = new Peer(wire);
        peer.wire.send(PREFACE);
        return peer.frame(Wire.SETTINGS, 0, 0, Wire.settings(settings));
    }

    static Peer plain(int port, int... settings) throws IOException {
        return over(Wire.plain(port), settings);
    }

    static Peer unix(Path path) throws IOException {
        return over(Wire.unix(path));
    }

    Wire wire() {
        return wire;
    }

    /** What cannot be sent any more is not: reading tells how the connection has ended. */
    Peer frame(int type, int flags, int stream, byte... payload) throws IOException {
        Jitter.maybe();
        try {
            wire.send(Wire.frame(type, flags, stream, payload));
        } catch (SocketException | SSLException gone) {
            broken = true;
        }
        return this;
    }

    /** A head in as many frames as it takes. */
    Peer headers(int stream, boolean endStream, String... namesAndValues) throws IOException {
        byte[] octets = Fields.encode(namesAndValues);
        int sent = Math.min(octets.length, LARGEST);
        int end = sent == octets.length ? Wire.END_HEADERS : 0;
        frame(
                Wire.HEADERS,
                (endStream ? Wire.END_STREAM : 0) | end,
                stream,
                Arrays.copyOf(octets, sent));
        while (sent < octets.length) {
            int to = Math.min(octets.length, sent + LARGEST);
            frame(
                    Wire.CONTINUATION,
                    to == octets.length ? Wire.END_HEADERS : 0,
                    stream,
                    Arrays.copyOfRange(octets, sent, to));
            sent = to;
        }
        return this;
    }

    Peer get(int stream, String path, String... more) throws IOException {
        return headers(stream, true, Fields.request("GET", path, more));
    }

    Peer post(int stream, String path, String... more) throws IOException {
        return headers(stream, false, Fields.request("POST", path, more));
    }

    Peer data(int stream, boolean endStream, String content) throws IOException {
        return data(stream, endStream, content.getBytes(StandardCharsets.UTF_8));
    }

    /** In one frame, whatever the windows are. */
    Peer data(int stream, boolean endStream, byte... content) throws IOException {
        connectionWindow -= content.length;
        windows.merge(stream, -content.length, Integer::sum);
        return frame(Wire.DATA, endStream ? Wire.END_STREAM : 0, stream, content);
    }

    /** As the windows allow, to the end of the stream, reading meanwhile. */
    Peer upload(int stream, byte[] content) throws IOException {
        int sent = 0;
        while (sent < content.length && !answer(stream).isOver()) {
            int most = Math.min(LARGEST, content.length - sent);
            until(() -> room(stream) > 0 || answer(stream).isOver());
            int piece = Math.min(most, room(stream));
            if (piece <= 0) {
                return this;
            }
            byte[] octets = Arrays.copyOfRange(content, sent, sent + piece);
            sent += piece;
            data(stream, sent == content.length, octets);
        }
        return this;
    }

    /** What may be sent on that stream. */
    int room(int stream) {
        return Math.min(connectionWindow, initialWindow + windows.getOrDefault(stream, 0));
    }

    Peer reset(int stream, int code) throws IOException {
        return frame(Wire.RST_STREAM, 0, stream, Wire.number(code));
    }

    Peer credit(int stream, int octets) throws IOException {
        return frame(Wire.WINDOW_UPDATE, 0, stream, Wire.number(octets));
    }

    Answer answer(int stream) {
        return answers.computeIfAbsent(stream, ignored -> new Answer());
    }

    /** Reads until the stream is over. */
    Answer await(int stream) throws IOException {
        Answer answer = answer(stream);
        until(answer::isOver);
        return answer;
    }

    /** Reads until the stream's final head is there. */
    Answer awaitHead(int stream) throws IOException {
        Answer answer = answer(stream);
        until(() -> answer.head != null || answer.isOver());
        return answer;
    }

    /** Reads until this holds, or the server closes, or nothing comes any more. */
    Peer until(BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean() && !closed && !stalled) {
            read();
        }
        return this;
    }

    Peer untilClosed() throws IOException {
        return until(() -> false);
    }

    /** All that was sent before this has been looked at when it returns. */
    Peer ping() throws IOException {
        int expected = pongs + 1;
        frame(Wire.PING, 0, 0, new byte[8]);
        return until(() -> pongs == expected);
    }

    /** Time for more than one turn of the server's. */
    Peer pings(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            ping();
        }
        return this;
    }

    /** The GOAWAY frames that came: code, last stream, what was said with them. */
    List<String> goAways() {
        return frames.stream()
                .filter(frame -> frame.type() == Wire.GOAWAY)
                .map(
                        frame ->
                                "GOAWAY "
                                        + Wire.code(frame.number(4))
                                        + " last "
                                        + frame.number(0)
                                        + (frame.payload().length > 8
                                                ? " '"
                                                        + new String(
                                                                frame.payload(),
                                                                8,
                                                                frame.payload().length - 8,
                                                                StandardCharsets.UTF_8)
                                                        + "'"
                                                : ""))
                .toList();
    }

    boolean isLeaving() {
        return frames.stream().anyMatch(frame -> frame.type() == Wire.GOAWAY);
    }

    /** The codes of the GOAWAY frames, how the connection ended, without what a stack words. */
    String ending() {
        String codes =
                frames.stream()
                        .filter(frame -> frame.type() == Wire.GOAWAY)
                        .map(frame -> "GOAWAY " + Wire.code(frame.number(4)))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return (codes.isEmpty() ? "no GOAWAY" : codes)
                + (closed ? ", closed" : stalled ? ", nothing came" : ", open");
    }

    private void read() throws IOException {
        Jitter.maybe();
        Wire.@Nullable Frame frame;
        try {
            frame = wire.read();
        } catch (SocketTimeoutException nothing) {
            stalled = true;
            return;
        }
        if (frame == null) {
            closed = true;
            return;
        }
        if (frame.type() != Wire.DATA) {
            frames.add(frame);
        }
        int stream = frame.stream();
        switch (frame.type()) {
            case Wire.SETTINGS -> settings(frame);
            case Wire.HEADERS, Wire.CONTINUATION, Wire.PUSH_PROMISE -> block(frame);
            case Wire.DATA -> content(frame);
            case Wire.RST_STREAM -> answer(stream).reset = frame.number(0);
            case Wire.PING -> {
                if (frame.has(Wire.ACK)) {
                    pongs++;
                } else {
                    frame(Wire.PING, Wire.ACK, 0, frame.payload());
                }
            }
            case Wire.WINDOW_UPDATE -> {
                if (stream == 0) {
                    connectionWindow += frame.number(0);
                } else {
                    windows.merge(stream, frame.number(0), Integer::sum);
                }
            }
            default -> {}
        }
    }

    private void settings(Wire.Frame frame) throws IOException {
        if (frame.has(Wire.ACK)) {
            acknowledged++;
            return;
        }
        for (int at = 0; at < frame.payload().length; at += 6) {
            int identifier = frame.payload()[at] << 8 | frame.payload()[at + 1];
            settings.put(identifier, frame.number(at + 2));
        }
        initialWindow = settings.getOrDefault(INITIAL_WINDOW_SIZE, initialWindow);
        frame(Wire.SETTINGS, Wire.ACK, 0);
    }

    private int promisedStream;
    private boolean endsStream;

    private void block(Wire.Frame frame) {
        int from = 0;
        int to = frame.payload().length;
        if (frame.type() != Wire.CONTINUATION && frame.has(Wire.PADDED)) {
            to -= frame.payload()[0] & 0xff;
            from++;
        }
        if (frame.type() == Wire.PUSH_PROMISE) {
            promisedStream = frame.number(from);
            from += 4;
        } else if (frame.type() == Wire.HEADERS) {
            promisedStream = 0;
            endsStream = frame.has(Wire.END_STREAM);
            from += frame.has(Wire.PRIORITIZED) ? 5 : 0;
        }
        block.write(frame.payload(), from, to - from);
        if (!frame.has(Wire.END_HEADERS)) {
            return;
        }
        List<Answer.Field> decoded = fields.decode(block.toByteArray());
        block.reset();
        if (promisedStream != 0) {
            promised.put(promisedStream, decoded);
            return;
        }
        Answer answer = answer(frame.stream());
        answer.block(decoded);
        answer.ended |= endsStream;
    }

    private void content(Wire.Frame frame) throws IOException {
        Answer answer = answer(frame.stream());
        boolean padded = frame.has(Wire.PADDED);
        int padding = padded ? 1 + (frame.payload()[0] & 0xff) : 0;
        answer.content.write(frame.payload(), padded ? 1 : 0, frame.payload().length - padding);
        answer.ended |= frame.has(Wire.END_STREAM);
        if (credits && frame.payload().length > 0) {
            credit(0, frame.payload().length);
            if (!answer.isOver()) {
                credit(frame.stream(), frame.payload().length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
