package dev.stillframe.vertx4;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one server, which leave with it. Vert.x counts its server as closed
 * before its connections are, and stops its event loops then: here is what it has to wait for. By
 * any thread.
 */
final class Connections {
    private final Set<ServerConnection> open = new HashSet<>();

    /** Completed when the last has closed; null while the server is open. */
    private @Nullable Promise<Void> closing;

    /** One that has been opened; it leaves at once where the server has closed meanwhile. */
    void add(ServerConnection connection) {
        boolean late;
        synchronized (this) {
            open.add(connection);
            late = closing != null;
        }
        // Its streams have been told of its end by then, and so have the application's handlers.
        connection.closeFuture().onComplete(ignored -> remove(connection));
        if (late) {
            connection.drain();
        }
    }

    private void remove(ServerConnection connection) {
        Promise<Void> done;
        synchronized (this) {
            open.remove(connection);
            done = open.isEmpty() ? closing : null;
        }
        if (done != null) {
            done.tryComplete();
        }
    }

    /** Drains them all; the future tells when they have closed. May be called again. */
    Future<Void> close() {
        List<ServerConnection> all;
        Promise<Void> done;
        synchronized (this) {
            done = closing;
            if (done == null) {
                done = Promise.promise();
                closing = done;
            }
            all = List.copyOf(open);
        }
        all.forEach(ServerConnection::drain);
        if (all.isEmpty()) {
            done.tryComplete();
        }
        return done.future();
    }
}
