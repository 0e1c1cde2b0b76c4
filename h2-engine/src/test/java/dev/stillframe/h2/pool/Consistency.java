package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.persistent.Ranking;
import java.util.TreeMap;

/**
 * What holds of every pool between any two steps: its counts and rankings are those of its parts.
 */
final class Consistency {
    private Consistency() {}

    /** What the parts of one endpoint add up to. */
    private static final class Sum {
        Ranking queue = Ranking.empty();
        Ranking roomy = Ranking.empty();
        Ranking full = Ranking.empty();
        int connecting;
        int leaving;
        int idle;
        int active;
    }

    static void check(PoolState state) {
        PoolOptions options = state.options();
        TreeMap<Integer, Sum> sums = new TreeMap<>();
        state.endpoints().forEach((number, endpoint) -> sums.put(number, new Sum()));
        Ranking[] all = {Ranking.empty(), Ranking.empty(), Ranking.empty()};
        int[] leaving = {0, 0};
        TreeMap<Integer, Integer> leases = new TreeMap<>();
        state.waiters()
                .forEach(
                        (number, waiter) -> {
                            Sum sum = sums.get(waiter.endpoint());
                            if (waiter.connection() == Waiter.WAITS) {
                                sum.queue = sum.queue.with(waiter.sequence(), number);
                                if (waiter.deadline() != Times.NEVER) {
                                    all[0] = all[0].with(waiter.deadline(), number);
                                }
                            } else {
                                sum.active++;
                                leases.merge(waiter.connection(), 1, Integer::sum);
                            }
                        });
        state.connections()
                .forEach(
                        (number, c) -> {
                            Sum sum = sums.get(c.endpoint());
                            assertEquals(leases.getOrDefault(number, 0), c.active(), "leases");
                            if (c.alarm() != Times.NEVER) {
                                all[1] = all[1].with(c.alarm(), number);
                            }
                            switch (c.phase()) {
                                case CONNECTING -> sum.connecting++;
                                case OPEN -> {
                                    if (c.active() < c.limit()) {
                                        sum.roomy = sum.roomy.with(c.active(), number);
                                    } else {
                                        sum.full = sum.full.with(c.active(), number);
                                    }
                                    if (c.active() == 0) {
                                        sum.idle++;
                                    }
                                    if (c.active() == 0 && c.limit() > 0) {
                                        all[2] = all[2].with(c.since(), number);
                                    }
                                }
                                case DRAINING -> {
                                    sum.leaving++;
                                    leaving[c.active() > 0 ? 1 : 0]++;
                                }
                                case CLOSING -> {
                                    sum.leaving++;
                                    leaving[0]++;
                                }
                            }
                        });
        assertEquals(all[0], state.deadlines(), "deadlines");
        assertEquals(all[1], state.alarms(), "alarms");
        assertEquals(all[2], state.idle(), "idle connections");
        assertEquals(leaving[0], state.leavingIdle(), "leaving, idle");
        assertEquals(leaving[1], state.leavingBusy(), "leaving, busy");
        assertTrue(state.connections().size() <= options.maxConnections(), "connections in all");
        places(state, sums);
    }

    private static void places(PoolState state, TreeMap<Integer, Sum> sums) {
        PoolOptions options = state.options();
        Ranking[] ranks = {Ranking.empty(), Ranking.empty(), Ranking.empty(), Ranking.empty()};
        sums.forEach(
                (number, sum) -> {
                    EndpointState endpoint = state.endpoints().at(number);
                    assertEquals(number, state.numbers().at(endpoint.endpoint()));
                    assertEquals(sum.queue, endpoint.queue(), "queue");
                    assertEquals(sum.roomy, endpoint.roomy(), "with room");
                    assertEquals(sum.full, endpoint.full(), "full");
                    assertEquals(sum.connecting, endpoint.connecting(), "connecting");
                    assertEquals(sum.leaving, endpoint.leaving(), "leaving");
                    assertEquals(sum.idle, endpoint.idle(), "idle");
                    assertEquals(sum.active, endpoint.active(), "active");
                    int open = sum.roomy.size() + sum.full.size();
                    int live = open + sum.connecting;
                    int most = options.maxConnectionsPerEndpoint();
                    assertTrue(live <= most, () -> live + " connections of an endpoint");
                    assertTrue(live + sum.leaving <= 2 * most, "connections with those that leave");
                    assertTrue(
                            sum.queue.isEmpty() || sum.roomy.isEmpty(),
                            () -> "somebody waits while there is room: " + endpoint);
                    int now = state.perEndpoint();
                    boolean moreAllowed = live < now && live + sum.leaving < 2 * now;
                    moreAllowed &= endpoint.peerLimit() > 0 || live == 0;
                    boolean delayed = endpoint.failing().failures() > 0;
                    delayed &= state.now() < endpoint.failing().retryAt();
                    boolean needs = !sum.queue.isEmpty() && sum.connecting == 0 && moreAllowed;
                    long wanting = endpoint.places().wanting();
                    long retry = endpoint.places().retry();
                    if (needs) {
                        assertEquals(delayed, retry != Long.MIN_VALUE, "is tried again");
                        assertEquals(!delayed, wanting != Long.MIN_VALUE, "wants a connection");
                    }
                    assertTrue(
                            wanting == Long.MIN_VALUE
                                    || state.connections().size() == options.maxConnections(),
                            () -> "wants a connection, and there is room: " + endpoint);
                    put(ranks, 0, wanting, number);
                    put(ranks, 1, retry, number);
                    put(ranks, 2, open == 0 ? Long.MIN_VALUE : open, number);
                    put(ranks, 3, endpoint.places().dormant(), number);
                    assertEquals(
                            live + sum.leaving + sum.active + sum.queue.size() == 0,
                            endpoint.places().dormant() != Long.MIN_VALUE,
                            "dormant");
                    assertEquals(
                            endpoint.counts().created() - endpoint.counts().closed(),
                            live + sum.leaving,
                            "created and closed");
                });
        assertEquals(ranks[0], state.wanting(), "wanting");
        assertEquals(ranks[1], state.retries(), "retries");
        assertEquals(ranks[2], state.rich(), "rich");
        assertEquals(ranks[3], state.dormant(), "dormant");
        assertTrue(ranks[3].size() <= options.maxEndpoints(), "dormant endpoints");
    }

    private static void put(Ranking[] ranks, int which, long rank, int number) {
        if (rank != Long.MIN_VALUE) {
            ranks[which] = ranks[which].with(rank, number);
        }
    }
}
