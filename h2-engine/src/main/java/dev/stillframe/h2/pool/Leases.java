package dev.stillframe.h2.pool;

import dev.stillframe.h2.persistent.Ranking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a stream, and where. Waiters of an endpoint are served in the order in which they came;
 * nobody is answered out of turn, and nobody waits while there is room.
 *
 * <p>Of the connections that have room the most loaded is chosen (of equals, the newest), so that
 * the others become idle and can be drained.
 */
final class Leases {
    private Leases() {}

    static void acquire(Draft draft, PoolEvent.Acquire event) {
        int number = event.waiter();
        if (draft.waiters.at(number) != null) {
            return;
        }
        if (draft.shutdown) {
            draft.effect(new PoolEffect.Refuse(number, new Refusal.ShutDown()));
            return;
        }
        EndpointState.Draft endpoint = draft.endpoint(event.endpoint());
        if (endpoint.queue.isEmpty() && endpoint.connecting == 0 && draft.now >= endpoint.retryAt) {
            // Nobody waits for the series of attempts that failed before: this begins a new one.
            endpoint.recovered();
        }
        if (event.deadline() <= draft.now) {
            refuse(draft, endpoint, number, late(endpoint));
        } else if (endpoint.roomy.isEmpty()
                && endpoint.queue.size() >= draft.options().maxWaiting()) {
            refuse(draft, endpoint, number, new Refusal.QueueFull(endpoint.queue.size()));
        } else {
            Waiter waiter =
                    new Waiter(
                            endpoint.number,
                            draft.sequence++,
                            event.deadline(),
                            Waiter.WAITS,
                            Waiter.WAITS);
            if (endpoint.roomy.isEmpty()) {
                queue(draft, endpoint, number, waiter);
            } else {
                lease(draft, choose(draft, endpoint, waiter), number, waiter);
            }
        }
    }

    static void abandon(Draft draft, int number) {
        Waiter waiter = draft.waiters.at(number);
        if (waiter != null && waiter.connection() == Waiter.WAITS) {
            EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
            unqueue(draft, endpoint, number, waiter);
            refuse(draft, endpoint, number, new Refusal.Abandoned());
        }
    }

    static void released(Draft draft, int number) {
        Waiter waiter = draft.waiters.at(number);
        if (waiter != null && waiter.connection() != Waiter.WAITS) {
            draft.waiters.remove(number);
            release(draft, waiter, true);
            serve(draft, draft.endpoint(waiter.endpoint()));
        }
    }

    static void unused(Draft draft, int number) {
        Waiter waiter = draft.waiters.at(number);
        if (waiter != null && waiter.connection() != Waiter.WAITS) {
            EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
            PooledConnection.Draft connection = draft.connection(waiter.connection());
            endpoint.leased--;
            if (connection != null) {
                connection.uses--;
                endpoint.reused -= connection.uses > 0 ? 1 : 0;
            }
            draft.waiters.remove(number);
            release(draft, waiter, false);
            serve(draft, endpoint);
        }
    }

    static void returned(Draft draft, int number) {
        Waiter waiter = draft.waiters.at(number);
        if (waiter == null || waiter.connection() == Waiter.WAITS) {
            return;
        }
        EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
        if (draft.shutdown) {
            refuse(draft, endpoint, number, new Refusal.ShutDown());
        } else if (waiter.deadline() <= draft.now) {
            refuse(draft, endpoint, number, late(endpoint));
        } else {
            // Before the lease is given back, so that nobody who came later gets the room.
            queue(draft, endpoint, number, waiter.returned());
        }
        release(draft, waiter, false);
        serve(draft, endpoint);
    }

    private static void release(Draft draft, Waiter waiter, boolean served) {
        EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
        endpoint.active--;
        PooledConnection.Draft connection = draft.connection(waiter.connection());
        if (connection == null) {
            return;
        }
        draft.lift(connection);
        connection.active--;
        if (connection.active == 0 && connection.phase == PooledConnection.Phase.OPEN) {
            connection.since = draft.now;
        }
        connection.served |= served;
        draft.place(connection);
        if (served && connection.phase == PooledConnection.Phase.OPEN) {
            endpoint.recovered();
        }
        if (connection.active == 0) {
            Departures.empty(draft, connection);
        }
    }

