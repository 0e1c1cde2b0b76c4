package dev.stillframe.jetty;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.jspecify.annotations.Nullable;

/**
 * What the two factories have in common: the settings of their connections.
 *
 * <p>Settings are for connections that are opened afterwards. Those that are limits of the engine's
 * are read and written in {@link #getLimits()}, which has more of them than there are setters here;
 * {@link HttpConfiguration#getRequestHeaderSize()} decides the largest request field section.
 */
@ManagedObject("HTTP/2 connection factory (Stillframe)")
public abstract sealed class Http2ConnectionFactory extends AbstractConnectionFactory
        implements HttpConfiguration.ConnectionFactory
        permits Http2ServerConnectionFactory, Http2CServerConnectionFactory {
    /** As Jetty's own. */
    private static final int MAX_CONCURRENT_STREAMS = 128;

    private static final int INPUT_BUFFER_SIZE = 16_384 + 9;

    private final HttpConfiguration configuration;
    private final Http2Connections connections = new Http2Connections();
    private final Faults faults = new Faults();
    private final ResponseHeads responses = new ResponseHeads();
    private final Http2Engine engine = Http2Engine.find();
    private Limits limits =
            Limits.DEFAULT.toBuilder().maxConcurrentStreams(MAX_CONCURRENT_STREAMS).build();
    private @Nullable Function<RequestHead, @Nullable Handler> handlers;
    private boolean connectProtocolEnabled = true;
    private boolean pushEnabled;
    private long streamIdleTimeout;
    private boolean useInputDirectByteBuffers;
    private boolean useOutputDirectByteBuffers;

    Http2ConnectionFactory(HttpConfiguration configuration, String protocol) {
        super(protocol);
        this.configuration = Objects.requireNonNull(configuration);
        installBean(connections);
        installBean(faults);
        installBean(configuration);
        setInputBufferSize(INPUT_BUFFER_SIZE);
        useInputDirectByteBuffers = configuration.isUseInputDirectByteBuffers();
        useOutputDirectByteBuffers = configuration.isUseOutputDirectByteBuffers();
    }

    @Override
    protected void doStart() throws Exception {
        connections.reset();
        super.doStart();
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return configuration;
    }

    /** The open connections. */
    public Http2Connections getConnections() {
        return connections;
    }

    /** What peers did wrong. */
    public Faults getFaults() {
        return faults;
    }

    /**
     * Has some requests answered by handlers of the engine, beside Jetty's own on the same
     * connections: calls of gRPC, say. Jetty's handlers, its request log and its stream idle
     * time-outs do not see them.
     *
     * @param choice the handler of a request; null for Jetty's. As {@link Handler.Chosen} says of
     *     its own: quick, and of few handlers that last
     */
    public void setHandlers(Function<RequestHead, @Nullable Handler> choice) {
        handlers = Objects.requireNonNull(choice);
    }

    final @Nullable HostedStreams hosted(Http2ServerConnection connection, Connector connector) {
        Function<RequestHead, @Nullable Handler> choice = handlers;
        return choice == null
                ? null
                : new HostedStreams(connection, engine, choice, connector.getScheduler());
    }

    ResponseHeads responses() {
        return responses;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return open(connector, endPoint);
    }

    final Http2ServerConnection open(Connector connector, EndPoint endPoint) {
        Options options =
                new Options(
                        Role.SERVER,
                        limitsOfConnection().spread(ThreadLocalRandom.current().nextDouble()),
                        connectProtocolEnabled,
                        pushEnabled,
                        endPoint.isSecure());
        Http2ServerConnection connection =
                new Http2ServerConnection(this, engine, options, connector, endPoint);
        connection.addEventListener(connections);
        return configure(connection, connector, endPoint);
    }

    /** A field section may be as large as Jetty says, and its block must then be allowed to be. */
    private Limits limitsOfConnection() {
        int headerSize = configuration.getRequestHeaderSize();
        if (headerSize <= 0) {
            return limits;
        }
        int block = Math.max(limits.maxFieldBlock(), (int) Math.min(4L * headerSize, 1 << 30));
        int continuations = Math.max(limits.maxContinuations(), 2 * (block / 16_384));
        return limits.toBuilder()
                .maxHeaderListSize(headerSize)
                .maxFieldBlock(block)
                .maxContinuations(continuations)
                .build();
    }

    /** The limits of connections, except the size of a request's field section. */
    public Limits getLimits() {
        return limits;
    }

    public void setLimits(Limits limits) {
        this.limits = Objects.requireNonNull(limits);
    }

    @ManagedAttribute("The largest dynamic table of the HPACK encoder in octets")
    public int getMaxEncoderTableCapacity() {
        return limits.maxEncoderTableSize();
    }

    public void setMaxEncoderTableCapacity(int octets) {
        limits = limits.toBuilder().maxEncoderTableSize(octets).build();
    }

    @ManagedAttribute("The largest dynamic table of the HPACK decoder in octets")
    public int getMaxDecoderTableCapacity() {
        return limits.headerTableSize();
    }

    public void setMaxDecoderTableCapacity(int octets) {
        limits = limits.toBuilder().headerTableSize(octets).build();
    }

    @ManagedAttribute("The first receive window of a connection in octets")
    public int getInitialSessionRecvWindow() {
        return limits.connectionWindow();
    }

    public void setInitialSessionRecvWindow(int octets) {
        limits = limits.toBuilder().connectionWindow(Math.max(65_535, octets)).build();
    }

    @ManagedAttribute("The first receive window of a stream in octets")
    public int getInitialStreamRecvWindow() {
        return limits.streamWindow();
    }

    public void setInitialStreamRecvWindow(int octets) {
        limits = limits.toBuilder().streamWindow(octets).build();
    }

    @ManagedAttribute("The streams that a peer may have open at once")
    public int getMaxConcurrentStreams() {
        return limits.maxConcurrentStreams();
    }

    public void setMaxConcurrentStreams(int streams) {
        limits = limits.toBuilder().maxConcurrentStreams(streams).build();
    }

    @ManagedAttribute("The largest frame payload that is received in octets")
    public int getMaxFrameSize() {
        return limits.maxFrameSize();
    }

    public void setMaxFrameSize(int octets) {
        limits = limits.toBuilder().maxFrameSize(octets).build();
    }

    @ManagedAttribute("The most entries of one SETTINGS frame")
    public int getMaxSettingsKeys() {
        return limits.maxSettingsEntries();
    }

    public void setMaxSettingsKeys(int entries) {
        limits = limits.toBuilder().maxSettingsEntries(Math.max(8, entries)).build();
    }

    @ManagedAttribute("Whether extended CONNECT (RFC 8441) is offered")
    public boolean isConnectProtocolEnabled() {
        return connectProtocolEnabled;
    }

    public void setConnectProtocolEnabled(boolean enabled) {
        connectProtocolEnabled = enabled;
    }

    @ManagedAttribute("Whether responses may be pushed to clients that accept it")
    public boolean isPushEnabled() {
        return pushEnabled;
    }

    /** Off by default: no current browser accepts pushes. */
    public void setPushEnabled(boolean enabled) {
        pushEnabled = enabled;
    }

    @ManagedAttribute("The idle time-out of streams in milliseconds")
    public long getStreamIdleTimeout() {
        return streamIdleTimeout;
    }

    /**
     * @param millis milliseconds; 0 for that of the end point, -1 for none
     */
    public void setStreamIdleTimeout(long millis) {
        streamIdleTimeout = millis;
    }

    @ManagedAttribute("Milliseconds without input before a keep-alive PING; 0 for never")
    public long getKeepAlive() {
        return limits.keepAlive().toMillis();
    }

    public void setKeepAlive(long millis) {
        limits = limits.toBuilder().keepAlive(Duration.ofMillis(millis)).build();
    }

    @ManagedAttribute("Milliseconds after which a connection is drained; 0 for never")
    public long getMaxAge() {
        return limits.maxAge().toMillis();
    }

    public void setMaxAge(long millis) {
        limits = limits.toBuilder().maxAge(Duration.ofMillis(millis)).build();
    }

    @ManagedAttribute("Requests after which a connection is drained; 0 for no limit")
    public int getMaxRequests() {
        return limits.maxRequests();
    }

    public void setMaxRequests(int requests) {
        limits = limits.toBuilder().maxRequests(requests).build();
    }

    @ManagedAttribute("Whether to read into direct buffers")
    public boolean isUseInputDirectByteBuffers() {
        return useInputDirectByteBuffers;
    }

    public void setUseInputDirectByteBuffers(boolean direct) {
        useInputDirectByteBuffers = direct;
    }

    @ManagedAttribute("Whether to write from direct buffers")
    public boolean isUseOutputDirectByteBuffers() {
        return useOutputDirectByteBuffers;
    }

    public void setUseOutputDirectByteBuffers(boolean direct) {
        useOutputDirectByteBuffers = direct;
    }
}
