package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.script.Setup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Checks a server: each case makes a connection of its own.
 *
 * @param host the server's name or address
 * @param port its port
 * @param tls whom to trust, or null for HTTP/2 over TCP with prior knowledge (section 3.3)
 * @param path what is asked for: something that has content
 * @param patience how long the server is waited for, each time
 */
public record ServerRun(
        String host, int port, @Nullable SSLContext tls, String path, Duration patience) {
    /** What is asked for unless something else is. */
    public static final String PATH = "/";

    /** How long a peer is waited for unless something else is said. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A server over TCP. */
    public static ServerRun plain(String host, int port) {
        return new ServerRun(host, port, null, PATH, PATIENCE);
    }

    /**
     * Plays all cases of a suite.
     *
     * @throws IOException when the server cannot be reached at all
     */
    public Report run(Suite suite, Progress progress) throws IOException {
        if (suite.peer() != Role.SERVER) {
            throw new IllegalArgumentException("these cases are for clients");
        }
        connect().close();
        return Run.of(suite, new ToServer(), progress);
    }

    private Link connect() throws IOException {
        Socket socket = new Socket();
        try {
            int millis = Math.max(1, (int) patience.toMillis());
            socket.connect(new InetSocketAddress(host, port), millis);
            if (tls == null) {
                return new Link(socket, socket.getInputStream(), null);
            }
            SSLSocket secured =
                    (SSLSocket) tls.getSocketFactory().createSocket(socket, host, port, true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            if (!"h2".equals(secured.getApplicationProtocol())) {
                secured.close();
                throw new IOException("the server did not choose h2 by ALPN");
            }
            return new Link(secured, secured.getInputStream(), null);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private final class ToServer implements Run.Connections {
        private final Setup setup =
                new Setup(tls == null ? "http" : "https", host + ":" + port, path, patience, false);

        @Override
        public Setup setup() {
            return setup;
        }

        @Override
        public Link next(Case of) throws IOException {
            return connect();
        }

        @Override
        public void over() {}
    }
}
