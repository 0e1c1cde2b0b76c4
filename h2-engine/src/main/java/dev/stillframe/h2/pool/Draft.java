package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.persistent.KeyMap;
import dev.stillframe.h2.persistent.Ranking;
import dev.stillframe.h2.pool.EndpointState.Places;
import dev.stillframe.h2.pool.PooledConnection.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool's state, open for changes within one step; it never escapes. */
final class Draft {
    private final PoolState from;
    private final IntMap.Draft<PooledConnection> connections;
    private final IntMap.Draft<EndpointState> endpoints;
    private final Map<Integer, PooledConnection.Draft> openConnections = new HashMap<>();
    private final Map<Integer, EndpointState.Draft> openEndpoints = new HashMap<>();
    private final List<EndpointState.Draft> touched = new ArrayList<>();
    private final List<PoolEffect> effects = new ArrayList<>();
    private KeyMap<Endpoint, Integer> numbers;
    private int lastConnection;
    private int lastEndpoint;

    final IntMap.Draft<Waiter> waiters;
    int perEndpoint;
    long now;
    long sequence;
    Ranking deadlines;
    Ranking alarms;
    Ranking retries;
    Ranking idle;
    Ranking wanting;
    Ranking rich;
    Ranking dormant;
    int leavingBusy;
    int leavingIdle;
    boolean shutdown;
    long closeAt;
    long wakeAt;

    Draft(PoolState from) {
        this.from = from;
        connections = from.connections().draft();
        endpoints = from.endpoints().draft();
        waiters = from.waiters().draft();
        numbers = from.numbers();
        lastConnection = from.lastConnection();
        lastEndpoint = from.lastEndpoint();
        perEndpoint = from.perEndpoint();
        now = from.now();
        sequence = from.sequence();
        deadlines = from.deadlines();
        alarms = from.alarms();
        retries = from.retries();
        idle = from.idle();
        wanting = from.wanting();
        rich = from.rich();
        dormant = from.dormant();
        leavingBusy = from.leavingBusy();
        leavingIdle = from.leavingIdle();
        shutdown = from.shutdown();
        closeAt = from.closeAt();
        wakeAt = from.wakeAt();
    }

    PoolOptions options() {
        return from.options();
    }

    long seed() {
        return from.seed();
    }

    void effect(PoolEffect effect) {
        effects.add(effect);
    }

    /** The endpoint with this number, which there is. */
    EndpointState.Draft endpoint(int number) {
        EndpointState.Draft open = openEndpoints.get(number);
        if (open != null) {
            return open;
        }
        EndpointState state = endpoints.at(number);
        if (state == null) {
            throw new IllegalStateException("there is no endpoint " + number);
        }
        return touch(new EndpointState.Draft(number, state));
    }

    private EndpointState.Draft touch(EndpointState.Draft endpoint) {
        openEndpoints.put(endpoint.number, endpoint);
        touched.add(endpoint);
        return endpoint;
    }

    EndpointState.@Nullable Draft known(Endpoint endpoint) {
        Integer number = numbers.at(endpoint);
        return number == null ? null : endpoint(number);
    }

    EndpointState.Draft endpoint(Endpoint endpoint) {
        EndpointState.Draft known = known(endpoint);
        if (known != null) {
            return known;
        }
        do {
            lastEndpoint++;
        } while (endpoints.at(lastEndpoint) != null);
        numbers = numbers.with(endpoint, lastEndpoint);
        EndpointState state = EndpointState.of(endpoint, options().maxStreamsPerConnection());
        endpoints.put(lastEndpoint, state);
        return touch(new EndpointState.Draft(lastEndpoint, state));
    }

    /** Looks at every endpoint there is. */
    void touchAll() {
        List<Integer> all = new ArrayList<>();
        endpoints.forEach((number, state) -> all.add(number));
        all.forEach(this::endpoint);
    }

    /** Endpoints that were looked at in this step; the list grows as more are. */
    List<EndpointState.Draft> touched() {
        return touched;
    }

    /** Nothing is known of this endpoint any more. */
    void forget(EndpointState.Draft endpoint) {
        openEndpoints.remove(endpoint.number);
        touched.remove(endpoint);
        endpoints.remove(endpoint.number);
        numbers = numbers.without(endpoint.endpoint);
    }

    /** How many connections there are in all. */
    int connections() {
        return connections.size();
    }

    PooledConnection.@Nullable Draft connection(int number) {
        PooledConnection.Draft open = openConnections.get(number);
        if (open != null) {
            return open;
        }
        PooledConnection state = connections.at(number);
        if (state == null) {
            return null;
        }
        open = new PooledConnection.Draft(number, endpoint(state.endpoint()), state);
        openConnections.put(number, open);
        return open;
    }

