package dev.stillframe.simulator;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.h2.pool.Pool;
import dev.stillframe.h2.pool.PoolEffect;
import dev.stillframe.h2.pool.PoolEvent;
import dev.stillframe.h2.pool.PoolTransition;
import dev.stillframe.h2.pool.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client with a pool of connections to several servers: interprets what the pure pool wants, and
 * tells it what becomes of that.
 */
final class Pooled implements World.Sleeper {
    private static final long NEVER = Long.MAX_VALUE;

    private final World world;
    private final PoolOptions options;
    private final Weather weather;
    private final Map<Integer, Member> members = new TreeMap<>();
    private final Map<Integer, Long> downUntil = new HashMap<>();
    private final Map<Integer, Integer> retries = new HashMap<>();
    private final TreeSet<Integer> unanswered = new TreeSet<>();
    private Pool pool;
    private long wakeAt = NEVER;
    private int opened;

    Pooled(World world) {
        this.world = world;
        options = world.plan.pooling().options();
        weather = new Weather(world.plan.sky().weather(), -1);
        pool = Pool.of(options, world.plan.sky().weather(), 0);
    }

    /** A connection of the pool's. */
    private final class Member implements Asker.Lessee {
        private final int number;
        private final int server;
        private final TreeSet<Integer> leases = new TreeSet<>();
        private @Nullable Link link;
        private boolean stands;
        private boolean leaves;
        private boolean ill;
        private boolean over;
        private int limit;

        Member(int number, int server) {
            this.number = number;
            this.server = server;
        }

        void connect() {
            if (over) {
                return;
            }
            if (world.now() < downUntil.getOrDefault(server, 0L)) {
                gone("refused");
                return;
            }
            Link made = world.connect();
            link = made;
            ((Asker) made.at(Side.CLIENT).app).let(this);
            made.begin(0);
        }

        void lease(int id) {
            Link on = link;
            if (on == null || !stands || leaves || ill || leases.size() >= limit) {
                throw new LawBroken("request " + id + " is let a stream of what has none: " + this);
            }
            leases.add(id);
            on.happen(id, world.request(id));
        }

