package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.connection.Census;
import dev.stillframe.h2.connection.ConnectionState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** A client, a server, and the network between them. */
final class Link {
    /** What has happened to a link that explains what would else be a fault. */
    enum Disturbance {
        /** Broken by the network or by a transport. */
        CUT,
        /** One direction has ended. */
        HALF_CLOSE,
        /** An end has shut down. */
        SHUTDOWN,
        /** A clock has jumped. */
        CLOCK,
        /** Something may take longer than a time-out. */
        SLOW
    }

    final World world;
    final int number;
    final Tap tap;
    private final Host client;
    private final Host server;
    private final Pipe toServer;
    private final Pipe toClient;
    private final Weather weather;
    private int upgrade;
    private final EnumSet<Disturbance> disturbances = EnumSet.noneOf(Disturbance.class);

    Link(World world, int number) {
        this.world = world;
        this.number = number;
        long seed = world.plan.sky().weather();
        weather = new Weather(seed, 16L * number);
        toServer = new Pipe(world, world.plan.net(), 16L * number + 1);
        toClient = new Pipe(world, world.plan.net(), 16L * number + 2);
        tap = new Tap(this);
        client = host(Side.CLIENT, toClient, toServer);
        server = host(Side.SERVER, toServer, toClient);
        toServer.connect(server::wake, client::wake, this::cut);
        toClient.connect(client::wake, server::wake, this::cut);
        for (Host host : hosts()) {
            if (host.ends.stall() > 0
                    || host.ends.idle() > 0
                    || host.ends.keepAlive() > 0
                    || host.patience.blames()) {
                disturb(Disturbance.SLOW);
            }
            if (host.ends.requests() > 0 || host.patience.ends()) {
                disturb(Disturbance.SHUTDOWN);
            }
        }
    }

    private Host host(Side side, Pipe in, Pipe out) {
        return Styles.host(this, side, in, out, weather);
    }

    List<Host> hosts() {
        return List.of(client, server);
    }

