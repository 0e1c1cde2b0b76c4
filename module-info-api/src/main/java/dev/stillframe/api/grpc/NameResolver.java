package dev.stillframe.api.grpc;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers of targets of one scheme. Given to a channel, or found with {@link
 * java.util.ServiceLoader}.
 */
public interface NameResolver {
    /** The scheme: {@code zoo} for targets such as {@code zoo:///lions}; in lower case. */
    String scheme();

    /**
     * Looks a target up: once a call wants a connection, and again when connections fail or end, no
     * sooner than 30 s after the last time, and after failures with the delays of {@link
     * ChannelOptions.Reconnect}.
     *
     * <p>Called on a virtual thread, so it may block; by one at a time for a channel. What it
     * throws is a failure: calls fail with UNAVAILABLE, or wait where they may, and connections
     * that stand go on.
     *
     * @param target the whole of it, with the scheme
     */
    Found resolve(String target) throws IOException;

    /**
     * What was found.
     *
     * @param addresses better ones first; with none the look-up has failed
     * @param serviceConfig followed instead of {@link ChannelOptions#serviceConfig()}; null for
     *     none. With one that has a fault the look-up has failed
     */
    record Found(List<SocketAddress> addresses, @Nullable String serviceConfig) {
        public Found {
            addresses = List.copyOf(addresses);
            addresses.forEach(Objects::requireNonNull);
        }
    }
}
