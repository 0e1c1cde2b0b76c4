package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.wire.Texts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends frames as it is told, and gives one line for each frame that it gets. It
 * credits all that comes; requests' content is sent whatever the server's windows are.
 */
final class Peer implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private Iteration state = Http2Engine.find().connection(Options.of(Role.CLIENT));
    private boolean crediting = true;
    private int started;
    private Octets unsent = Octets.EMPTY;
    private @Nullable ByteArrayOutputStream keeping;

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connected to a port of this machine. */
    static Peer to(int port) throws IOException {
        Peer peer = new Peer(new Socket(InetAddress.getLoopbackAddress(), port));
        peer.step();
        return peer;
    }

    /** Gives back no credit from now on. */
    Peer withholding() {
        crediting = false;
        return this;
    }

    // ---- what it says

    /** Begins a call; gives its stream. */
    int call(String path, String... fields) throws IOException {
        List<Field> all = new ArrayList<>();
        all.add(new Field("te", "trailers"));
        if (!List.of(fields).contains("content-type")) {
            all.add(new Field("content-type", "application/grpc"));
        }
        all.addAll(FieldSection.of(fields).asList());
        return request("POST", path, FieldSection.of(all));
    }

    /** Begins a request; gives its stream. */
    int request(String method, String path, FieldSection fields) throws IOException {
        step(new Command.Request(1, RequestHead.of(method, "http", "a", path, fields), false));
        return started;
    }

    /** Sends content. */
    Peer data(int stream, Octets octets) throws IOException {
        Octets left = octets;
        while (left.length() > 16_384) {
            frame(DATA, stream, left.slice(0, 16_384));
            left = left.from(16_384);
        }
        frame(DATA, stream, left);
        return this;
    }

    /** Sends content and ends the request. */
    Peer last(int stream, Octets octets) throws IOException {
        unsent = octets;
        step(new Command.Data(stream, octets.length(), true));
        assertTrue(unsent.isEmpty(), "the server takes no more");
        return this;
    }

    /** Sends content as the server's credit allows, and ends the request. */
    Peer sendAll(int stream, Octets octets) throws IOException {
        unsent = octets;
        step(new Command.Data(stream, octets.length(), true));
        while (!unsent.isEmpty()) {
            String line = frame();
            assertNull(line);
        }
        return this;
    }

    /** Gives the stream up. */
    Peer reset(int stream, ErrorCode code) throws IOException {
        step(new Command.Reset(stream, code));
        return this;
    }

    private void frame(int type, int stream, Octets payload) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(9);
        head.putInt(payload.length() << 8 | type).put((byte) 0).putInt(stream);
        out.write(Octets.wrap(head.flip()).plus(payload).toArray());
        out.flush();
    }

    // ---- what it gets

    /** The next frame of any stream: its line. */
    String line() throws IOException {
        while (true) {
            String line = frame();
            if (line != null) {
                return line;
            }
        }
    }

    /** Reads a frame; null when it is the connection's. */
    private @Nullable String frame() throws IOException {
        byte[] head = in.readNBytes(9);
        if (head.length < 9) {
            return fail("closed");
        }
        byte[] payload = in.readNBytes(ByteBuffer.wrap(head).getInt() >>> 8);
        List<Notice> notices =
                step(new Event.Received(Octets.wrap(head).plus(Octets.wrap(payload))));
        int type = head[3];
        int stream = ByteBuffer.wrap(head).getInt(5);
        if (keeping != null && type == DATA) {
            keeping.write(payload);
        }
        if (type == RST_STREAM) {
            return "RST_STREAM " + stream + ' ' + ErrorCode.of(ByteBuffer.wrap(payload).getInt());
        }
        return type <= HEADERS ? line(notices, stream, (head[4] & 1) != 0, payload) : null;
    }

    private static String line(List<Notice> notices, int stream, boolean last, byte[] payload) {
        String end = last ? " END_STREAM" : "";
        for (Notice notice : notices) {
            if (notice instanceof Notice.Response response) {
                return "HEADERS "
                        + stream
                        + end
                        + " :status="
                        + response.head().status()
                        + fields(response.head().fields());
            }
            if (notice instanceof Notice.Trailers trailers) {
                return "HEADERS " + stream + end + fields(trailers.fields());
            }
            if (notice instanceof Notice.Data data) {
                return "DATA " + stream + end + ' ' + shown(data.octets());
            }
        }
        return "FRAME " + stream + end + " " + payload.length;
    }

    private static String shown(Octets content) {
        if (content.length() > 200) {
            return "(" + content.length() + ")";
        }
        try {
            return Texts.texts(content).toString();
        } catch (BufferUnderflowException | NegativeArraySizeException noMessages) {
            return content.utf8();
        }
    }

    private static String fields(FieldSection fields) {
        StringBuilder line = new StringBuilder();
        fields.forEach(
                each -> line.append(' ').append(each.name()).append('=').append(each.value()));
        return line.toString();
    }

    /** The content of a stream, up to the trailers, which are passed over. */
    Octets content(int stream) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        keeping = content;
        try {
            String line = line();
            while (line.startsWith("DATA " + stream)) {
                line = line();
            }
            assertTrue(line.startsWith("HEADERS " + stream + " END_STREAM grpc-status=0"), line);
            return Octets.wrap(content.toByteArray());
        } finally {
            keeping = null;
        }
    }

    /** All octets that one read gives. */
    Octets read() throws IOException {
        byte[] buffer = new byte[65_536];
        int count = socket.getInputStream().read(buffer);
        Octets octets = Octets.wrap(buffer, 0, Math.max(count, 0));
        step(new Event.Received(octets));
        return octets;
    }

    private List<Notice> step(Event... events) throws IOException {
        List<Event> all = new ArrayList<>();
        all.add(new Event.Clock(System.nanoTime()));
        all.add(new Event.Room(Integer.MAX_VALUE));
        all.addAll(List.of(events));
        Transition transition = state.step(all);
        state = transition.next();
        List<Notice> notices = new ArrayList<>();
        Octets octets = Octets.EMPTY;
        List<Event> consumed = new ArrayList<>();
        for (Effect effect : transition.effects()) {
            if (effect instanceof Effect.Send send) {
                octets = octets.plus(send.octets());
            } else if (effect instanceof Effect.Take take) {
                octets = octets.plus(unsent.slice(0, take.octets()));
                unsent = unsent.from(take.octets());
            } else if (effect instanceof Notice notice) {
                notices.add(notice);
                if (notice instanceof Notice.Data data && crediting) {
                    consumed.add(new Event.Consumed(data.streamId(), data.octets().length()));
                }
                if (notice instanceof Notice.Started now) {
                    started = now.streamId();
                }
            }
        }
        if (!octets.isEmpty()) {
            out.write(octets.toArray());
            out.flush();
        }
        if (!consumed.isEmpty()) {
            step(consumed.toArray(Event[]::new));
        }
        return notices;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