        /** The pool wants no more of it. */
        void leave(boolean graceful) {
            LawBroken.unless(
                    !leaves && (!graceful || leases.isEmpty()),
                    () -> this + " is told to go twice, or with streams");
            leaves = true;
            Link on = link;
            if (on == null) {
                world.soon(() -> gone("given up"));
                return;
            }
            on.disturb(Link.Disturbance.SHUTDOWN);
            on.at(Side.CLIENT)
                    .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "by the pool", graceful));
        }

        private void gone(String reason) {
            if (!over) {
                over = true;
                step(
                        stands
                                ? new PoolEvent.Closed(number, reason)
                                : new PoolEvent.OpenFailed(number, reason, true));
            }
        }

        @Override
        public void settings(int streams) {
            limit = Math.min(streams, options.maxStreamsPerConnection());
            if (stands) {
                step(new PoolEvent.Limit(number, streams));
            } else if (!leaves) {
                stands = true;
                step(new PoolEvent.Opened(number, streams));
            }
        }

        @Override
        public void rejected(int id) {
            leases.remove(id);
            Link on = link;
            boolean open =
                    on != null && on.at(Side.CLIENT).iteration().phase() == Iteration.Phase.OPEN;
            if (!open) {
                going(); // by its own account, of which no GOAWAY has told
            }
            step(new PoolEvent.Returned(id));
        }

        @Override
        public void ended(Flow flow) {
            leases.remove(flow.id);
            int before = retries.getOrDefault(flow.id, 0);
            dev.stillframe.api.connection.End end = flow.end;
            if (end == null) {
                throw new IllegalStateException("it has not ended");
            }
            Retry retry = Retry.of(end, flow.isAnswered(), true, before, Retry.ONCE);
            if (retry == Retry.AGAIN) {
                retries.put(flow.id, before + 1);
                world.tally.add("retried");
                step(new PoolEvent.Returned(flow.id));
            } else {
                answered(flow.id, end.getClass().getSimpleName());
                step(new PoolEvent.Released(flow.id));
            }
        }

        @Override
        public void ill(String reason) {
            ill = true;
            world.tally.add("ill");
            step(new PoolEvent.Unhealthy(number, reason));
        }

        @Override
        public void going() {
            step(new PoolEvent.Draining(number, "GOAWAY"));
        }

        @Override
        public void closed() {
            gone("closed");
        }

        @Override
        public String toString() {
            return "connection " + number + " to server " + server + " with " + leases;
        }
    }

    private static Endpoint endpoint(int server) {
        return Endpoint.of("http", "server", 1 + server);
    }

    private int server(int link) {
        return Math.floorMod(link, Math.max(1, world.plan.sky().links()));
    }

    void happen(int id, Happening happening) {
        int server = server(happening.link());
        switch (happening) {
            case Happening.Request request -> {
                unanswered.add(id);
                long deadline =
                        request.patience() == 0 ? NEVER : world.now() + request.patience() * 1000L;
                step(new PoolEvent.Acquire(id, endpoint(server), deadline));
            }
            case Happening.Down down ->
                    downUntil.merge(server, world.now() + down.micros() * 1000L, Math::max);
            default ->
                    members.values().stream()
                            .filter(member -> member.server == server && !member.over)
                            .map(member -> member.link)
                            .filter(link -> link != null)
                            .reduce((earlier, later) -> later)
                            .ifPresent(link -> link.happen(id, happening));
        }
    }

    private void answered(int id, String how) {
        LawBroken.unless(unanswered.remove(id), () -> "request " + id + " is answered twice (L6)");
        world.ended(id, how);
        world.tally.add("pool: " + how);
    }

    private void step(PoolEvent... events) {
        List<PoolEvent> batch = new ArrayList<>();
        batch.add(new PoolEvent.Clock(world.now()));
        batch.addAll(List.of(events));
        PoolTransition transition = pool.step(batch);
        pool = transition.next();
        check();
        for (PoolEffect effect : transition.effects()) {
            world.trace(effect.toString().hashCode());
            switch (effect) {
                case PoolEffect.Open open -> {
                    opened++;
                    Member member = new Member(open.connection(), open.endpoint().port() - 1);
                    members.put(open.connection(), member);
                    world.in(weather.below(5000) * 1000L, member::connect);
                }
                case PoolEffect.Lease lease -> member(lease.connection()).lease(lease.waiter());
                case PoolEffect.Refuse refuse ->
                        answered(refuse.waiter(), refuse.refusal().getClass().getSimpleName());
                case PoolEffect.Drain drain -> member(drain.connection()).leave(true);
                case PoolEffect.Close close -> member(close.connection()).leave(false);
                case PoolEffect.WakeAt wake -> wakeAt = wake.nanos();
            }
        }
    }

    private Member member(int number) {
        Member member = members.get(number);
        if (member == null) {
            throw new LawBroken("the pool speaks of a connection that it never opened: " + number);
        }
        return member;
    }

    /** Law L5: no more of anything than the options say, and the counts are true. */
    private void check() {
        long live = members.values().stream().filter(member -> !member.over).count();
        LawBroken.unless(
                pool.connections() <= options.maxConnections() && live <= pool.connections(),
                () ->
                        live
                                + " connections live, the pool knows of "
                                + pool.connections()
                                + " (L5)");
        for (PoolStatistics counts : pool.statistics()) {
            LawBroken.unless(
                    counts.connecting() + counts.open() <= options.maxConnectionsPerEndpoint()
                            && counts.connecting() + counts.open() + counts.draining()
                                    == counts.created() - counts.closed(),
                    () -> "connections of an endpoint (L5): " + counts);
        }
    }

    @Override
    public long alarm() {
        return wakeAt == NEVER ? NEVER : Math.max(wakeAt, world.now());
    }

    @Override
    public void ring() {
        long rung = wakeAt;
        wakeAt = NEVER;
        step();
        LawBroken.unless(
                wakeAt > Math.max(rung, world.now()) || wakeAt == NEVER,
                () -> "the pool is to be woken again at the time that it was woken at");
    }

    /** Nothing is on its way but waits between attempts: those are waited for. */
    void quiet() {
        downUntil.clear();
        long most = Duration.ofMinutes(5).toNanos();
        while (!unanswered.isEmpty() && world.wait(this, most)) {
            // Another attempt, or a deadline.
        }
        LawBroken.unless(
                unanswered.isEmpty(),
                () -> "requests wait in the pool for ever: " + unanswered + " (L6), " + pool);
        LawBroken.unless(pool.waiters() == 0, () -> "the pool has leases out: " + pool);
    }

    void close() {
        step(new PoolEvent.Shutdown(Duration.ofSeconds(5).toNanos()));
    }

    void over() {
        LawBroken.unless(pool.isClosed(), () -> "the pool keeps connections: " + pool);
        LawBroken.unless(
                members.values().stream().allMatch(member -> member.over),
                () -> "connections leak: " + members.values());
        world.tally.add("connections", opened);
    }
}
