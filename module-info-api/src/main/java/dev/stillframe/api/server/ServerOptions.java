package dev.stillframe.api.server;

import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up; made by {@link Server#builder()}.
 *
 * @param listeners where it listens; at least one
 * @param handler who answers
 * @param connection options and {@link dev.stillframe.api.connection.Limits} of each connection, in
 *     the server's role; {@code secure} is set for each listener by itself. Idle time, age and
 *     requests of a connection are among the limits
 * @param loops event loops, each a thread that drives many connections. 1 to 1024; by default one
 *     for each processor
 * @param maxConnections connections open at a time; one more is closed at once. 1 or more; 10,000
 *     by default
 * @param maxHandshakes TLS handshakes and connections that have not said what they speak, at a
 *     time; one more waits to be accepted. 1 or more; 1,000 by default
 * @param backlog the operating system's queue of connections that wait to be accepted; 1,024 by
 *     default
 * @param handshakeTimeout for TLS, and for the first octets of a plain connection; 10 s by default
 * @param drain how long streams may finish when the server closes; 30 s by default
 * @param upgrade whether plain connections may upgrade from HTTP/1.1 (h2c, RFC 7540 section 3.2);
 *     on by default
 * @param otherProtocol who serves connections that do not speak HTTP/2; when null, a plain HTTP/1.1
 *     request is answered with 426 and ALPN offers h2 alone
 */
public record ServerOptions(
        List<Listener> listeners,
        Handler handler,
        Options connection,
        int loops,
        int maxConnections,
        int maxHandshakes,
        int backlog,
        Duration handshakeTimeout,
        Duration drain,
        boolean upgrade,
        @Nullable OtherProtocol otherProtocol) {
    public ServerOptions {
        listeners = List.copyOf(listeners);
        Objects.requireNonNull(handler, "a handler is needed");
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("a listener is needed");
        }
        if (connection.role() != Role.SERVER) {
            throw new IllegalArgumentException("a server's connections are in the server's role");
        }
        atLeast(1, loops, "loops");
        atLeast(1, maxConnections, "maxConnections");
        atLeast(1, maxHandshakes, "maxHandshakes");
        atLeast(1, backlog, "backlog");
        if (loops > 1024) {
            throw new IllegalArgumentException("loops is 1024 at the most, not " + loops);
        }
        if (!handshakeTimeout.isPositive() || drain.isNegative()) {
            throw new IllegalArgumentException("a time is out of range");
        }
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
        }
    }
}
