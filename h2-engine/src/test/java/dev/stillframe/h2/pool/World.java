package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A pool, those who use it, and the network, driven by a list of events. */
final class World {
    private static final long SECOND = 1_000_000_000L;

    /** A step as it was taken. */
    record Step(Pool from, List<PoolEvent> events, PoolTransition to) {}

    /** Somebody who wanted a stream: what they know of it. */
    static final class Client {
        final int endpoint;
        final long deadline;
        final long order;
        int leasedOn = -1;
        boolean over;

        Client(int endpoint, long deadline, long order) {
            this.endpoint = endpoint;
            this.deadline = deadline;
            this.order = order;
        }

        boolean waits() {
            return !over && leasedOn < 0;
        }
    }

    /** A connection: what the network knows of it. */
    static final class Line {
        final int endpoint;
        boolean open;
        boolean noNew;
        boolean drain;
        boolean close;
        int limit;
        int streams;

        Line(int endpoint) {
            this.endpoint = endpoint;
        }

        boolean takesStreams() {
            return open && !noNew && !drain && !close;
        }
    }

    final List<Step> steps = new ArrayList<>();
    final Map<String, Integer> seen = new TreeMap<>();
    private final PoolOptions options;
    private final TreeMap<Integer, Client> clients = new TreeMap<>();
    private final TreeMap<Integer, Line> lines = new TreeMap<>();
    private final List<PoolEvent> batch = new ArrayList<>();
    private Pool pool;
    private long now;
    private long order;
    private int lastClient;
    private boolean shutdown;

    private World(int seed) {
        options = options(new SplittableRandom(~seed));
        now = seed * SECOND;
        pool = Pool.of(options, seed, now);
    }

    private static PoolOptions options(SplittableRandom random) {
        int most = 1 + random.nextInt(4);
        return PoolOptions.DEFAULT.toBuilder()
                .maxConnections(1 + random.nextInt(8))
                .maxConnectionsPerEndpoint(most)
                .minIdlePerEndpoint(random.nextInt(4) == 0 ? 1 : 0)
                .maxStreamsPerConnection(1 + random.nextInt(5))
                .maxWaiting(1 + random.nextInt(12))
                .maxIdleTime(Duration.ofSeconds(random.nextInt(4)))
                .maxLifetime(Duration.ofSeconds(random.nextInt(3) * 10))
                .maxUses(random.nextInt(3) * 7)
                .drainTimeout(Duration.ofSeconds(random.nextInt(3) * 5))
                .connectTimeout(Duration.ofSeconds(1 + random.nextInt(5)))
                .connectRetries(random.nextInt(4))
                .retryDelay(Duration.ofMillis(random.nextInt(3) * 100))
                .maxRetryDelay(Duration.ofSeconds(1 + random.nextInt(3)))
                .jitter(random.nextInt(5) / 4.0)
                .maxEndpoints(1 + random.nextInt(3))
                .build();
    }

    /** Runs to the end; throws when a law is broken. */
    static World run(int seed, List<Op> ops) {
        World world = new World(seed);
        for (Op op : ops) {
            world.happen(op);
            if (!op.batched()) {
                world.step();
            }
        }
        world.end();
        return world;
    }

    private static <T> int pick(TreeMap<Integer, T> from, int choice, Predicate<T> which) {
        List<Integer> fit = new ArrayList<>();
        from.forEach(
                (number, value) -> {
                    if (which.test(value)) {
                        fit.add(number);
                    }
                });
        return fit.isEmpty() ? -1 : fit.get(choice % fit.size());
    }

    private static Endpoint endpoint(int number) {
        return Endpoint.of("https", "host" + number, 443);
    }

