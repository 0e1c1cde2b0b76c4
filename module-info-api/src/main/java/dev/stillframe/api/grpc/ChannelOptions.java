package dev.stillframe.api.grpc;

import dev.stillframe.api.client.ClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a channel calls, and how; made by {@link #builder}.
 *
 * @param target {@code host:port} or {@code dns:///host:port}, {@code unix:path}, or {@code
 *     static:///host:port,host:port}
 * @param secure whether connections use TLS, as {@link ClientOptions#tls()} says
 * @param authority what calls are for ({@code :authority}); null for the target's
 * @param timeout of calls that say nothing; null for none
 * @param maxReceived the largest message taken, in octets after decompression; 4 MiB by default
 * @param compressions what messages may be compressed with, besides not at all; gzip by default
 * @param userAgent put before the library's own in {@code user-agent}; may be empty
 * @param client the connections: pool, limits, TLS, grace time. The pool's retries of connecting
 *     are not used, but their delays are, by calls that wait for a connection. Keep-alive, where
 *     there is any, comes no sooner than after ten seconds, and without calls after {@code
 *     idleKeepAlive}, two hours by default (gRFC A8)
 */
public record ChannelOptions(
        String target,
        boolean secure,
        @Nullable String authority,
        @Nullable Duration timeout,
        int maxReceived,
        List<Compression> compressions,
        String userAgent,
        ClientOptions client) {
    public ChannelOptions {
        if (target.isEmpty()) {
            throw new IllegalArgumentException("a target is needed");
        }
        compressions = List.copyOf(compressions);
        Objects.requireNonNull(userAgent);
        Objects.requireNonNull(client);
        if (maxReceived < 0) {
            throw new IllegalArgumentException("a size is not negative: " + maxReceived);
        }
    }

    /** Options for a target, to fill in. */
    public static ChannelOptionsBuilder builder(String target) {
        return new ChannelOptionsBuilder(target);
    }
}
