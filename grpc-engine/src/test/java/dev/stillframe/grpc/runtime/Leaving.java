package dev.stillframe.grpc.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each first request of a connection with GOAWAY: it was not processed. */
final class Leaving implements AutoCloseable {
    private static final int PREFACE = 24;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;

    final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket listening;

    Leaving() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            OutputStream out = socket.getOutputStream();
            in.readNBytes(PREFACE);
            out.write(frame(SETTINGS, new byte[0]));
            while (true) {
                byte[] head = in.readNBytes(9);
                if (head.length < 9) {
                    return;
                }
                in.readNBytes(ByteBuffer.wrap(head).getInt() >>> 8);
                if (head[3] == HEADERS) {
                    requests.incrementAndGet();
                    out.write(frame(GOAWAY, new byte[8])); // the last stream was 0, NO_ERROR
                }
            }
        } catch (IOException gone) {
            // Whoever it was.
        }
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) 0)
                .putInt(0)
                .put(payload)
                .array();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
