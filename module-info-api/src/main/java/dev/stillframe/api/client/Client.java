package dev.stillframe.api.client;

import dev.stillframe.api.Http2Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends requests over connections of a pool. */
public interface Client extends Requester, AutoCloseable {
    /** Options to fill in. */
    static ClientOptionsBuilder builder() {
        return new ClientOptionsBuilder();
    }

    /** A client with the engine on the module path or the class path. */
    static Client open(ClientOptions options) {
        return Http2Engine.find().client(options);
    }

    /**
     * A connection of the caller's own, outside of the pool; waits until the peer's settings have
     * come.
     */
    ClientConnection connect(Endpoint endpoint) throws IOException;

    /** What the pool has done and is doing, by endpoint. */
    List<PoolStatistics> statistics();

    /** Drains the connections to an endpoint; the next request opens a new one. */
    void clear(Endpoint endpoint);

    /**
     * Shuts down: requests that wait fail, streams may finish within the grace time, then all is
     * closed.
     *
     * @return completes when all is closed
     */
    CompletionStage<Void> shutdown(Duration grace);

    /** Shuts down with the grace time of the options, and waits for it. */
    @Override
    void close();
}
