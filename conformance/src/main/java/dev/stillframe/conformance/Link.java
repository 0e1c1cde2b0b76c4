package dev.stillframe.conformance;

import dev.stillframe.conformance.wire.Secure;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is there.
 *
 * @param in what is read from it; it may hold octets that were read already
 * @param secure what a client said when TLS began, or null
 */
record Link(Socket socket, InputStream in, @Nullable Secure secure) implements AutoCloseable {
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed in any case.
        }
    }
}
