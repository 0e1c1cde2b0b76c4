package dev.stillframe.api.client;

import dev.stillframe.api.Http2Engine;
import java.io.IOException;
import java.net.SocketAddress;
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

    /**
     * Sees to it that a connection of the pool to an endpoint can take a request: opens one unless
     * there is one. Nothing is sent but what the connection needs for itself.
     *
     * @param addresses where the endpoint is, for all its connections from now on until {@link
     *     #clear}; with none it is looked up as usual
     * @return completes, on any thread, once there is one; fails with {@link ClientException}. What
     *     follows on it must not block
     */
    CompletionStage<Standing> ready(Endpoint endpoint, List<SocketAddress> addresses);

    /**
     * A connection of the pool's.
     *
     * @param peer its address
     * @param lost completes, with the reason in words, when no connection to the endpoint takes
     *     requests any more; on any thread, and what follows on it must not block
     */
    record Standing(SocketAddress peer, CompletionStage<String> lost) {}

    /**
     * From now on each endpoint may have so many connections that connect or take new requests, as
     * far as {@link PoolOptions#maxConnectionsPerEndpoint} goes. Connections above that stay.
     *
     * @throws IllegalArgumentException when it is less than one
     */
    void maxConnectionsPerEndpoint(int most);

    /** What the pool has done and is doing, by endpoint. */
    List<PoolStatistics> statistics();

    /**
     * Drains the connections to an endpoint, and forgets the addresses that it was given; the next
     * request opens a new one. To an endpoint with {@link Endpoint#via} none can be opened then.
     */
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
