package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.h2.pool.Refusal;

/** What is said to those who get no stream. */
final class Refusals {
    private Refusals() {}

    /** What the pool's answer means. */
    static ClientException of(Endpoint endpoint, Refusal refusal) {
        return switch (refusal) {
            case Refusal.DeadlinePassed passed ->
                    new ClientException(
                            Failure.TIMED_OUT,
                            endpoint,
                            passed.lastError().isEmpty()
                                    ? "no connection had room before the deadline"
                                    : "the deadline has passed; the last error was: "
                                            + passed.lastError(),
                            null);
            case Refusal.Abandoned ignored ->
                    new ClientException(
                            Failure.REFUSED, endpoint, "the request was given up", null);
            case Refusal.ConnectFailed failed ->
                    new ClientException(Failure.LOST, endpoint, failed.lastError(), null);
            case Refusal.QueueFull full ->
                    new ClientException(
                            Failure.QUEUE_FULL,
                            endpoint,
                            full.waiting() + " requests wait already",
                            null);
            case Refusal.ShutDown ignored ->
                    new ClientException(
                            Failure.SHUT_DOWN, endpoint, "the client is shut down", null);
        };
    }

    static ClientException onlyHttp1(Endpoint endpoint) {
        return new ClientException(
                Failure.HTTP_1,
                endpoint,
                "the peer has chosen http/1.1 a short time ago (ALPN)",
                null);
    }

    /** Whether no connection to this server would take it; all else is a matter of room. */
    static boolean areForGood(Call call, Iteration connection) {
        return connection.phase() == Iteration.Phase.OPEN
                && call.request.head().protocol() != null
                && !connection.peerSettings().enableConnectProtocol();
    }
}
