package dev.stillframe.api.server;

import dev.stillframe.api.tls.Tls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param address an {@link InetSocketAddress}, port 0 for any free one, or a {@link
 *     java.net.UnixDomainSocketAddress}; the file of the latter is made at the start, replaced if
 *     nobody listens behind it, and deleted at the end
 * @param tls null for plain connections: prior knowledge, and the upgrade from HTTP/1.1 (h2c)
 */
public record Listener(SocketAddress address, @Nullable Tls tls) {
    public Listener {
        Objects.requireNonNull(address);
    }

    /** On all addresses of this machine, without TLS. */
    public static Listener plain(int port) {
        return new Listener(new InetSocketAddress(port), null);
    }

    /** On all addresses of this machine, with TLS. */
    public static Listener secure(int port, Tls tls) {
        return new Listener(new InetSocketAddress(port), Objects.requireNonNull(tls));
    }
}
