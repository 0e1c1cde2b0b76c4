package dev.stillframe.api.grpc;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.connection.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects {@link ChannelOptions}; made by {@link ChannelOptions#builder}. */
public final class ChannelOptionsBuilder {
    private final String target;
    private boolean secure;
    private @Nullable String authority;
    private @Nullable Duration timeout;
    private int maxReceived = 4 << 20;
    private List<Compression> compressions = List.of(Compression.GZIP);
    private String userAgent = "";
    private @Nullable String serviceConfig;
    private ChannelOptions.Retries retries = ChannelOptions.Retries.DEFAULT;
    private ChannelOptions.Reconnect reconnect = ChannelOptions.Reconnect.DEFAULT;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private final List<NameResolver> resolvers = new ArrayList<>();
    private @Nullable ClientOptions client;

    ChannelOptionsBuilder(String target) {
        this.target = target;
    }

    /** Uses TLS; {@link ClientOptions#tls()} says how. */
    public ChannelOptionsBuilder secure() {
        secure = true;
        return this;
    }

    /** Sets {@link ChannelOptions#authority()}. */
    public ChannelOptionsBuilder authority(String value) {
        authority = value;
        return this;
    }

    /** Sets {@link ChannelOptions#timeout()}. */
    public ChannelOptionsBuilder timeout(Duration value) {
        timeout = value;
        return this;
    }

    /** Sets {@link ChannelOptions#maxReceived()}. */
    public ChannelOptionsBuilder maxReceived(int octets) {
        maxReceived = octets;
        return this;
    }

    /** Sets {@link ChannelOptions#compressions()}. */
    public ChannelOptionsBuilder compressions(List<Compression> value) {
        compressions = value;
        return this;
    }

    /** Sets {@link ChannelOptions#userAgent()}. */
    public ChannelOptionsBuilder userAgent(String value) {
        userAgent = value;
        return this;
    }

    /** Sets {@link ChannelOptions#serviceConfig()}. */
    public ChannelOptionsBuilder serviceConfig(String json) {
        serviceConfig = json;
        return this;
    }

    /** Sets a service config that spreads calls over all addresses of the target, by turns. */
    public ChannelOptionsBuilder roundRobin() {
        return serviceConfig("{\"loadBalancingConfig\":[{\"round_robin\":{}}]}");
    }

    /** Sets {@link ChannelOptions#retries()}. */
    public ChannelOptionsBuilder retries(ChannelOptions.Retries value) {
        retries = value;
        return this;
    }

    /** Follows no retry and no hedging policy of a service config. */
    public ChannelOptionsBuilder withoutRetries() {
        return retries(new ChannelOptions.Retries(false, retries.perCall(), retries.perChannel()));
    }

    /** Sets {@link ChannelOptions#reconnect()}. */
    public ChannelOptionsBuilder reconnect(Duration first, Duration longest) {
        reconnect = new ChannelOptions.Reconnect(first, longest);
        return this;
    }

    /** Stands around all calls, within those that were added before. */
    public ChannelOptionsBuilder around(ClientInterceptor interceptor) {
        interceptors.add(interceptor);
        return this;
    }

    /** Adds to {@link ChannelOptions#resolvers()}. */
    public ChannelOptionsBuilder resolver(NameResolver resolver) {
        resolvers.add(resolver);
        return this;
    }

    /**
     * Sets {@link ChannelOptions#client()}. By default that of {@link Client#builder}, but for
     * {@link Limits#stallTimeout}: a server that does not read makes its clients wait, and no more.
     */
    public ChannelOptionsBuilder client(ClientOptions value) {
        client = value;
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public ChannelOptions build() {
        return new ChannelOptions(
                target,
                secure,
                authority,
                timeout,
                maxReceived,
                compressions,
                userAgent,
                serviceConfig,
                retries,
                reconnect,
                interceptors,
                resolvers,
                client == null ? patient() : client);
    }

    /** A server may read its client's messages as slowly as it likes; that harms no client. */
    private static ClientOptions patient() {
        Limits limits = Limits.DEFAULT.toBuilder().stallTimeout(Duration.ZERO).build();
        return Client.builder().limits(limits).build();
    }

    /** Builds the options and opens a channel, with the engine that is found. */
    public Channel open() {
        return GrpcEngine.find().channel(build());
    }
}
