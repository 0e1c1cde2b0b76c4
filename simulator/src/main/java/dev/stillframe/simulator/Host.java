package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.time.Duration;

/**
 * What stands between a connection and the world at one end of a link. What an application asks for
 * waits for the host's next turn, together with whatever has come by then.
 */
abstract sealed class Host implements World.Sleeper permits Loop, Driven {
    private static final long NEVER = Long.MAX_VALUE;

    /** So many small reads show what they can show. */
    private static final int SMALL = 600;

    /** So that clocks may jump back. */
    private static final long NOON = 1L << 50;

    final Link link;
    final World world;
    final Side side;
    final Setup.Ends ends;
    final Setup.Patience patience;
    final Options options;
    final Weather weather;
    final Pipe in;
    final Pipe out;
    final Laws laws;
    final App app;

    /** When anything was heard last, and whether there had been a stream by then. */
    private long heard;

    private boolean talked;
    private int reads;
    private long ahead;
    private long wakeAt = NEVER;
    private long deafUntil;
    private boolean awake;
    private boolean inputOver;

    Host(Link link, Side side, Pipe in, Pipe out, App app) {
        this.link = link;
        this.world = link.world;
        this.side = side;
        this.in = in;
        this.out = out;
        this.app = app;
        ends = world.plan.at(side);
        patience = world.plan.patience(side);
        options = ends.options(patience);
        weather = new Weather(world.plan.sky().weather(), 16L * link.number + 4 + side.ordinal());
        laws = new Laws(this);
    }

    /** The connection as it is now. */
    abstract Iteration iteration();

    /** Lets all that has come be acted on. */
    abstract void turn();

    /** The connection comes out of an upgrade; before anything else. */
    abstract void upgraded(Octets settings, RequestHead request);

    /** A command for the next turn. */
    abstract void tell(Command command);

    /** Payload for the next turn. */
    abstract void send(int streamId, Octets payload, boolean endStream);

    /** Credit for the next turn. */
    abstract void consumed(int streamId, int octets);

    /** An application lets go of a stream. */
    abstract void released(int streamId);

    /** The transport is gone, as the network says. */
    abstract void broken(String reason);

    /** The transport fails, whatever the network says. */
    abstract void fail(Happening.Failure how);

    /** Whether so much waits for the network that nothing more is read. */
    abstract boolean isCongested();

    /** Nothing may be left over when all is done. */
    abstract void over();

    /** Whether nothing more is read for now. */
    final boolean isDeaf() {
        return world.now() < deafUntil || isCongested();
    }

    final void deaf(long until) {
        deafUntil = Math.max(deafUntil, until);
        if (until == NEVER) {
            world.whenCalm(this::listen);
        } else {
            world.at(until, this::wake);
        }
    }

    private void listen() {
        deafUntil = 0;
        wake();
    }

    /** What can be read now, at the most as much as is read at once. */
    final byte[] read() {
        int count = isDeaf() ? 0 : in.available();
        boolean small = ends.read() > 0 && reads < SMALL;
        count = Math.min(count, small ? ends.read() : 1 << 16);
        reads++;
        byte[] octets = new byte[count];
        in.read(octets, count);
        if (count > 0) {
            link.tap.received(side, count);
            heard = world.now() - world.skipped();
            talked |= !app.flows.isEmpty();
        }
        return octets;
    }

    /** Whether the end of input has come, said once. */
    final boolean readEnd() {
        boolean now = !inputOver && !isDeaf() && in.isOver();
        inputOver |= now;
        return now;
    }

    /** What was read is used for something else. */
    static void overwrite(byte[] octets) {
        java.util.Arrays.fill(octets, (byte) 0x5a);
    }

    /** A turn is needed. */
    final void wake() {
        if (!awake) {
            awake = true;
            world.in(weather.oneIn(3) ? weather.below(300) * 1000L : 0, this::woken);
        }
    }

    private void woken() {
        awake = false;
        turnOnce();
        if (in.available() > 0 && !isDeaf()) {
            wake();
        }
    }

    private void turnOnce() {
        turn();
        long needed = iteration().wakeAt();
        LawBroken.unless(
                needed <= clock() || wakeAt <= needed,
                () -> this + " needs an alarm that it has not asked for");
        LawBroken.unless(
                !isForsaken(), () -> this + " keeps a peer that has been silent for too long (L5)");
    }

    /** Whether keep-alive must have ended it by now. */
    private boolean isForsaken() {
        Duration silence = options.limits().keepAlive().plus(options.limits().keepAliveTimeout());
        return ends.keepAlive() > 0
                && talked
                && !link.has(Link.Disturbance.CLOCK)
                && iteration().phase() != Iteration.Phase.CLOSED
                && world.now() - world.skipped() - heard > silence.toNanos();
    }

    /** This end's clock. */
    final long clock() {
        return NOON + world.now() + ahead;
    }

    final void jump(long nanos) {
        ahead += nanos;
        link.disturb(Link.Disturbance.CLOCK);
    }

    final void wakeAt(long nanos) {
        wakeAt = nanos;
    }

    /** When this host's alarm rings, on the world's clock. */
    @Override
    public final long alarm() {
        return wakeAt == NEVER ? NEVER : Math.max(world.now(), wakeAt - NOON - ahead);
    }

    /** The alarm rings. */
    @Override
    public final void ring() {
        long rung = wakeAt;
        wakeAt = NEVER;
        turnOnce();
        LawBroken.unless(
                wakeAt != rung || rung > clock(),
                () -> this + " is to be woken again at the time that it was woken at");
    }

    /** A notice, on its way to the application. */
    final void told(Notice notice) {
        world.trace(notice.getClass().getSimpleName().hashCode() * 31L + notice.streamId());
        if (notice instanceof Notice.Ended ended) {
            world.trace(ended.end().toString().hashCode());
        }
        laws.told(notice);
        app.told(notice);
    }

    /** What a batch of events is to begin with. */
    final Event.Clock time() {
        return new Event.Clock(clock());
    }

    @Override
    public String toString() {
        return side.name().toLowerCase(java.util.Locale.ROOT) + " of link " + link.number;
    }
}
