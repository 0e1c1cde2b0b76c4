package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Connectivity;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.CompressorRegistry;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A channel of ours as one of grpc-java's, for stubs that were made for that.
 *
 * <p>Callbacks run on the executor of the call's options, else on that of the channel, else on a
 * virtual thread of the call's own. A tracer sees one stream for each call, however often the
 * channel attempts it.
 */
public final class BridgedChannel extends ManagedChannel {
    /** Calls may take as long as they like. */
    private static final Duration FOR_EVER = Duration.ofDays(1000);

    private final Channel engines;
    private final Setup setup;
    private final io.grpc.Channel intercepted;
    private final Set<BridgedCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> shutdown = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * How it is set up.
     *
     * @param authority whom calls are for
     * @param secure whether its connections use TLS
     * @param executor null for a virtual thread for each call
     * @param interceptors the last one outermost
     */
    record Setup(
            String authority,
            boolean secure,
            @Nullable Executor executor,
            List<ClientInterceptor> interceptors,
            CompressorRegistry compressors) {
        Setup {
            interceptors = List.copyOf(interceptors);
        }
    }

    BridgedChannel(Channel engines, Setup setup) {
        this.engines = engines;
        this.setup = setup;
        this.intercepted = ClientInterceptors.intercept(new Own(), setup.interceptors());
    }

    /**
     * Over a channel that is there. Shutting this one down shuts down the other, once the calls
     * that have begun on this one are over.
     *
     * @param authority what stubs and interceptors are told of it: that of the channel's options
     * @param secure whether the channel uses TLS, which credentials of calls may ask for
     */
    public static ManagedChannel over(Channel channel, String authority, boolean secure) {
        return new BridgedChannel(
                channel,
                new Setup(
                        authority,
                        secure,
                        null,
                        List.of(),
                        CompressorRegistry.getDefaultInstance()));
    }

    /** Where calls begin, inside of all interceptors. */
    private final class Own extends io.grpc.Channel {
        @Override
        public <I, O> ClientCall<I, O> newCall(MethodDescriptor<I, O> method, CallOptions options) {
            return method.getType() == MethodType.UNARY
                    ? new UnaryCall<>(BridgedChannel.this, method, options)
                    : new StreamingCall<>(BridgedChannel.this, method, options);
        }

        @Override
        public String authority() {
            return setup.authority();
        }
    }

    // ---- for its calls

    Channel engines() {
        return engines;
    }

    @Nullable Executor executor() {
        return setup.executor();
    }

    /** For what is no call's own. */
    Executor offload() {
        Executor own = setup.executor();
        return own == null
                ? task -> Thread.ofVirtual().name("stillframe-offload").start(task)
                : own;
    }

    boolean isSecure() {
        return setup.secure();
    }

    CompressorRegistry compressors() {
        return setup.compressors();
    }

    void began(BridgedCall<?, ?> call) {
        calls.add(call);
    }

    void ended(BridgedCall<?, ?> call) {
        calls.remove(call);
        closeWhenIdle();
    }

    // ---- for the application

    @Override
    public <I, O> ClientCall<I, O> newCall(MethodDescriptor<I, O> method, CallOptions options) {
        return intercepted.newCall(method, options);
    }

    @Override
    public String authority() {
        return setup.authority();
    }

    @Override
    public ManagedChannel shutdown() {
        shutdown.complete(null);
        closeWhenIdle();
        return this;
    }

    /**
     * Closes the engine's channel once no call is left: a call that has begun may still wait for
     * its credentials or a connection, which a closed channel would refuse. A call is written down
     * before it looks whether the channel is shut down, so that none is passed over.
     */
    private void closeWhenIdle() {
        if (shutdown.isDone() && calls.isEmpty() && closing.compareAndSet(false, true)) {
            close(FOR_EVER);
        }
    }

    private void close(Duration grace) {
        engines.shutdown(grace).whenComplete((ignored, failure) -> terminated.complete(null));
    }

    @Override
    public ManagedChannel shutdownNow() {
        closing.set(true);
        shutdown.complete(null);
        Status status = Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked");
        calls.forEach(call -> call.abort(status));
        close(Duration.ZERO);
        return this;
    }

    @Override
    public boolean isShutdown() {
        return shutdown.isDone();
    }

    @Override
    public boolean isTerminated() {
        return terminated.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return BridgedServer.await(terminated, timeout, unit);
    }

    @Override
    public ConnectivityState getState(boolean requestConnection) {
        if (isShutdown()) {
            return ConnectivityState.SHUTDOWN;
        }
        if (requestConnection) {
            engines.connect();
        }
        return of(engines.state());
    }

    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
        if (isShutdown() && source == ConnectivityState.SHUTDOWN) {
            return; // for good
        }
        CompletableFuture.anyOf(
                        engines.changed(Connectivity.valueOf(source.name())).toCompletableFuture(),
                        shutdown)
                .thenRun(() -> offload().execute(callback));
    }

    private static ConnectivityState of(Connectivity state) {
        return switch (state) {
            case IDLE -> ConnectivityState.IDLE;
            case CONNECTING -> ConnectivityState.CONNECTING;
            case READY -> ConnectivityState.READY;
            case TRANSIENT_FAILURE -> ConnectivityState.TRANSIENT_FAILURE;
            case SHUTDOWN -> ConnectivityState.SHUTDOWN;
        };
    }
}