    private void happen(Op op) {
        switch (op.kind()) {
            case ACQUIRE -> acquire(op);
            case ABANDON -> tell(pick(clients, op.a(), Client::waits), PoolEvent.Abandon::new);
            case RELEASE -> release(pick(clients, op.a(), c -> c.leasedOn >= 0));
            case RETURN -> giveBack(pick(clients, op.a(), c -> c.leasedOn >= 0));
            case OPEN -> open(pick(lines, op.a(), l -> !l.open), op.b());
            case FAIL -> {
                int number = pick(lines, op.a(), l -> !l.open);
                if (number >= 0) {
                    lines.remove(number);
                    batch.add(new PoolEvent.OpenFailed(number, "refused", op.b() % 5 > 0));
                }
            }
            case LIMIT -> {
                int number = pick(lines, op.a(), l -> l.open);
                if (number >= 0) {
                    lines.get(number).limit = op.b() % 6;
                    batch.add(new PoolEvent.Limit(number, op.b() % 6));
                }
            }
            case DRAINING -> {
                int number = pick(lines, op.a(), l -> l.open && !l.noNew);
                if (number >= 0) {
                    lines.get(number).noNew = true;
                    batch.add(new PoolEvent.Draining(number, "GOAWAY"));
                }
            }
            case UNHEALTHY -> {
                int number = pick(lines, op.a(), l -> op.b() % 9 == 0 || l.open);
                if (number >= 0) {
                    lines.get(number).noNew = true;
                    batch.add(new PoolEvent.Unhealthy(number, "no PING"));
                }
            }
            case DIE -> gone(pick(lines, op.a(), l -> l.open));
            case GONE -> gone(pick(lines, op.a(), l -> l.close || l.drain));
            case STRAY -> stray(op);
            case ADVANCE -> advance(op.b() * 5_000_000L);
            case WAKE -> {
                if (pool.wakeAt() != Times.NEVER) {
                    advance(Math.max(0, pool.wakeAt() - now));
                }
            }
            case CLEAR -> batch.add(new PoolEvent.Clear(endpoint(op.a() % 5)));
            case SHUTDOWN -> {
                if (op.a() % 4 == 0) {
                    shutdown = true;
                    batch.add(new PoolEvent.Shutdown(op.b() * 10_000_000L));
                }
            }
        }
    }

    private interface Told {
        PoolEvent of(int number);
    }

    private void tell(int number, Told event) {
        if (number >= 0) {
            batch.add(event.of(number));
        }
    }

    private void acquire(Op op) {
        long deadline = op.a() % 3 == 0 ? Times.NEVER : now + op.b() * 10_000_000L;
        Client client = new Client(op.a() % 5, deadline, order++);
        clients.put(++lastClient, client);
        batch.add(new PoolEvent.Acquire(lastClient, endpoint(client.endpoint), deadline));
    }

    private void release(int number) {
        if (number >= 0) {
            Client client = clients.get(number);
            leave(client);
            client.over = true;
            batch.add(
                    number % 6 == 5
                            ? new PoolEvent.Unused(number)
                            : new PoolEvent.Released(number));
        }
    }

    private void giveBack(int number) {
        if (number >= 0) {
            leave(clients.get(number));
            batch.add(new PoolEvent.Returned(number));
        }
    }

    private void leave(Client client) {
        Line line = lines.get(client.leasedOn);
        if (line != null) {
            line.streams--;
        }
        client.leasedOn = -1;
    }

    private void open(int number, int limit) {
        if (number >= 0) {
            Line line = lines.get(number);
            line.open = true;
            line.limit = limit % 7 == 6 ? Integer.MAX_VALUE : limit % 7;
            batch.add(new PoolEvent.Opened(number, line.limit));
        }
    }

    private void gone(int number) {
        if (number >= 0) {
            lines.remove(number);
            batch.add(new PoolEvent.Closed(number, "reset"));
        }
    }

    private void stray(Op op) {
        int number = op.b() % 2 == 0 ? 1 << 20 : -op.a() - 2;
        batch.add(
                switch (op.a() % 10) {
                    case 9 -> new PoolEvent.Unused(number);
                    case 0 -> new PoolEvent.Released(number);
                    case 1 -> new PoolEvent.Returned(number);
                    case 2 -> new PoolEvent.Abandon(number);
                    case 3 -> new PoolEvent.Closed(number, "");
                    case 4 -> new PoolEvent.Opened(number, 1);
                    case 5 -> new PoolEvent.OpenFailed(number, "", true);
                    case 6 -> new PoolEvent.Draining(number, "");
                    case 7 -> new PoolEvent.Limit(number, 1);
                    default -> new PoolEvent.Clock(Long.MIN_VALUE);
                });
    }

    /** The events before this one happened before. */
    private void advance(long nanos) {
        step();
        now += nanos;
    }

    private void step() {
        batch.addFirst(new PoolEvent.Clock(now));
        PoolTransition to = pool.step(List.copyOf(batch));
        steps.add(new Step(pool, List.copyOf(batch), to));
        pool = to.next();
        for (PoolEffect effect : to.effects()) {
            seen.merge(effect.getClass().getSimpleName(), 1, Integer::sum);
            done(effect, batch.size() <= 2);
        }
        batch.clear();
        atRest();
    }

