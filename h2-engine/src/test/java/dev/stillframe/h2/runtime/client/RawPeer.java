package dev.stillframe.h2.runtime.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that is written octet by octet: each connection follows a script on a thread. */
final class RawPeer implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    /** {@code :status: 200}, from the static table. */
    static final byte[] OK = {(byte) 0x88};

    /** What it does on one connection. */
    interface Script {
        void run(Line line) throws Exception;
    }

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        int number() {
            return ByteBuffer.wrap(payload).getInt();
        }
    }

    private final ServerSocket listening;
    private final List<Script> scripts;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();

    /** What the scripts have noted. */
    final BlockingQueue<Object> notes = new LinkedBlockingQueue<>();

    /** The first connection follows the first script, and so on; the last one is repeated. */
    RawPeer(Script... scripts) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), scripts);
    }

    /** On a socket that listens already. */
    RawPeer(ServerSocket listening, Script... scripts) {
        this.scripts = List.of(scripts);
        this.listening = listening;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    int accepted() {
        return accepted.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                Thread.ofVirtual().start(() -> follow(script, socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void follow(Script script, Socket socket) {
        try (socket) {
            script.run(new Line(socket));
        } catch (EOFException | SocketException e) {
            // The client has gone, or the test is over.
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** The next note of a script. */
    Object note() throws InterruptedException {
        return notes.take();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError("a script has failed", failure);
        }
    }

    /** One connection. */
    final class Line {
        final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void raw(byte[] octets) throws IOException {
            out.write(octets);
        }

        /** Both prefaces; the parameters are pairs of identifier and value. */
        Line preface(int... settings) throws IOException {
            byte[] magic = new byte[24];
            in.readFully(magic); // a client may leave before that, as later
            if (!new String(magic, StandardCharsets.US_ASCII).startsWith("PRI * HTTP/2.0")) {
                throw new AssertionError("no preface");
            }
            ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
            for (int i = 0; i < settings.length; i += 2) {
                payload.putShort((short) settings[i]).putInt(settings[i + 1]);
            }
            frame(SETTINGS, 0, 0, payload.array());
            return this;
        }

        void frame(int type, int flags, int stream, byte... payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.writeBytes(
                    ByteBuffer.allocate(9)
                            .put((byte) (payload.length >>> 16))
                            .putShort((short) payload.length)
                            .put((byte) type)
                            .put((byte) flags)
                            .putInt(stream)
                            .array());
            frame.writeBytes(payload);
            out.write(frame.toByteArray());
        }

        /** Numbers of four octets as a payload. */
        void numbers(int type, int stream, int... numbers) throws IOException {
            ByteBuffer payload = ByteBuffer.allocate(numbers.length * 4);
            for (int number : numbers) {
                payload.putInt(number);
            }
            frame(type, 0, stream, payload.array());
        }

        /** A response without content. */
        void ok(int stream) throws IOException {
            frame(HEADERS, END_HEADERS | END_STREAM, stream, OK);
        }

        /** The next frame; SETTINGS and PING are answered and not shown. */
        Frame next() throws IOException {
            while (true) {
                Frame frame = read();
                boolean ack = frame.has(ACK);
                switch (frame.type()) {
                    case SETTINGS -> {
                        if (!ack) {
                            frame(SETTINGS, ACK, 0);
                        }
                    }
                    case PING -> {
                        if (!ack) {
                            frame(PING, ACK, 0, frame.payload());
                        }
                    }
                    default -> {
                        return frame;
                    }
                }
            }
        }

        /** The next frame as it is. */
        Frame read() throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, payload);
        }

        /** The next frame of this type; others are passed over. */
        Frame next(int type) throws IOException {
            Frame frame = next();
            while (frame.type() != type) {
                frame = next();
            }
            return frame;
        }

        /** The identifier of the next request. */
        int request() throws IOException {
            return next(HEADERS).stream();
        }

        /** Answers all that comes, for ever. */
        void serve() throws IOException {
            while (true) {
                ok(request());
            }
        }

        /** Reads and says nothing, until the client goes. */
        void silence() throws IOException {
            while (in.read() >= 0) {
                // nothing
            }
        }

        /** Closes with RST. */
        void abort() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void note(Object what) {
            notes.add(what);
        }
    }
}
