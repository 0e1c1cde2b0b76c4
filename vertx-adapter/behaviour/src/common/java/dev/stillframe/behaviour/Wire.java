package dev.stillframe.behaviour;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Frames over a socket, as they are sent and as they come (RFC 9113 section 4.1). */
final class Wire implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITIZED = 0x20;

    private static final List<String> CODES =
            List.of(
                    "NO_ERROR",
                    "PROTOCOL_ERROR",
                    "INTERNAL_ERROR",
                    "FLOW_CONTROL_ERROR",
                    "SETTINGS_TIMEOUT",
                    "STREAM_CLOSED",
                    "FRAME_SIZE_ERROR",
                    "REFUSED_STREAM",
                    "CANCEL",
                    "COMPRESSION_ERROR",
                    "CONNECT_ERROR",
                    "ENHANCE_YOUR_CALM",
                    "INADEQUATE_SECURITY",
                    "HTTP_1_1_REQUIRED");

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private final Closeable closing;
    private final DataInputStream in;
    private final OutputStream out;
    private final @Nullable SSLSocket secure;

    private Wire(Closeable closing, InputStream in, OutputStream out, @Nullable SSLSocket secure) {
        this.closing = closing;
        this.in = new DataInputStream(in);
        this.out = out;
        this.secure = secure;
    }

    static Wire plain(int port) throws IOException {
        return of(new Socket("127.0.0.1", port));
    }

    static Wire unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        return new Wire(
                channel, Channels.newInputStream(channel), Channels.newOutputStream(channel), null);
    }

    /**
     * @param host for SNI, or null
     * @param protocols for ALPN
     */
    static Wire tls(int port, Identities.Trust trust, @Nullable String host, String... protocols)
            throws IOException {
        return tlsBehind("", port, trust, host, protocols);
    }

    /**
     * @param before what is sent in the clear first
     */
    static Wire tlsBehind(
            String before,
            int port,
            Identities.Trust trust,
            @Nullable String host,
            String... protocols)
            throws IOException {
        Socket plain = new Socket("127.0.0.1", port);
        plain.setSoTimeout((int) Play.PATIENCE.toMillis());
        plain.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
        SSLSocket socket =
                (SSLSocket)
                        trust.context()
                                .getSocketFactory()
                                .createSocket(plain, host == null ? "127.0.0.1" : host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Wire(socket, socket.getInputStream(), socket.getOutputStream(), socket);
    }

    private static Wire of(Socket socket) throws IOException {
        socket.setSoTimeout((int) Play.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return new Wire(socket, socket.getInputStream(), socket.getOutputStream(), null);
    }

    /** The TLS socket, where it is one. */
    SSLSocket secure() {
        if (secure == null) {
            throw new IllegalStateException("not over TLS");
        }
        return secure;
    }

    InputStream in() {
        return in;
    }

    void send(byte... octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    void send(String ascii) throws IOException {
        send(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next frame, or null when the server has closed the connection. */
    @Nullable Frame read() throws IOException {
        try {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[head >>> 8];
            in.readFully(payload);
            return new Frame(head & 0xff, flags, stream, payload);
        } catch (EOFException | SocketException | SSLException closed) {
            return null;
        }
    }

    /** A line of HTTP/1.1, without its end; null when the server has closed the connection. */
    @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Settings by identifier and value in turn. */
    static byte[] settings(int... identifiersAndValues) {
        ByteBuffer payload = ByteBuffer.allocate(identifiersAndValues.length * 3);
        for (int i = 0; i < identifiersAndValues.length; i += 2) {
            payload.putShort((short) identifiersAndValues[i]).putInt(identifiersAndValues[i + 1]);
        }
        return payload.array();
    }

    /** The name of an error code (section 7). */
    static String code(int code) {
        return code >= 0 && code < CODES.size() ? CODES.get(code) : String.valueOf(code);
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