    /** All connections there are, by their numbers. */
    List<PooledConnection.Draft> everyConnection() {
        int[] all = new int[connections.size()];
        int[] count = {0};
        connections.forEach((number, state) -> all[count[0]++] = number);
        Arrays.sort(all);
        List<PooledConnection.Draft> list = new ArrayList<>(all.length);
        for (int number : all) {
            list.add(connection(number));
        }
        return list;
    }

    PooledConnection.Draft begin(EndpointState.Draft endpoint) {
        do {
            lastConnection++;
        } while (lastConnection == Waiter.WAITS || connections.at(lastConnection) != null);
        PooledConnection.Draft connection =
                new PooledConnection.Draft(lastConnection, endpoint, now);
        openConnections.put(connection.number, connection);
        connections.put(connection.number, connection.freeze());
        place(connection);
        return connection;
    }

    void remove(PooledConnection.Draft connection) {
        lift(connection);
        alarm(connection, Times.NEVER);
        openConnections.remove(connection.number);
        connections.remove(connection.number);
        rank(connection.endpoint);
    }

    void become(PooledConnection.Draft connection, Phase phase) {
        lift(connection);
        connection.phase = phase;
        connection.since = now;
        place(connection);
        rank(connection.endpoint);
    }

    /** Takes a connection out of all rankings and counts, so that it can change. */
    void lift(PooledConnection.Draft connection) {
        move(connection, false);
    }

    /** Puts it back where it belongs now. */
    void place(PooledConnection.Draft connection) {
        move(connection, true);
    }

    private void move(PooledConnection.Draft connection, boolean in) {
        EndpointState.Draft endpoint = connection.endpoint;
        int number = connection.number;
        int one = in ? 1 : -1;
        switch (connection.phase) {
            case CONNECTING -> endpoint.connecting += one;
            case OPEN -> {
                boolean room = connection.hasRoom();
                if (room) {
                    endpoint.roomy = edit(endpoint.roomy, in, connection.active, number);
                } else {
                    endpoint.full = edit(endpoint.full, in, connection.active, number);
                }
                if (connection.active == 0) {
                    endpoint.idle += one;
                    idle = room ? edit(idle, in, connection.since, number) : idle;
                }
            }
            case DRAINING -> {
                endpoint.leaving += one;
                if (connection.active > 0) {
                    leavingBusy += one;
                } else {
                    leavingIdle += one;
                }
            }
            case CLOSING -> {
                endpoint.leaving += one;
                leavingIdle += one;
            }
        }
    }

    private static Ranking edit(Ranking ranking, boolean in, long rank, int number) {
        return in ? ranking.with(rank, number) : ranking.without(rank, number);
    }

    /** A number moves from one rank to another, either of which may be nowhere. */
    static Ranking moved(Ranking ranking, int number, long old, long next) {
        if (old == next) {
            return ranking;
        }
        Ranking without = old == Places.NOWHERE ? ranking : ranking.without(old, number);
        return next == Places.NOWHERE ? without : without.with(next, number);
    }

    /** Ranks an endpoint by its open connections. */
    private void rank(EndpointState.Draft endpoint) {
        long next = endpoint.open() == 0 ? Places.NOWHERE : endpoint.open();
        rich = moved(rich, endpoint.number, endpoint.rich, next);
        endpoint.rich = next;
    }

    /** A connection is looked at no later than this. */
    void alarm(PooledConnection.Draft connection, long at) {
        long old = connection.alarm == Times.NEVER ? Places.NOWHERE : connection.alarm;
        long next = at == Times.NEVER ? Places.NOWHERE : at;
        alarms = moved(alarms, connection.number, old, next);
        connection.alarm = at;
    }

    PoolState freeze() {
        for (EndpointState.Draft endpoint : touched) {
            endpoints.put(endpoint.number, endpoint.freeze());
        }
        openConnections.forEach(
                (number, connection) -> {
                    PooledConnection next = connection.freeze();
                    if (!next.equals(connections.at(number))) {
                        connections.put(number, next);
                    }
                });
        PoolState next =
                new PoolState(
                        now,
                        from.options(),
                        perEndpoint,
                        from.seed(),
                        sequence,
                        lastConnection,
                        lastEndpoint,
                        waiters.freeze(),
                        connections.freeze(),
                        endpoints.freeze(),
                        numbers,
                        deadlines,
                        alarms,
                        retries,
                        idle,
                        wanting,
                        rich,
                        dormant,
                        leavingBusy,
                        leavingIdle,
                        shutdown,
                        closeAt,
                        wakeAt);
        return next.equals(from) ? from : next;
    }

    List<PoolEffect> effects() {
        return List.copyOf(effects);
    }
}
