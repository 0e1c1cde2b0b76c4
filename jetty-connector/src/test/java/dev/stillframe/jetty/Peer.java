package dev.stillframe.jetty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.util.NanoTime;

/** A client that sends whatever a test says, frame by frame, and keeps what comes back. */
final class Peer implements AutoCloseable {
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }
    }

    /** What has come on a stream. */
    static final class Answer {
        final List<Integer> interim = new ArrayList<>();
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        int status;
        HttpFields fields = HttpFields.EMPTY;
        HttpFields trailers = HttpFields.EMPTY;
        boolean ended;
        int reset = -1;

        String text() {
            return content.toString(StandardCharsets.UTF_8);
        }

        boolean isOver() {
            return ended || reset >= 0;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final HpackDecoder decoder = new HpackDecoder(1 << 20, NanoTime::now);
    private final Map<Integer, Answer> answers = new HashMap<>();
    final List<Frame> frames = new ArrayList<>();
    private int pongs;
    final List<Integer> promised = new ArrayList<>();
    int goAway = -1;
    boolean eof;

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        decoder.setMaxHeaderListSize(1 << 20);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    /** Connected, with nothing said yet. */
    static Peer raw(int port) throws IOException {
        return new Peer(new Socket("localhost", port));
    }

    /** Over a connection that there is, with nothing said yet. */
    static Peer over(Socket socket) throws IOException {
        return new Peer(socket);
    }

    /** Connected, preface and empty SETTINGS sent. */
    static Peer connect(int port) throws IOException {
        return raw(port).bytes(PREFACE).frame(SETTINGS, 0, 0);
    }

    Peer bytes(String ascii) throws IOException {
        return bytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    Peer bytes(byte... octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    static byte[] encode(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    Peer frame(int type, int flags, int stream, byte... payload) throws IOException {
        return bytes(encode(type, flags, stream, payload));
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Fields as literals that are not indexed (RFC 7541 section 6.2.2), without Huffman. */
    static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(block, namesAndValues[i]);
            string(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int left = octets.length;
        if (left < 127) {
            block.write(left);
        } else {
            block.write(127);
            for (left -= 127; left >= 128; left >>>= 7) {
                block.write(left & 0x7f | 0x80);
            }
            block.write(left);
        }
        block.writeBytes(octets);
    }

    /** A header block in as many frames as it takes. */
    Peer headers(int stream, boolean endStream, String... namesAndValues) throws IOException {
        byte[] block = fields(namesAndValues);
        int sent = Math.min(block.length, 16_384);
        int flags = (endStream ? END_STREAM : 0) | (sent == block.length ? END_HEADERS : 0);
        frame(HEADERS, flags, stream, Arrays.copyOf(block, sent));
        while (sent < block.length) {
            int to = Math.min(block.length, sent + 16_384);
            frame(
                    9,
                    to == block.length ? END_HEADERS : 0,
                    stream,
                    Arrays.copyOfRange(block, sent, to));
            sent = to;
        }
        return this;
    }

    static String[] request(String method, String path, String... more) {
        String[] head = {
            ":method", method, ":scheme", "http", ":path", path, ":authority", "localhost"
        };
        String[] all = Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, all, head.length, more.length);
        return all;
    }

    Peer get(int stream, String path, String... more) throws IOException {
        return headers(stream, true, request("GET", path, more));
    }

    Peer post(int stream, String path, String... more) throws IOException {
        return headers(stream, false, request("POST", path, more));
    }

    Peer data(int stream, boolean endStream, String content) throws IOException {
        return data(stream, endStream, content.getBytes(StandardCharsets.UTF_8));
    }

    Peer data(int stream, boolean endStream, byte[] content) throws IOException {
        return frame(DATA, endStream ? END_STREAM : 0, stream, content);
    }

    Peer reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, number(code));
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
        until(() -> answer.status != 0 || answer.isOver());
        return answer;
    }

    /** Reads until this holds or the server closes. */
    Peer until(BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean() && !eof) {
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
        frame(PING, 0, 0, new byte[8]);
        return until(() -> pongs == expected);
    }

    private void read() throws IOException {
        Frame frame;
        try {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[head >>> 8];
            in.readFully(payload);
            frame = new Frame(head & 0xff, flags, stream, payload);
        } catch (EOFException | SocketException | SSLException closed) {
            eof = true;
            return;
        }
        frames.add(frame);
        boolean endStream = (frame.flags & END_STREAM) != 0;
        switch (frame.type) {
            case SETTINGS -> {
                if (frame.flags == 0) {
                    frame(SETTINGS, 1, 0);
                }
            }
            case HEADERS -> head(answer(frame.stream), frame.payload, endStream);
            case PUSH_PROMISE -> {
                // Its field block changes the decoder's table like any other.
                byte[] block = Arrays.copyOfRange(frame.payload, 4, frame.payload.length);
                promised.add(frame.number(0));
                decode(block);
            }
            case DATA -> {
                Answer answer = answer(frame.stream);
                answer.content.writeBytes(frame.payload);
                answer.ended |= endStream;
            }
            case RST_STREAM -> answer(frame.stream).reset = frame.number(0);
            case GOAWAY -> goAway = frame.number(4);
            case PING -> pongs += frame.flags;
            default -> {}
        }
    }

    private MetaData decode(byte[] block) {
        try {
            return decoder.decode(ByteBuffer.wrap(block));
        } catch (Exception e) {
            throw new AssertionError("the server's field block cannot be decoded", e);
        }
    }

    private void head(Answer answer, byte[] block, boolean endStream) {
        MetaData decoded = decode(block);
        if (!(decoded instanceof MetaData.Response response)) {
            answer.trailers = decoded.getHttpFields();
        } else if (response.getStatus() < 200) {
            answer.interim.add(response.getStatus());
        } else {
            answer.status = response.getStatus();
            answer.fields = response.getHttpFields();
        }
        answer.ended |= endStream;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
