package dev.stillframe.jetty;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.ManagedOperation;
import org.eclipse.jetty.util.component.Dumpable;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;

/**
 * A factory's open connections, and their graceful end: GOAWAY twice, streams finish, then the
 * connection closes (RFC 9113 section 6.8).
 */
@ManagedObject("The open HTTP/2 connections of a factory")
public final class Http2Connections implements Connection.Listener, Graceful, Dumpable {
    private final Set<Http2ServerConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable CompletableFuture<Void>> shutdown =
            new AtomicReference<>();

    Http2Connections() {}

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof Http2ServerConnection ours) {
            open.add(ours);
            if (isShutdown()) {
                drain(ours);
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof Http2ServerConnection ours) {
            open.remove(ours);
            completeIfDrained();
        }
    }

    @ManagedAttribute("The number of open connections")
    public int getSize() {
        return open.size();
    }

    @ManagedAttribute("The number of open streams")
    public int getStreamCount() {
        return open.stream().mapToInt(each -> each.streams().size()).sum();
    }

    /** Lets all connections finish their streams and close; new ones are opened meanwhile. */
    @ManagedOperation("Lets all connections finish their streams and close")
    public void drain() {
        open.forEach(Http2Connections::drain);
    }

    private static void drain(Http2ServerConnection connection) {
        connection.shutdown(ErrorCode.NO_ERROR, "shutdown", true);
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> made = new CompletableFuture<>();
        CompletableFuture<Void> before = shutdown.compareAndExchange(null, made);
        if (before != null) {
            return before;
        }
        drain();
        completeIfDrained();
        return made;
    }

    private void completeIfDrained() {
        CompletableFuture<Void> awaited = shutdown.get();
        if (awaited != null && open.isEmpty()) {
            awaited.complete(null);
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown.get() != null;
    }

    /** A server that was stopped may be started again. */
    void reset() {
        shutdown.set(null);
    }

    /** A connection, for people. */
    static String describe(Iteration now) {
        return "%s,streams=%d,sendWindow=%d,receiveWindow=%d"
                .formatted(now.phase(), now.activeStreams(), now.sendWindow(), now.receiveWindow());
    }

    @Override
    public String dump() {
        return Dumpable.dump(this);
    }

    @Override
    public void dump(Appendable out, String indent) throws IOException {
        Dumpable.dumpObjects(out, indent, this, open.toArray());
    }

    @Override
    public String toString() {
        return "%s@%x{size=%d}".formatted(getClass().getSimpleName(), hashCode(), getSize());
    }
}
