package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.connection.SentLines;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of raw frames: it says what it is told to, and what it gets is one line a frame. Nothing
 * is acknowledged or credited unless the test says so.
 */
final class Peer implements AutoCloseable {
    static final int LAST = Wire.END_HEADERS | Wire.END_STREAM;

    private final AutoCloseable socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final SentLines lines = new SentLines();
    private FieldEncoder encoder = FieldEncoder.initial();
    private int window = 65_535;

    Peer(AutoCloseable socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Over a socket that is connected. */
    static Peer on(Socket socket) throws IOException {
        socket.setSoTimeout(15_000);
        return new Peer(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** Connected to the server's first listener, without a word. */
    static Peer silent(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        return on(new Socket(address.getAddress(), address.getPort()));
    }

    /** Connected, with the prefaces exchanged. */
    static Peer to(Server server, int... settings) throws IOException {
        return silent(server).greet(settings);
    }

    /** Exchanges the prefaces. */
    Peer greet(int... settings) throws IOException {
        send(Wire.of().preface().settings(settings).settingsAck());
        expectLike("SETTINGS.*");
        return until("SETTINGS ACK");
    }

    /** Exchanges the prefaces, with a request right behind: it is idle at no time. */
    Peer greetAndPost(int streamId, String path) throws IOException {
        Wire greeting = Wire.of().preface().settings().settingsAck();
        send(greeting.headers(streamId, block("POST", path), Wire.END_HEADERS));
        expectLike("SETTINGS.*");
        return until("SETTINGS ACK");
    }

    Peer send(Wire wire) throws IOException {
        out.write(wire.octets().toArray());
        out.flush();
        return this;
    }

    Peer say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    Peer get(int streamId, String path) throws IOException {
        return send(Wire.of().headers(streamId, block("GET", path), LAST));
    }

    /** A request whose content follows. */
    Peer post(int streamId, String path) throws IOException {
        return send(Wire.of().headers(streamId, block("POST", path), Wire.END_HEADERS));
    }

    /** The field block of a request. */
    Octets block(String method, String path) {
        return fields(":method", method, ":scheme", "http", ":authority", "a", ":path", path);
    }

    /** A field block: name, value, name, value ... */
    Octets fields(String... fields) {
        FieldEncoder.Draft draft = encoder.draft();
        Output encoded = new Output(64);
        draft.begin(encoded);
        for (int i = 0; i < fields.length; i += 2) {
            draft.field(encoded, new Field(fields[i], fields[i + 1]));
        }
        encoder = draft.freeze();
        return encoded.cut().copy();
    }

    /** What the server still takes on all streams, in octets, by the updates that were read. */
    int window() {
        return window;
    }

    Peer data(int streamId, Octets payload, boolean last) throws IOException {
        window -= payload.length();
        return send(Wire.of().data(streamId, payload, last));
    }

    /** The next frame. */
    Frame frame() throws IOException {
        byte[] head = new byte[9];
        int first = in.read();
        if (first < 0) {
            throw new EOFException("closed");
        }
        head[0] = (byte) first;
        in.readFully(head, 1, 8);
        int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
        byte[] payload = new byte[length];
        in.readFully(payload);
        Frame frame = Wire.frames(Octets.wrap(head).plus(Octets.wrap(payload))).getFirst();
        if (frame instanceof Frame.WindowUpdate update && update.streamId() == 0) {
            window += update.increment();
        }
        return frame;
    }

    /** The next frame as a line. */
    String line() throws IOException {
        return lines.line(frame());
    }

    /** Demands these frames next. */
    Peer expect(String... expected) throws IOException {
        for (String line : expected) {
            assertEquals(line, line());
        }
        return this;
    }

    /** Demands a frame like this next. */
    Peer expectLike(String regex) throws IOException {
        String line = line();
        if (!line.matches(regex)) {
            fail("not like " + regex + ": " + line);
        }
        return this;
    }

    /** Passes over all frames before this one. */
    Peer until(String expected) throws IOException {
        List<String> passed = new ArrayList<>();
        try {
            for (String line = line(); !line.equals(expected); line = line()) {
                passed.add(line);
            }
        } catch (EOFException e) {
            fail("closed without " + expected + ", after " + passed);
        }
        return this;
    }

    /** Passes over all frames before one like this, and gives that one. */
    String untilLike(String regex) throws IOException {
        List<String> passed = new ArrayList<>();
        try {
            String line = line();
            while (!line.matches(regex)) {
                passed.add(line);
                line = line();
            }
            return line;
        } catch (EOFException e) {
            return fail("closed without anything like " + regex + ", after " + passed);
        }
    }

    /** Demands that the server is where it was: it answers a PING, and gives the lines before. */
    List<String> ping(String opaque) throws IOException {
        send(Wire.of().ping(false, Octets.utf8(opaque)));
        String answer = "PING ACK " + Octets.utf8(opaque);
        List<String> before = new ArrayList<>();
        for (String line = line(); !line.equals(answer); line = line()) {
            before.add(line);
        }
        return before;
    }

    /**
     * All content of a stream up to its end, crediting it if asked to; other frames are dropped.
     */
    byte[] content(int streamId, boolean crediting) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            Frame frame = frame();
            if (frame instanceof Frame.Data data && data.streamId() == streamId) {
                content.write(data.payload().toArray());
                if (crediting && data.length() > 0) {
                    send(
                            Wire.of()
                                    .windowUpdate(0, data.length())
                                    .windowUpdate(streamId, data.length()));
                }
                if (data.endStream()) {
                    return content.toByteArray();
                }
            } else {
                String line = lines.line(frame);
                if (line.startsWith("RST_STREAM " + streamId) || line.startsWith("GOAWAY")) {
                    fail(line);
                }
                if (line.startsWith("HEADERS " + streamId) && line.contains("END_STREAM")) {
                    return content.toByteArray();
                }
            }
        }
    }

    /** Demands that the server has closed, after any frames. */
    void closed() throws IOException {
        try {
            while (in.read() >= 0) {
                // What it has still said does not matter.
            }
        } catch (SocketException reset) {
            // That is an end, too.
        }
    }

    /** Demands the end, and no frame before it. */
    void eof() throws IOException {
        assertEquals(-1, in.read());
    }

    /** What is not HTTP/2: all up to the end, or so many octets. */
    String text(int octets) throws IOException {
        return new String(in.readNBytes(octets), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try {
            socket.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
