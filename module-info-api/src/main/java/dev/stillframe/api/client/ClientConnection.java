package dev.stillframe.api.client;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** One connection of a client. */
public interface ClientConnection extends Requester, AutoCloseable {
    /** Whom it leads to. */
    Endpoint endpoint();

    /** The connection as it is: active streams, the peer's limits, its GOAWAY. */
    Iteration iteration();

    /** Sends a PING; completes with its round trip, or fails with the connection. */
    CompletionStage<Duration> ping();

    /** Changes limits; those that are settings are sent to the peer. */
    void change(Limits limits);

    /** Completes when the connection is over, with how it ended. */
    CompletionStage<Notice.Closed> closed();

    /** Tells the peer with GOAWAY that no more will come; streams finish, then it closes. */
    void shutdown();

    /** Ends the connection and every stream on it, and waits for it. */
    @Override
    void close();
}