    Host at(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    private Pipe toward(Side side) {
        return side == Side.CLIENT ? toClient : toServer;
    }

    /** The number of the request that it begins with, as an upgrade; 0 for none. */
    int upgrade() {
        return upgrade;
    }

    /**
     * Begins.
     *
     * @param id the request of HTTP/1.1 that becomes stream 1; 0 for none
     */
    void begin(int id) {
        if (id > 0) {
            upgrade(id);
        }
        client.wake();
        server.wake();
    }

    private void upgrade(int id) {
        upgrade = id;
        Octets settings = Upgrade.settings(client.options);
        tap.upgraded(settings);
        server.upgraded(settings, Upgrade.head(id, world.request(id)));
        client.app.upgrades(id);
        client.upgraded(Octets.EMPTY, Upgrade.head(id, world.request(id)));
    }

    void disturb(Disturbance what) {
        disturbances.add(what);
    }

    boolean has(Disturbance what) {
        return disturbances.contains(what);
    }

    /** Whether it may have ended before it was asked to. */
    boolean isWhole() {
        return !has(Disturbance.CUT)
                && !has(Disturbance.HALF_CLOSE)
                && !has(Disturbance.SHUTDOWN)
                && !has(Disturbance.CLOCK)
                && !has(Disturbance.SLOW);
    }

    void happen(int id, Happening happening) {
        switch (happening) {
            case Happening.Request request -> {
                if (request.clientReads() != Happening.Reads.AT_ONCE
                        || request.serverReads() != Happening.Reads.AT_ONCE) {
                    disturb(Disturbance.SLOW);
                }
                if (id != upgrade) {
                    client.app.request(id);
                }
            }
            case Happening.Ping ping -> at(ping.end()).app.ping();
            case Happening.Change change -> change(change);
            case Happening.Reprioritize change ->
                    at(change.end()).app.reprioritize(change.urgency());
            case Happening.Stall stall -> {
                disturb(Disturbance.SLOW);
                toward(stall.end()).stall(until(stall.micros()));
            }
            case Happening.Silence silence -> {
                disturb(Disturbance.SLOW);
                long over = world.now() + silence.micros() * 1000L;
                toward(silence.end().other()).stall(over);
                world.at(over, () -> hosts().forEach(Host::wake));
            }
            case Happening.Deaf deaf -> {
                disturb(Disturbance.SLOW);
                at(deaf.end()).deaf(until(deaf.micros()));
            }
            case Happening.Cut cut -> {
                disturb(Disturbance.CUT);
                toward(cut.end()).breakAfter(cut.octets());
            }
            case Happening.HalfClose half -> {
                disturb(Disturbance.HALF_CLOSE);
                toward(half.end()).endAfter(half.octets());
            }
            case Happening.Fail fail -> {
                disturb(Disturbance.CUT);
                at(fail.end()).fail(fail.how());
            }
            case Happening.Shutdown shutdown -> {
                disturb(Disturbance.SHUTDOWN);
                at(shutdown.end())
                        .tell(
                                new Command.Shutdown(
                                        ErrorCode.NO_ERROR, "planned", shutdown.graceful()));
            }
            case Happening.Down ignored -> {}
            case Happening.Jump jump -> {
                at(jump.end()).jump(jump.millis() * 1_000_000L);
                at(jump.end()).wake();
            }
        }
    }

    private long until(int micros) {
        return micros == 0 && !world.isCalm() ? Long.MAX_VALUE : world.now() + micros * 1000L;
    }

    private void change(Happening.Change change) {
        Host host = at(change.end());
        Limits now = host.options.limits();
        LimitsBuilder next = now.toBuilder();
        if (change.streams() > 0) {
            next.maxConcurrentStreams(change.streams());
        }
        if (change.window() > 0) {
            next.streamWindow(change.window());
        }
        if (change.connectionWindow() > 0) {
            next.connectionWindow(change.connectionWindow());
        }
        if (change.frame() > 0) {
            next.maxFrameSize(change.frame());
        }
        if (change.table() > 0) {
            next.headerTableSize(change.table());
        }
        Limits limits = next.build();
        host.laws.changing(limits);
        host.tell(new Command.Change(limits));
    }

    /** Both directions are gone, with all that was in them. */
    void cut() {
        disturb(Disturbance.CUT);
        toServer.die();
        toClient.die();
        for (Host host : hosts()) {
            world.in(weather.below(1000) * 1000L, () -> host.broken("cut"));
        }
    }

    /** Faults are over, and everybody reads. */
    void calm() {
        toServer.calm();
        toClient.calm();
        for (Host host : hosts()) {
            host.wake();
            world.soon(host.app::calm);
        }
    }

    /** Nothing is on its way: every stream has ended, and both ends know the same. */
    void quiet() {
        for (Host host : hosts()) {
            host.app.quiet();
        }
        if (client.iteration().phase() != Iteration.Phase.OPEN
                || server.iteration().phase() != Iteration.Phase.OPEN) {
            return;
        }
        for (Host host : hosts()) {
            ConnectionState state = Laws.state(host.iteration());
            ConnectionState other = Laws.state(at(host.side.other()).iteration());
            if (state == null || other == null) {
                continue;
            }
            Census census = Census.of(state);
            LawBroken.unless(
                    census.streams() == 0 && census.held() == 0 && census.finishing() == 0,
                    () -> host + " keeps something of streams that are gone: " + census);
            LawBroken.unless(
                    state.receiveWindow() == other.sendWindow(),
                    () ->
                            host
                                    + " lets its peer send "
                                    + state.receiveWindow()
                                    + ", which thinks it may send "
                                    + other.sendWindow());
            LawBroken.unless(
                    state.localSettings().equals(other.peerSettings()),
                    () ->
                            host
                                    + " has "
                                    + state.localSettings()
                                    + ", its peer knows "
                                    + other.peerSettings());
            LawBroken.unless(
                    state.encoder().isInStepWith(other.decoder()),
                    () -> host + ": the compression contexts differ");
        }
    }

    /** One end ends it, in order. */
    void close() {
        Host closer = weather.oneIn(2) ? client : server;
        if (closer.iteration().phase() != Iteration.Phase.CLOSED) {
            closer.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "done", true));
        }
    }

    /** Both ends have ended, and nothing is left of it. */
    void closed() {
        for (Host host : hosts()) {
            while (host.iteration().phase() != Iteration.Phase.CLOSED
                    && world.wait(host, Duration.ofSeconds(2).toNanos())) {
                // A drain may take its grace time; no longer.
            }
        }
        for (Host host : hosts()) {
            LawBroken.unless(
                    host.iteration().phase() == Iteration.Phase.CLOSED,
                    () -> host + " has not closed: " + host.iteration().describeStreams());
            host.over();
            host.app.over();
        }
    }

    void tell(Tally tally) {
        for (Host host : hosts()) {
            host.app.tell(tally);
        }
        disturbances.forEach(what -> tally.add(what.name()));
    }
}
