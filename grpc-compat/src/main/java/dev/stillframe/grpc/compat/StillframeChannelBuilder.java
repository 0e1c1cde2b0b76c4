package dev.stillframe.grpc.compat;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.tls.Tls;
import io.grpc.ClientInterceptor;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a channel of grpc-java's over one of Stillframe's: in place of {@code NettyChannelBuilder}
 * or {@code ManagedChannelBuilder.forTarget}.
 *
 * <p>What it does not have throws {@link UnsupportedOperationException}, as {@link
 * ManagedChannelBuilder} says: name resolvers and balancers of grpc-java's, proxies, binary logs.
 * Targets, service configs and retries are those of {@link ChannelOptions}.
 */
public final class StillframeChannelBuilder
        extends ManagedChannelBuilder<StillframeChannelBuilder> {
    private final String target;
    private final ChannelOptionsBuilder options;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private final List<Consumer<ChannelOptionsBuilder>> more = new ArrayList<>();
    private final List<Consumer<ClientOptionsBuilder>> client = new ArrayList<>();
    private final LimitsBuilder limits = Limits.DEFAULT.toBuilder().stallTimeout(Duration.ZERO);
    private CompressorRegistry compressors = CompressorRegistry.getDefaultInstance();
    private DecompressorRegistry decompressors = DecompressorRegistry.getDefaultInstance();
    private @Nullable String authority;
    private @Nullable Executor executor;
    private @Nullable Duration idle;
    private @Nullable Tls tls;
    private Map<String, ?> serviceConfig = Map.of();
    private @Nullable String balancing;
    private boolean withoutCalls;
    private boolean plain;
    private boolean retries = true;
    private long perCall = ChannelOptions.Retries.DEFAULT.perCall();
    private long perChannel = ChannelOptions.Retries.DEFAULT.perChannel();

    private StillframeChannelBuilder(String target) {
        this.target = target;
        this.options = ChannelOptions.builder(target);
    }

    /** To a target, as {@link ChannelOptions#target()} has them. */
    public static StillframeChannelBuilder forTarget(String target) {
        return new StillframeChannelBuilder(target);
    }

    /** To a host and a port. */
    public static StillframeChannelBuilder forAddress(String name, int port) {
        boolean literal = name.indexOf(':') >= 0 && !name.startsWith("[");
        return forTarget((literal ? '[' + name + ']' : name) + ':' + port);
    }

    // ---- calls

    @Override
    public StillframeChannelBuilder intercept(List<ClientInterceptor> more) {
        interceptors.addAll(more);
        return this;
    }

    @Override
    public StillframeChannelBuilder intercept(ClientInterceptor... more) {
        return intercept(List.of(more));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Callbacks then run on the connection's loop among others: they must not block.
     */
    @Override
    public StillframeChannelBuilder directExecutor() {
        return executor(Runnable::run);
    }

    /**
     * {@inheritDoc}
     *
     * <p>By default each call has a virtual thread for its callbacks.
     */
    @Override
    public StillframeChannelBuilder executor(@Nullable Executor value) {
        executor = value;
        return this;
    }

    @Override
    public StillframeChannelBuilder maxInboundMessageSize(int octets) {
        options.maxReceived(octets);
        return this;
    }

    @Override
    public StillframeChannelBuilder decompressorRegistry(@Nullable DecompressorRegistry registry) {
        decompressors = registry == null ? DecompressorRegistry.getDefaultInstance() : registry;
        return this;
    }

    @Override
    public StillframeChannelBuilder compressorRegistry(@Nullable CompressorRegistry registry) {
        compressors = registry == null ? CompressorRegistry.getDefaultInstance() : registry;
        return this;
    }

    @Override
    public StillframeChannelBuilder userAgent(@Nullable String value) {
        options.userAgent(value == null ? "" : value);
        return this;
    }

    // ---- whom

    @Override
    public StillframeChannelBuilder overrideAuthority(String value) {
        authority = value;
        options.authority(value);
        return this;
    }

    @Override
    public StillframeChannelBuilder usePlaintext() {
        plain = true;
        return this;
    }

    @Override
    public StillframeChannelBuilder useTransportSecurity() {
        plain = false;
        return this;
    }

    /** Uses TLS, in whatever way. By default it trusts whom the JDK trusts. */
    public StillframeChannelBuilder tls(Tls value) {
        tls = value;
        return useTransportSecurity();
    }

    /**
     * Not had: names are found by a {@link dev.stillframe.api.grpc.NameResolver}.
     *
     * @throws UnsupportedOperationException always
     */
    @Deprecated
    @Override
    public StillframeChannelBuilder nameResolverFactory(NameResolver.Factory factory) {
        throw new UnsupportedOperationException("names are found by resolvers of Stillframe's");
    }

    // ---- service configs and retries

    @Override
    public StillframeChannelBuilder defaultServiceConfig(@Nullable Map<String, ?> config) {
        Json.of(config); // which refuses what no config may have
        serviceConfig = config == null ? Map.of() : new LinkedHashMap<>(config);
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is for a default service config that names none.
     */
    @Override
    public StillframeChannelBuilder defaultLoadBalancingPolicy(String policy) {
        balancing = Objects.requireNonNull(policy);
        return this;
    }

    /** The default service config with the default policy; empty for none. */
    private Map<String, ?> config() {
        String policy = balancing;
        if (policy == null
                || serviceConfig.containsKey("loadBalancingConfig")
                || serviceConfig.containsKey("loadBalancingPolicy")) {
            return serviceConfig;
        }
        Map<String, Object> both = new LinkedHashMap<>(serviceConfig);
        both.put("loadBalancingConfig", List.of(Map.of(policy, Map.of())));
        return both;
    }

    @Override
    public StillframeChannelBuilder enableRetry() {
        retries = true;
        return this;
    }

    @Override
    public StillframeChannelBuilder disableRetry() {
        retries = false;
        return this;
    }

    @Override
    public StillframeChannelBuilder perRpcBufferLimit(long octets) {
        perCall = octets;
        return this;
    }

    @Override
    public StillframeChannelBuilder retryBufferSize(long octets) {
        perChannel = octets;
        return this;
    }

    // ---- connections

    @Override
    public StillframeChannelBuilder idleTimeout(long time, TimeUnit unit) {
        idle = Duration.of(Math.max(1, unit.toMillis(time)), TimeUnit.MILLISECONDS.toChronoUnit());
        return this;
    }

    @Override
    public StillframeChannelBuilder maxInboundMetadataSize(int octets) {
        limits.maxHeaderListSize(octets);
        return this;
    }

    @Override
    public StillframeChannelBuilder keepAliveTime(long time, TimeUnit unit) {
        limits.keepAlive(StillframeServerBuilder.duration(time, unit));
        return this;
    }

    @Override
    public StillframeChannelBuilder keepAliveTimeout(long time, TimeUnit unit) {
        limits.keepAliveTimeout(StillframeServerBuilder.duration(time, unit));
        return this;
    }

    @Override
    public StillframeChannelBuilder keepAliveWithoutCalls(boolean enable) {
        withoutCalls = enable;
        return this;
    }

    /** Sets limits of each connection that {@link ManagedChannelBuilder} has no word for. */
    public StillframeChannelBuilder limits(Consumer<LimitsBuilder> set) {
        set.accept(limits);
        return this;
    }

    /** Sets what else the channel has: resolvers, delays, interceptors of Stillframe's. */
    public StillframeChannelBuilder options(Consumer<ChannelOptionsBuilder> set) {
        more.add(set);
        return this;
    }

    /** Sets what else its connections have: addresses, pool, loops. */
    public StillframeChannelBuilder client(Consumer<ClientOptionsBuilder> set) {
        client.add(set);
        return this;
    }

    @Override
    public ManagedChannel build() {
        Limits given = limits.build();
        if (withoutCalls) {
            given = given.toBuilder().idleKeepAlive(given.keepAlive()).build();
        }
        ClientOptionsBuilder connections = Client.builder().limits(given);
        if (tls != null) {
            connections.tls(tls);
        }
        if (idle != null) {
            connections.pool(PoolOptions.DEFAULT.toBuilder().maxIdleTime(idle).build());
        }
        client.forEach(set -> set.accept(connections));
        if (!plain) {
            options.secure();
        }
        Map<String, ?> config = config();
        if (!config.isEmpty()) {
            options.serviceConfig(Json.of(config));
        }
        options.client(connections.build())
                .compressions(Compressions.of(compressors, decompressors))
                .retries(new ChannelOptions.Retries(retries, perCall, perChannel));
        more.forEach(set -> set.accept(options));
        return new BridgedChannel(
                options.open(),
                new BridgedChannel.Setup(
                        authority == null ? named(target) : authority,
                        !plain,
                        executor,
                        interceptors,
                        compressors));
    }

    /** The authority that a target has of itself. */
    private static String named(String target) {
        if (target.startsWith("unix:")) {
            return "localhost";
        }
        String name = target.substring(target.lastIndexOf('/') + 1);
        String bare = name.startsWith("dns:") ? name.substring(4) : name;
        return bare.contains(",") ? bare.substring(0, bare.indexOf(',')) : bare;
    }
}
