package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.conformance.script.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Checks a client: each of its connections is dealt the next case. A connection on which the client
 * says nothing uses up no case.
 *
 * <p>The client has to linger: it must stay connected while its request is unanswered, or else a
 * connection that it closes without a word shows nothing, and the case is failed.
 *
 * @param address where to listen
 * @param port the port, or 0 for any free one
 * @param tls who we say we are, or null for HTTP/2 over TCP with prior knowledge (section 3.3)
 * @param patience how long the client is waited for, each time
 * @param arrival how long a connection is waited for
 */
public record ClientRun(
        InetAddress address,
        int port,
        @Nullable SSLContext tls,
        Duration patience,
        Duration arrival) {
    /** Octets of content that a request with content must have at least. */
    public static final int CONTENT = 100_000;

    /** Makes the client under test connect. */
    public interface Driver {
        /**
         * Sends a GET to {@code uri}, twice at once where the client can; or a POST with {@link
         * #CONTENT} octets; or a CONNECT where it can, and a GET where it cannot. Then keeps the
         * connection until the thread is interrupted. It is called on a thread of its own.
         *
         * @param asked which of them
         */
        void call(URI uri, Asked asked) throws Exception;
    }

    /** Told where the run listens. */
    public interface Listening {
        void on(URI uri);
    }

    /** A client on this machine, over TCP. */
    public static ClientRun plain() {
        return new ClientRun(
                InetAddress.getLoopbackAddress(),
                0,
                null,
                ServerRun.PATIENCE,
                Duration.ofSeconds(20));
    }

    /** The same over TLS. */
    public ClientRun secured(SSLContext identity) {
        return new ClientRun(address, port, identity, patience, arrival);
    }

    /** The same with other patience. */
    public ClientRun patient(Duration other) {
        return new ClientRun(address, port, tls, other, arrival);
    }

    /** Plays all cases, and has the client called for each, on a port of its own if it is 0. */
    public Report run(Suite suite, Driver driver, Progress progress) {
        return Run.of(clients(suite), new Called(this, driver), progress);
    }

    /**
     * Plays all cases with the connections that come.
     *
     * @throws IOException when the port cannot be had
     */
    public Report run(Suite suite, Listening listening, Progress progress) throws IOException {
        try (Door door = new Door(this)) {
            listening.on(door.uri("/"));
            return Run.of(clients(suite), new Coming(this, door), progress);
        }
    }

    private static Suite clients(Suite suite) {
        if (suite.peer() != Role.CLIENT) {
            throw new IllegalArgumentException("these cases are for servers");
        }
        return suite;
    }

    private Setup setup() {
        return new Setup(tls == null ? "http" : "https", "localhost", "/", patience, false);
    }

    /** Whoever comes is dealt the next case. */
    private record Coming(ClientRun run, Door door) implements Run.Connections {
        @Override
        public Setup setup() {
            return run.setup();
        }

        @Override
        public Link next(Case of) throws IOException {
            return door.next(run.arrival, () -> false);
        }

        @Override
        public void over() {}
    }

    /** A door for each case, and one client that is called to it. */
    private static final class Called implements Run.Connections {
        private final ClientRun run;
        private final Driver driver;
        private @Nullable Door door;
        private @Nullable Thread caller;

        Called(ClientRun run, Driver driver) {
            this.run = run;
            this.driver = driver;
        }

        @Override
        public Setup setup() {
            return run.setup();
        }

        @Override
        public Link next(Case of) throws IOException {
            Door opened = new Door(run);
            door = opened;
            URI uri = opened.uri("/" + of.id());
            Thread calling = Thread.ofVirtual().name("client").start(() -> call(uri, of.asked()));
            caller = calling;
            return opened.next(run.arrival, () -> !calling.isAlive());
        }

        private void call(URI uri, Asked asked) {
            try {
                driver.call(uri, asked);
            } catch (Exception ended) {
                // What the client makes of a case is its affair; what counts is on the wire.
            }
        }

        @Override
        public void over() {
            Thread calling = caller;
            if (calling != null) {
                calling.interrupt();
                caller = null;
            }
            Door opened = door;
            if (opened != null) {
                opened.close();
                door = null;
            }
        }
    }
}
