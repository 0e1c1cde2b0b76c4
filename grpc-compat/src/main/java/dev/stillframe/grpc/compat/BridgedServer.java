package dev.stillframe.grpc.compat;

import dev.stillframe.api.server.ServerOptions;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A server of grpc-java's that Stillframe runs. */
final class BridgedServer extends Server {
    /** Calls may take as long as they like. */
    private static final Duration FOR_EVER = Duration.ofDays(1000);

    private final ServerOptions options;
    private final List<ServerServiceDefinition> services;
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();

    // Under the lock.
    private dev.stillframe.api.server.@Nullable Server server;
    private boolean shutdown;

    BridgedServer(ServerOptions options, List<ServerServiceDefinition> services) {
        this.options = options;
        this.services = List.copyOf(services);
    }

    @Override
    public Server start() throws IOException {
        lock.lock();
        try {
            if (server != null || shutdown) {
                throw new IllegalStateException("a server starts once");
            }
            server = dev.stillframe.api.server.Server.start(options);
            return this;
        } finally {
            lock.unlock();
        }
    }

    private dev.stillframe.api.server.@Nullable Server server() {
        lock.lock();
        try {
            return server;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getPort() {
        for (SocketAddress address : getListenSockets()) {
            if (address instanceof InetSocketAddress internet) {
                return internet.getPort();
            }
        }
        return -1;
    }

    @Override
    public List<SocketAddress> getListenSockets() {
        dev.stillframe.api.server.Server running = server();
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        return running.addresses();
    }

    @Override
    public List<ServerServiceDefinition> getServices() {
        return services;
    }

    @Override
    public List<ServerServiceDefinition> getImmutableServices() {
        return services;
    }

    @Override
    public Server shutdown() {
        return shutdown(FOR_EVER);
    }

    @Override
    public Server shutdownNow() {
        return shutdown(Duration.ZERO);
    }

    private Server shutdown(Duration grace) {
        dev.stillframe.api.server.Server running;
        lock.lock();
        try {
            shutdown = true;
            running = server;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            terminated.complete(null);
        } else {
            running.shutdown(grace).whenComplete((ignored, failure) -> terminated.complete(null));
        }
        return this;
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        return terminated.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return await(terminated, timeout, unit);
    }

    static boolean await(CompletableFuture<?> end, long timeout, TimeUnit unit)
            throws InterruptedException {
        try {
            end.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // it never fails
        }
    }

    @Override
    public void awaitTermination() throws InterruptedException {
        try {
            terminated.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // it never fails
        }
    }
}
