package dev.stillframe.simulator;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.h2.connection.ConnectionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs one plan to its end, in one thread, on a clock of its own. */
public final class World {
    /** More than any plan needs; a world that takes more does not come to rest. */
    private static final int MOST_EVENTS = 200_000;

    private static final long NEVER = Long.MAX_VALUE;

    /** A moment of the world's clock, in order of time, then of being asked for. */
    private record Due(long when, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** What must be woken at a time of its own. */
    interface Sleeper {
        /** When, on the world's clock. */
        long alarm();

        /** That time has come. */
        void ring();
    }

    /**
     * How a world went.
     *
     * @param trace the same for two runs only if they were the same
     * @param ends how each request ended for its client, in the order of their ends: its number,
     *     counted from 1 over all happenings, and the kind of its end
     */
    public record Result(long trace, Tally tally, List<String> ends) {}

    final Plan plan;
    final Tally tally = new Tally();
    final Function<Options, Iteration> engine;

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final List<Runnable> atCalm = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Sleeper> sleepers = new ArrayList<>();
    private final Set<Integer> processed = new HashSet<>();
    private final @Nullable Pooled pool;
    private final Map<Integer, Happening.Request> requests = new HashMap<>();
    private final List<String> ends = new ArrayList<>();
    private long now;
    private long skipped;
    private long asked;
    private int events;
    private boolean calm;
    private long trace = 17;

    private World(Plan plan, Function<Options, Iteration> engine) {
        this.plan = plan;
        this.engine = engine;
        boolean pooled = plan.sky().kind() == Setup.Kind.POOL;
        pool = pooled ? new Pooled(this) : null;
        if (pool != null) {
            sleepers.add(pool);
        }
    }

    /**
     * Runs a plan.
     *
     * @throws LawBroken when a law does not hold
     */
    public static Result run(Plan plan) {
        return run(plan, ConnectionState::initial);
    }

    /** The same with connections of another making, to try the simulator itself. */
    static Result run(Plan plan, Function<Options, Iteration> engine) {
        World world = new World(plan, engine);
        world.live();
        return new Result(world.trace, world.tally, List.copyOf(world.ends));
    }

    /** Shows a client's host in a world in which nothing has happened yet. */
    static void look(Plan plan, Consumer<Host> at) {
        World world = new World(plan, ConnectionState::initial);
        world.begin();
        at.accept(world.links.getFirst().at(Side.CLIENT));
    }

    private void live() {
        begin();
        rest();
        calm = true;
        List.copyOf(links).forEach(Link::calm);
        List<Runnable> waiting = List.copyOf(atCalm);
        atCalm.clear();
        waiting.forEach(this::soon);
        rest();
        Pooled pooled = pool;
        if (pooled != null) {
            pooled.quiet();
        }
        links.forEach(Link::quiet);
        if (pooled != null) {
            pooled.close();
        } else {
            links.forEach(Link::close);
        }
        rest();
        for (Link link : links) {
            link.closed();
        }
        if (pooled != null) {
            pooled.over();
        }
        links.forEach(link -> link.tell(tally));
    }

    private Link link(int number) {
        return links.get(Math.floorMod(number, links.size()));
    }

    /** Another client, another server, and the network between them. */
    Link connect() {
        Link link = new Link(this, links.size());
        links.add(link);
        sleepers.addAll(link.hosts());
        return link;
    }

    private void begin() {
        Pooled pooled = pool;
        for (int i = 0; pooled == null && i < Math.max(1, plan.sky().links()); i++) {
            connect();
        }
        Map<Link, Integer> upgrades = new HashMap<>();
        int id = 0;
        for (Happening happening : plan.happenings()) {
            id++;
            if (happening instanceof Happening.Request request) {
                requests.put(id, request);
                if (pooled == null && request.kind() == Happening.Kind.UPGRADE) {
                    upgrades.putIfAbsent(link(request.link()), id);
                }
            }
        }
        for (Link link : links) {
            link.begin(upgrades.getOrDefault(link, 0));
        }
        schedule();
    }

    private void schedule() {
        Pooled pooled = pool;
        int number = 0;
        for (Happening happening : plan.happenings()) {
            int id = ++number;
            Runnable what =
                    pooled != null
                            ? () -> pooled.happen(id, happening)
                            : () -> link(happening.link()).happen(id, happening);
            at(happening.at() * 1000, what);
        }
    }

    /** Until nothing is left to be done but to wait for alarms that are far off. */
    private void rest() {
        while (!queue.isEmpty()) {
            LawBroken.unless(++events < MOST_EVENTS, () -> "the world does not come to rest");
            Due next = queue.peek();
            Sleeper first = null;
            long ring = NEVER;
            for (Sleeper sleeper : sleepers) {
                if (sleeper.alarm() < ring) {
                    ring = sleeper.alarm();
                    first = sleeper;
                }
            }
            if (first != null && ring < next.when) {
                now = Math.max(now, ring);
                first.ring();
            } else {
                queue.remove();
                now = Math.max(now, next.when);
                next.what.run();
            }
        }
    }

    /** Waits for the next alarm; says whether there was one within so many nanoseconds. */
    boolean wait(Sleeper host, long most) {
        if (host.alarm() > now + most) {
            return false;
        }
        long before = now;
        now = Math.max(now, host.alarm());
        skipped += now - before;
        host.ring();
        rest();
        return true;
    }

    /** Nanoseconds over which nobody else's alarms rang. */
    long skipped() {
        return skipped;
    }

    /** Nanoseconds from the beginning. */
    long now() {
        return now;
    }

    boolean isCalm() {
        return calm;
    }

    void at(long when, Runnable what) {
        queue.add(new Due(Math.max(now, when), asked++, what));
    }

    void in(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    void soon(Runnable what) {
        at(now, what);
    }

    void whenCalm(Runnable what) {
        if (calm) {
            soon(what);
        } else {
            atCalm.add(what);
        }
    }

    /** What a request is to be like, by the number that it carries. */
    Happening.Request request(int id) {
        Happening.Request request = requests.get(id);
        if (request == null) {
            throw new LawBroken("a request that nobody made: " + id);
        }
        return request;
    }

    /** A server has begun to answer a request: what is asked again never was. */
    void processed(int id) {
        LawBroken.unless(processed.add(id), () -> "request " + id + " is processed twice");
    }

    /** A request is over for its client. */
    void ended(int id, String how) {
        ends.add(id + " " + how);
    }

    /** Adds to what tells this run from another. */
    void trace(long what) {
        trace = trace * 0x100000001b3L ^ what;
    }
}
