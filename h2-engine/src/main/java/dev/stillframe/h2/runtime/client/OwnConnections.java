package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.h2.runtime.net.Loop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a client that are outside of its pool. */
final class OwnConnections {
    private final Http2Engine engine;
    private final ClientOptions options;
    private final Spoken spoken;
    private final Runnable left;

    /** From the decision to connect until it is gone. */
    private final Set<Own> all = ConcurrentHashMap.newKeySet();

    private volatile boolean stopping;

    /**
     * None yet.
     *
     * @param left told when one is gone
     */
    OwnConnections(Http2Engine engine, ClientOptions options, Spoken spoken, Runnable left) {
        this.engine = engine;
        this.options = options;
        this.spoken = spoken;
        this.left = left;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Opens one, and waits for it. */
    ClientConnection open(Endpoint endpoint, Loop loop) throws IOException {
        Own own = new Own(endpoint, loop);
        all.add(own);
        if (stopping) {
            own.leave();
            throw new ClientException(Failure.SHUT_DOWN, endpoint, "the client is shut down", null);
        }
        own.opening.begin();
        try {
            return own.answer.get();
        } catch (InterruptedException e) {
            own.opening.abandon("interrupted");
            own.answer.thenAccept(OwnConnection::end); // it may have been there already
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClientException failed
                    ? failed.again()
                    : new IOException(e.getCause());
        }
    }

    /** None is opened any more; those that stand drain. */
    void shutdown() {
        stopping = true;
        all.forEach(own -> own.stop(OwnConnection::shutdown));
    }

    /** Ends those that are left. */
    void end() {
        all.forEach(own -> own.stop(OwnConnection::end));
    }

    /** One of them. */
    private final class Own implements Opening.Listener {
        private final Endpoint endpoint;
        private final CompletableFuture<OwnConnection> answer = new CompletableFuture<>();
        private final Opening opening;
        private volatile @Nullable OwnConnection connection;

        Own(Endpoint endpoint, Loop loop) {
            this.endpoint = endpoint;
            this.opening = new Opening(engine, options, spoken, endpoint, List.of(), loop, this);
        }

        @Override
        public void opened(Link link) {
            OwnConnection adopted =
                    new OwnConnection(engine, options.maxContent(), endpoint, link, this::leave);
            link.listener(adopted);
            connection = adopted;
            if (stopping) {
                adopted.end();
            }
            answer.complete(adopted);
        }

        @Override
        public void failed(ClientException cause, boolean retryable) {
            leave();
            answer.completeExceptionally(cause);
        }

        /** By any thread: what it is now, or becomes, ends. */
        void stop(Consumer<OwnConnection> how) {
            OwnConnection standing = connection;
            if (standing != null) {
                how.accept(standing);
            } else {
                opening.abandon("the client is shut down");
            }
        }

        void leave() {
            all.remove(this);
            left.run();
        }
    }
}
