package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.Client.Standing;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Endpoint;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a connection and for no stream on it, and who is told when there is none any more.
 * By any thread; whoever is told is told outside of the lock.
 */
final class Standby {
    private static final String GONE = "the connection has ended";

    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final Map<Integer, Wanted> waiting = new HashMap<>();
    private final Map<Endpoint, Known> endpoints = new HashMap<>();

    private record Wanted(Endpoint endpoint, CompletableFuture<Standing> answer) {}

    /** What is known of an endpoint. */
    private static final class Known {
        List<SocketAddress> addresses = List.of();

        /** Connections that take streams. */
        int standing;

        /** Completed when there is none of these any more; null where nobody has asked. */
        @Nullable CompletableFuture<String> lost;
    }

    /** Somebody waits, by this number, for a connection to these addresses. */
    CompletionStage<Standing> wanted(int waiter, Endpoint endpoint, List<SocketAddress> addresses) {
        CompletableFuture<Standing> answer = new CompletableFuture<>();
        lock.lock();
        try {
            waiting.put(waiter, new Wanted(endpoint, answer));
            known(endpoint).addresses = List.copyOf(addresses);
        } finally {
            lock.unlock();
        }
        return answer.minimalCompletionStage();
    }

    private Known known(Endpoint endpoint) {
        return endpoints.computeIfAbsent(endpoint, ignored -> new Known());
    }

    /** Those that an endpoint was given; none where it is to be looked up. */
    List<SocketAddress> addresses(Endpoint endpoint) {
        lock.lock();
        try {
            Known known = endpoints.get(endpoint);
            return known == null ? List.of() : known.addresses;
        } finally {
            lock.unlock();
        }
    }

    /** They are not wanted any more. */
    void forget(Endpoint endpoint) {
        lock.lock();
        try {
            Known known = endpoints.get(endpoint);
            if (known != null) {
                known.addresses = List.of();
                drop(endpoint, known);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop(Endpoint endpoint, Known known) {
        if (known.standing == 0 && known.addresses.isEmpty()) {
            endpoints.remove(endpoint);
        }
    }

    /** A connection takes streams from now on. Before the pool hears of it. */
    void opened(Endpoint endpoint) {
        lock.lock();
        try {
            known(endpoint).standing++;
        } finally {
            lock.unlock();
        }
    }

    /** One that was opened takes none any more. Once for each. */
    void left(Endpoint endpoint, String reason) {
        CompletableFuture<String> lost = null;
        lock.lock();
        try {
            Known known = known(endpoint);
            known.standing--;
            if (known.standing == 0) {
                lost = known.lost;
                known.lost = null;
            }
            drop(endpoint, known);
        } finally {
            lock.unlock();
        }
        if (lost != null) {
            lost.complete(reason);
        }
    }

    /**
     * A waiter could have a stream of a connection.
     *
     * @param peer the connection's; null when it is gone by now
     * @return false when nobody waits here by this number
     */
    boolean leased(int waiter, @Nullable SocketAddress peer) {
        Wanted wanted;
        CompletableFuture<String> lost = null;
        lock.lock();
        try {
            wanted = waiting.remove(waiter);
            if (wanted == null) {
                return false;
            }
            Known known = endpoints.get(wanted.endpoint);
            if (known != null && known.standing > 0) {
                lost = known.lost == null ? new CompletableFuture<>() : known.lost;
                known.lost = lost;
            }
        } finally {
            lock.unlock();
        }
        if (peer == null || lost == null) {
            wanted.answer.completeExceptionally(
                    new ClientException(ClientException.Failure.LOST, wanted.endpoint, GONE, null));
        } else {
            wanted.answer.complete(new Standing(peer, lost.minimalCompletionStage()));
        }
        return true;
    }

    /** A waiter will have no connection. */
    void refused(int waiter, Function<Endpoint, ClientException> reason) {
        Wanted wanted;
        lock.lock();
        try {
            wanted = waiting.remove(waiter);
        } finally {
            lock.unlock();
        }
        if (wanted != null) {
            wanted.answer.completeExceptionally(reason.apply(wanted.endpoint));
        }
    }
}
