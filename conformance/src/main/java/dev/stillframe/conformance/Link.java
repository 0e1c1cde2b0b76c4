package dev.stillframe.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A connection that is there.
 *
 * @param in what is read from it; it may hold octets that were read already
 */
record Link(Socket socket, InputStream in) implements AutoCloseable {
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed in any case.
        }
    }
}