    /** Gives what room there is to those who wait. */
    static void serve(Draft draft, EndpointState.Draft endpoint) {
        Ranking.Entry first = endpoint.queue.first();
        while (first != null && !endpoint.roomy.isEmpty()) {
            int number = first.number();
            Waiter waiter = waiter(draft, number);
            unqueue(draft, endpoint, number, waiter);
            lease(draft, choose(draft, endpoint, waiter), number, waiter);
            first = endpoint.queue.first();
        }
    }

    /**
     * The most loaded with room; not the one that the waiter came back from if there is another.
     */
    private static PooledConnection.Draft choose(
            Draft draft, EndpointState.Draft endpoint, Waiter waiter) {
        Ranking.Entry most = last(endpoint.roomy);
        if (most.number() == waiter.avoided() && endpoint.roomy.size() > 1) {
            most = last(endpoint.roomy.without(most.rank(), most.number()));
        }
        PooledConnection.Draft connection = draft.connection(most.number());
        if (connection == null) {
            throw new IllegalStateException("there is no connection " + most.number());
        }
        return connection;
    }

    private static Ranking.Entry last(Ranking ranking) {
        Ranking.Entry last = ranking.last();
        if (last == null) {
            throw new IllegalStateException("an empty ranking");
        }
        return last;
    }

    private static void lease(
            Draft draft, PooledConnection.Draft connection, int number, Waiter waiter) {
        EndpointState.Draft endpoint = connection.endpoint;
        endpoint.active++;
        endpoint.leased++;
        endpoint.reused += connection.uses > 0 ? 1 : 0;
        draft.lift(connection);
        connection.active++;
        connection.uses++;
        draft.place(connection);
        draft.waiters.put(number, waiter.leasing(connection.number));
        draft.effect(new PoolEffect.Lease(number, connection.number));
        int most = draft.options().maxUses();
        if (most > 0 && connection.uses >= most) {
            Departures.retire(draft, connection);
        }
    }

    private static void queue(
            Draft draft, EndpointState.Draft endpoint, int number, Waiter waiter) {
        endpoint.queue = endpoint.queue.with(waiter.sequence(), number);
        if (waiter.deadline() != Times.NEVER) {
            draft.deadlines = draft.deadlines.with(waiter.deadline(), number);
        }
        draft.waiters.put(number, waiter);
    }

    private static void unqueue(
            Draft draft, EndpointState.Draft endpoint, int number, Waiter waiter) {
        endpoint.queue = endpoint.queue.without(waiter.sequence(), number);
        draft.deadlines = draft.deadlines.without(waiter.deadline(), number);
    }

    /** It is now as late as the draft says. */
    static void expire(Draft draft) {
        for (Ranking.Entry first = draft.deadlines.first();
                first != null && first.rank() <= draft.now;
                first = draft.deadlines.first()) {
            Waiter waiter = waiter(draft, first.number());
            EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
            unqueue(draft, endpoint, first.number(), waiter);
            refuse(draft, endpoint, first.number(), late(endpoint));
        }
    }

    /** Refuses all who wait for an endpoint, in their order. */
    static void refuseAll(Draft draft, EndpointState.Draft endpoint, Refusal refusal) {
        for (int number : endpoint.queue.numbers()) {
            unqueue(draft, endpoint, number, waiter(draft, number));
            refuse(draft, endpoint, number, refusal);
        }
    }

    /** Refuses all who wait for anything, in their order. */
    static void shutDown(Draft draft) {
        List<Integer> numbers = new ArrayList<>();
        draft.waiters.forEach(
                (number, waiter) -> {
                    if (waiter.connection() == Waiter.WAITS) {
                        numbers.add(number);
                    }
                });
        numbers.sort(Comparator.comparingLong(number -> waiter(draft, number).sequence()));
        for (int number : numbers) {
            Waiter waiter = waiter(draft, number);
            EndpointState.Draft endpoint = draft.endpoint(waiter.endpoint());
            unqueue(draft, endpoint, number, waiter);
            refuse(draft, endpoint, number, new Refusal.ShutDown());
        }
    }

    private static Waiter waiter(Draft draft, int number) {
        @Nullable Waiter waiter = draft.waiters.at(number);
        if (waiter == null) {
            throw new IllegalStateException("there is no waiter " + number);
        }
        return waiter;
    }

    private static Refusal late(EndpointState.Draft endpoint) {
        return new Refusal.DeadlinePassed(endpoint.error);
    }

    private static void refuse(
            Draft draft, EndpointState.Draft endpoint, int number, Refusal refusal) {
        draft.waiters.remove(number);
        endpoint.refused++;
        draft.effect(new PoolEffect.Refuse(number, refusal));
    }
}