    private void done(PoolEffect effect, boolean alone) {
        switch (effect) {
            case PoolEffect.Open open -> {
                assertFalse(shutdown, "opens after a shutdown");
                int to = Integer.parseInt(open.endpoint().host().substring("host".length()));
                assertNull(lines.put(open.connection(), new Line(to)), "a number in use");
            }
            case PoolEffect.Lease lease -> leased(lease, alone);
            case PoolEffect.Refuse refuse -> {
                Client client = clients.get(refuse.waiter());
                assertTrue(client.waits(), () -> "answered twice: " + refuse);
                client.over = true;
                seen.merge(refuse.refusal().getClass().getSimpleName(), 1, Integer::sum);
            }
            case PoolEffect.Drain drain -> {
                Line line = lines.get(drain.connection());
                if (line != null) {
                    assertTrue(line.open && !line.drain && !line.close, () -> "twice: " + drain);
                    assertEquals(0, line.streams, "drained under its streams");
                    line.drain = true;
                }
            }
            case PoolEffect.Close close -> {
                Line line = lines.get(close.connection());
                if (line != null) {
                    assertFalse(line.close, () -> "twice: " + close);
                    line.close = true;
                }
            }
            case PoolEffect.WakeAt wake -> assertEquals(wake.nanos(), pool.wakeAt());
        }
    }

    private void leased(PoolEffect.Lease lease, boolean alone) {
        Client client = clients.get(lease.waiter());
        assertTrue(client.waits(), () -> "answered twice: " + lease);
        Line line = lines.get(lease.connection());
        client.leasedOn = lease.connection();
        if (alone) {
            for (Client other : clients.values()) {
                boolean before = other.endpoint == client.endpoint && other.order < client.order;
                assertFalse(before && other.waits(), () -> "out of turn: " + lease);
            }
            assertNotNull(line, () -> "a connection that is gone: " + lease);
            assertTrue(line.takesStreams(), () -> "a connection that takes no streams: " + lease);
        }
        if (line != null) {
            assertEquals(client.endpoint, line.endpoint, "another endpoint's connection");
            line.streams++;
            int most = Math.min(options.maxStreamsPerConnection(), line.limit);
            assertTrue(!alone || line.streams <= most, () -> line.streams + " of " + most);
        }
    }

    /** The pool knows what there is, and asks to be woken in time. */
    private void atRest() {
        PoolState state = pool.state();
        Consistency.check(state);
        assertEquals(lines.size(), pool.connections(), "connections");
        long[] counts = {0, 0};
        for (Client client : clients.values()) {
            counts[0] += client.waits() ? 1 : 0;
            counts[1] += client.leasedOn >= 0 ? 1 : 0;
            assertTrue(
                    !client.waits() || pool.wakeAt() <= client.deadline, "sleeps past a deadline");
            assertTrue(!client.waits() || now < client.deadline, "waits past a deadline");
        }
        assertEquals(counts[0] + counts[1], pool.waiters(), "waiters");
        pool.state()
                .connections()
                .forEach(
                        (number, c) -> {
                            Line line = lines.get(number);
                            boolean leaves = c.phase() == PooledConnection.Phase.DRAINING;
                            assertTrue(
                                    !leaves || c.active() > 0 || line.drain,
                                    "leaves, and was not told");
                            boolean closing = c.phase() == PooledConnection.Phase.CLOSING;
                            assertEquals(closing, line.close, "told to close");
                        });
    }

    /** Everything that was begun comes to its end. */
    private void end() {
        batch.add(new PoolEvent.Shutdown(SECOND));
        shutdown = true;
        step();
        for (Client client : clients.values()) {
            assertFalse(client.waits(), "waits for a pool that is shut down");
        }
        clients.keySet().stream().filter(n -> clients.get(n).leasedOn >= 0).forEach(this::release);
        step();
        for (Line line : lines.values()) {
            assertTrue(line.drain || line.close, "left open");
        }
        advance(SECOND);
        step();
        for (Line line : lines.values()) {
            assertTrue(line.close, "open after the grace time");
        }
        List.copyOf(lines.keySet()).forEach(this::gone);
        step();
        assertTrue(pool.isClosed(), "closed");
        assertEquals(0, pool.waiters(), "waiters");
        assertEquals(Times.NEVER, pool.wakeAt(), "alarm of a closed pool");
        assertTrue(clients.values().stream().allMatch(client -> client.over), "answered");
    }
}
