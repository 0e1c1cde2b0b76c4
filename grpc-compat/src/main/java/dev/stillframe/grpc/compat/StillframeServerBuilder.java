package dev.stillframe.grpc.compat;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import io.grpc.BindableService;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.HandlerRegistry;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a server of grpc-java's that Stillframe runs: in place of {@code NettyServerBuilder} or
 * {@code ServerBuilder.forPort}.
 *
 * <p>What it does not have throws {@link UnsupportedOperationException}, as {@link ServerBuilder}
 * says: transport filters, binary logs, metric sinks, and certificates that are not in files. Where
 * nothing is said, limits are those of {@link Limits#DEFAULT}, but for three: a client may read as
 * slowly as it likes, a connection may have 1,000 streams, and a drain waits for all calls.
 */
public final class StillframeServerBuilder extends ServerBuilder<StillframeServerBuilder> {
    /** How long grpc-java's servers want between PINGs of clients without calls (gRFC A8). */
    private static final Duration WITHOUT_CALLS = Duration.ofHours(2);

    private final List<SocketAddress> addresses = new ArrayList<>();
    private final BridgedServices.Builder services = BridgedServices.builder();
    private final List<ServerServiceDefinition> definitions = new ArrayList<>();
    private final List<Services> own = new ArrayList<>();
    private final List<Consumer<ServerOptionsBuilder>> options = new ArrayList<>();
    private final LimitsBuilder limits =
            Limits.DEFAULT.toBuilder()
                    .stallTimeout(Duration.ZERO)
                    .maxConcurrentStreams(1000)
                    .drainTimeout(Duration.ZERO);
    private CompressorRegistry compressors = CompressorRegistry.getDefaultInstance();
    private DecompressorRegistry decompressors = DecompressorRegistry.getDefaultInstance();
    private ServiceOptions calls = ServiceOptions.DEFAULT;
    private Duration handshake = Duration.ofSeconds(10);
    private @Nullable Duration pings;
    private boolean idlePings;
    private @Nullable Handler otherwise;
    private @Nullable Tls tls;

    private StillframeServerBuilder(SocketAddress address) {
        addresses.add(address);
    }

    /** On a port of all addresses of this machine; 0 for any free one. */
    public static StillframeServerBuilder forPort(int port) {
        return forAddress(new InetSocketAddress(port));
    }

    /** On an address: of the Internet, or a Unix domain socket's. */
    public static StillframeServerBuilder forAddress(SocketAddress address) {
        return new StillframeServerBuilder(address);
    }

    /** Listens there as well. */
    public StillframeServerBuilder listen(SocketAddress address) {
        addresses.add(address);
        return this;
    }

    // ---- services

    @Override
    public StillframeServerBuilder addService(ServerServiceDefinition service) {
        definitions.add(service);
        services.with(service);
        return this;
    }

    @Override
    public StillframeServerBuilder addService(BindableService service) {
        return addService(service.bindService());
    }

    /** Adds services that were written for Stillframe. */
    public StillframeServerBuilder addServices(Services others) {
        own.add(others);
        return this;
    }

    /** Answers requests that are not gRPC; without it they are answered with 415. */
    public StillframeServerBuilder otherwise(Handler handler) {
        otherwise = handler;
        return this;
    }

    @Override
    public StillframeServerBuilder intercept(ServerInterceptor interceptor) {
        services.intercept(interceptor);
        return this;
    }

    @Override
    public StillframeServerBuilder addStreamTracerFactory(ServerStreamTracer.Factory factory) {
        services.tracing(factory);
        return this;
    }

    @Override
    public StillframeServerBuilder fallbackHandlerRegistry(@Nullable HandlerRegistry registry) {
        if (registry != null) {
            services.otherwise(registry);
        }
        return this;
    }

    // ---- where callbacks run

    /**
     * {@inheritDoc}
     *
     * <p>Callbacks then run on threads of the engine, which are interrupted when their call ends
     * early.
     */
    @Override
    public StillframeServerBuilder directExecutor() {
        return executor(Runnable::run);
    }

    /**
     * {@inheritDoc}
     *
     * <p>By default each call has a virtual thread for its callbacks.
     */
    @Override
    public StillframeServerBuilder executor(@Nullable Executor executor) {
        if (executor != null) {
            services.executor(executor);
        }
        return this;
    }

    @Override
    public StillframeServerBuilder callExecutor(ServerCallExecutorSupplier supplier) {
        services.executor(supplier);
        return this;
    }

    // ---- TLS

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the files cannot be used; the message says why
     */
    @Override
    public StillframeServerBuilder useTransportSecurity(File certChain, File privateKey) {
        try {
            return tls(Tls.server(Certificates.load(certChain.toPath(), privateKey.toPath())));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Uses TLS, in whatever way. */
    public StillframeServerBuilder tls(Tls value) {
        tls = value;
        return this;
    }

    @Override
    public StillframeServerBuilder handshakeTimeout(long time, TimeUnit unit) {
        handshake = duration(time, unit);
        return this;
    }

    // ---- compression

    @Override
    public StillframeServerBuilder decompressorRegistry(@Nullable DecompressorRegistry registry) {
        decompressors = registry == null ? DecompressorRegistry.getDefaultInstance() : registry;
        return this;
    }

    @Override
    public StillframeServerBuilder compressorRegistry(@Nullable CompressorRegistry registry) {
        compressors = registry == null ? CompressorRegistry.getDefaultInstance() : registry;
        return this;
    }

    // ---- limits

    @Override
    public StillframeServerBuilder keepAliveTime(long time, TimeUnit unit) {
        limits.keepAlive(duration(time, unit));
        return this;
    }

    @Override
    public StillframeServerBuilder keepAliveTimeout(long time, TimeUnit unit) {
        limits.keepAliveTimeout(duration(time, unit));
        return this;
    }

    @Override
    public StillframeServerBuilder maxConnectionIdle(long time, TimeUnit unit) {
        limits.idleTimeout(duration(time, unit));
        return this;
    }

    @Override
    public StillframeServerBuilder maxConnectionAge(long time, TimeUnit unit) {
        limits.maxAge(duration(time, unit));
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Zero is taken for a millisecond.
     */
    @Override
    public StillframeServerBuilder maxConnectionAgeGrace(long time, TimeUnit unit) {
        limits.drainTimeout(time == 0 ? Duration.ofMillis(1) : duration(time, unit));
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Zero permits any.
     */
    @Override
    public StillframeServerBuilder permitKeepAliveTime(long time, TimeUnit unit) {
        pings = time == 0 ? Duration.ZERO : duration(time, unit);
        return this;
    }

    @Override
    public StillframeServerBuilder permitKeepAliveWithoutCalls(boolean permit) {
        idlePings = permit;
        return this;
    }

    @Override
    public StillframeServerBuilder maxInboundMessageSize(int octets) {
        calls = calls.taking(octets);
        return this;
    }

    @Override
    public StillframeServerBuilder maxInboundMetadataSize(int octets) {
        limits.maxHeaderListSize(octets);
        calls = calls.takingMetadata(octets);
        return this;
    }

    /** Sets limits of each connection that {@link ServerBuilder} has no word for. */
    public StillframeServerBuilder limits(Consumer<LimitsBuilder> set) {
        set.accept(limits);
        return this;
    }

    /** Sets what else the server has: loops, numbers of connections, HTTP/1.1. */
    public StillframeServerBuilder options(Consumer<ServerOptionsBuilder> set) {
        options.add(set);
        return this;
    }

    /** What is longer than a thousand days is taken for ever, which is zero. */
    static Duration duration(long time, TimeUnit unit) {
        if (time <= 0) {
            throw new IllegalArgumentException("a time is above zero: " + time);
        }
        return unit.toDays(time) >= 1000 ? Duration.ZERO : Duration.of(time, unit.toChronoUnit());
    }

    @Override
    public Server build() {
        Services.Builder all = Services.builder().with(services.compressors(compressors).build());
        own.forEach(all::with);
        Duration permitted = pings;
        if (permitted != null) {
            limits.pingInterval(permitted)
                    .idlePingInterval(idlePings ? Duration.ZERO : WITHOUT_CALLS);
        }
        Handler handler =
                GrpcEngine.find()
                        .handler(
                                all.build(),
                                calls.compressing(Compressions.of(compressors, decompressors)),
                                otherwise);
        ServerOptionsBuilder server =
                dev.stillframe.api.server.Server.builder().handler(handler).limits(limits.build());
        if (handshake.isPositive()) {
            server.handshakeTimeout(handshake);
        }
        addresses.forEach(address -> server.listen(new Listener(address, tls)));
        options.forEach(set -> set.accept(server));
        return new BridgedServer(server.build(), definitions);
    }
}
