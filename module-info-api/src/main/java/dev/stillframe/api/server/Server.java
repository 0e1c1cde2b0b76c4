package dev.stillframe.api.server;

import dev.stillframe.api.Http2Engine;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A server that is running. */
public interface Server extends AutoCloseable {
    /** Options to fill in. */
    static ServerOptionsBuilder builder() {
        return new ServerOptionsBuilder();
    }

    /**
     * Starts a server with the engine on the module path or the class path.
     *
     * @throws IOException when an address cannot be listened on; nothing is left open then
     */
    static Server start(ServerOptions options) throws IOException {
        return Http2Engine.find().serve(options);
    }

    /** Where it listens, in the order of the options' listeners, with the ports it really has. */
    List<SocketAddress> addresses();

    /** What it has done and is doing. */
    ServerStatistics statistics();

    /**
     * Stops in two steps (RFC 9113 section 6.8): no new connections are accepted, each connection
     * is told with GOAWAY and finishes its streams; what is left after the grace time is closed, at
     * the latest a second later. A connection's own {@link
     * dev.stillframe.api.connection.Limits#drainTimeout()} may be shorter. May be called again: the
     * earliest end of a grace time counts.
     *
     * @param grace zero or more
     * @return completes when all is closed; on a thread of the server's, which must not be kept
     */
    CompletionStage<Void> shutdown(Duration grace);

    /**
     * Shuts down with the grace time of the options, and waits for it. A direct handler that calls
     * it waits until its own stream is closed; when a fold calls it, it does not wait.
     */
    @Override
    void close();
}
