package dev.stillframe.api.grpc;

import dev.stillframe.api.client.ClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a channel calls, and how; made by {@link #builder}.
 *
 * @param target {@code host:port} or {@code dns:///host:port}, {@code unix:path}, {@code
 *     static:///host:port,host:port}, or what a {@link NameResolver} knows
 * @param secure whether connections use TLS, as {@link ClientOptions#tls()} says
 * @param authority what calls are for ({@code :authority}); null for the target's
 * @param timeout of calls that say nothing; null for none. A service config may shorten it
 * @param maxReceived the largest message taken, in octets after decompression; 0 or more, 4 MiB by
 *     default. A service config may lower it
 * @param compressions what messages may be compressed with, besides not at all; gzip by default
 * @param userAgent put before the library's own in {@code user-agent}; may be empty
 * @param serviceConfig JSON as grpc/grpc doc/service_config.md has it: policies for each method,
 *     and how calls are spread. Followed where the target's resolver gives none; null for none,
 *     that is pick_first without retries. A channel with one that has a fault is not opened
 * @param retries whether and how far policies of attempts are followed (A6)
 * @param reconnect delays between attempts to connect, and to look the target up
 * @param interceptors around all calls, the first one outermost; none by default
 * @param resolvers asked ahead of those that {@link java.util.ServiceLoader} finds; none by default
 * @param client the connections: pool, limits, TLS, grace time. {@link
 *     dev.stillframe.api.client.PoolOptions#maxIdleTime} is how long the channel stays connected
 *     without calls, up to twice as long; then it is {@link Connectivity#IDLE}. The retries of the
 *     pool and of its requests are not used: the channel has its own Keep-alive, where there is
 *     any, comes no sooner than after ten seconds, and without calls after {@code idleKeepAlive},
 *     two hours by default (gRFC A8)
 */
public record ChannelOptions(
        String target,
        boolean secure,
        @Nullable String authority,
        @Nullable Duration timeout,
        int maxReceived,
        List<Compression> compressions,
        String userAgent,
        @Nullable String serviceConfig,
        Retries retries,
        Reconnect reconnect,
        List<ClientInterceptor> interceptors,
        List<NameResolver> resolvers,
        ClientOptions client) {
    public ChannelOptions {
        if (target.isEmpty()) {
            throw new IllegalArgumentException("a target is needed");
        }
        compressions = List.copyOf(compressions);
        interceptors = List.copyOf(interceptors);
        resolvers = List.copyOf(resolvers);
        Objects.requireNonNull(userAgent);
        Objects.requireNonNull(retries);
        Objects.requireNonNull(reconnect);
        Objects.requireNonNull(client);
        if (maxReceived < 0) {
            throw new IllegalArgumentException("a size is not negative: " + maxReceived);
        }
    }

    /**
     * How far retries and hedges go. What is certainly not processed (REFUSED_STREAM, GOAWAY) is
     * sent again once, and what has never left the client until its deadline, whatever stands here.
     *
     * @param followed whether a service config's {@code retryPolicy} and {@code hedgingPolicy} are
     *     followed; true by default
     * @param perCall octets of requests that a call keeps to send them again, 0 or more; 1 MiB by
     *     default. A call that sends more goes on, but is not attempted again
     * @param perChannel the same for all calls of the channel together; 16 MiB by default
     */
    public record Retries(boolean followed, long perCall, long perChannel) {
        /** What is used unless something else is said. */
        public static final Retries DEFAULT = new Retries(true, 1 << 20, 16 << 20);

        public Retries {
            if (perCall < 0 || perChannel < 0) {
                throw new IllegalArgumentException(perCall + " and " + perChannel + " octets");
            }
        }
    }

    /**
     * Delays between attempts, from one's beginning to the next (grpc/grpc
     * doc/connection-backoff.md). Each is a fifth longer or shorter by chance.
     *
     * @param first after the first failure; above zero, 1 s by default
     * @param longest to which they grow, by 1.6 each time; not below {@code first}, 120 s by
     *     default
     */
    public record Reconnect(Duration first, Duration longest) {
        /** What is used unless something else is said. */
        public static final Reconnect DEFAULT =
                new Reconnect(Duration.ofSeconds(1), Duration.ofSeconds(120));

        public Reconnect {
            if (!first.isPositive() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("delays of " + first + " to " + longest);
            }
        }
    }

    /** Options for a target, to fill in. */
    public static ChannelOptionsBuilder builder(String target) {
        return new ChannelOptionsBuilder(target);
    }
}
