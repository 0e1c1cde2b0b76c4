package dev.stillframe.simulator;

/**
 * One direction of a link: octets arrive in their order, in segments of any length, some time
 * later, as long as nothing breaks. It holds a bounded number of octets, as sockets do.
 */
final class Pipe {
    private static final long NEVER = Long.MAX_VALUE;

    /** So many small segments show what they can show; after them, the network gets better. */
    private static final int SMALL = 600;

    private final World world;
    private final Setup.Net net;
    private final Weather weather;
    private byte[] octets = new byte[4096];
    private int start;
    private int length;

    // Places in the stream of all octets.
    private long taken;
    private long arrived;
    private long breaksAt = NEVER;
    private long endsAt = NEVER;

    private int segments;
    private long lastArrival;
    private long stalledUntil;
    private boolean finished;
    private boolean ended;
    private boolean unread;
    private boolean dead;
    private Runnable readable = () -> {};
    private Runnable writable = () -> {};
    private Runnable cut = () -> {};

    Pipe(World world, Setup.Net net, long who) {
        this.world = world;
        this.net = net;
        weather = new Weather(world.plan.sky().weather(), who);
    }

    void connect(Runnable whenReadable, Runnable whenWritable, Runnable whenCut) {
        readable = whenReadable;
        writable = whenWritable;
        cut = whenCut;
    }

    private long written() {
        return taken + length;
    }

    /** How many octets may be written now. */
    int room() {
        return dead ? Integer.MAX_VALUE : Math.max(0, grown(net.capacity()) - length);
    }

    /** Takes octets; at most {@link #room}. */
    void write(byte[] from, int at, int count) {
        if (dead || count == 0) {
            return;
        }
        LawBroken.unless(!finished, () -> "octets were written after the end");
        int kept = (int) Math.min(count, Math.max(0, endsAt - written()));
        store(from, at, kept);
        for (int sent = 0; sent < kept; ) {
            int segment = Math.min(kept - sent, 1 + weather.below(grown(net.segment())));
            segments++;
            sent += segment;
            arrive(written() - kept + sent);
        }
        if (kept < count) {
            noOneReads();
        }
    }

    /** Whoever writes is told so a little later. */
    private void noOneReads() {
        if (!unread) {
            unread = true;
            world.in(delay(), cut);
        }
    }

    private int grown(int size) {
        return segments < SMALL ? size : Math.max(size, 16_384);
    }

    private void store(byte[] from, int at, int count) {
        if (start + length + count > octets.length) {
            byte[] target = octets;
            if (length + count > octets.length) {
                target = new byte[Math.max(octets.length * 2, length + count)];
            }
            System.arraycopy(octets, start, target, 0, length);
            octets = target;
            start = 0;
        }
        System.arraycopy(from, at, octets, start + length, count);
        length += count;
    }

    private long delay() {
        return weather.below(net.delay() + 1) * 1000L;
    }

    /** All octets before this place arrive some time after those before. */
    private void arrive(long place) {
        lastArrival = Math.max(lastArrival, world.now() + delay());
        world.at(lastArrival, () -> arrived(place));
    }

    private void arrived(long place) {
        if (dead || held(() -> arrived(place))) {
            return;
        }
        arrived = Math.max(arrived, Math.min(place, Math.min(breaksAt, endsAt)));
        if (place >= breaksAt) {
            cut.run();
        } else {
            readable.run();
        }
    }

    /** Whether it must wait, because nothing arrives now. */
    private boolean held(Runnable event) {
        if (world.now() >= stalledUntil) {
            return false;
        }
        if (stalledUntil == NEVER) {
            world.whenCalm(event);
        } else {
            world.at(stalledUntil, event);
        }
        return true;
    }

    /** The writer has written all. */
    void finish() {
        if (!finished) {
            finished = true;
            lastArrival = Math.max(lastArrival, world.now() + delay());
            world.at(lastArrival, this::over);
        }
    }

    private void over() {
        if (!dead && !held(this::over)) {
            ended = true;
            readable.run();
        }
    }

    /** Octets that can be read now. */
    int available() {
        return (int) (arrived - taken);
    }

    /** Whether all was read that there will ever be. */
    boolean isOver() {
        return !dead && available() == 0 && (ended || arrived >= endsAt);
    }

    /** Takes octets out; at most {@link #available}. */
    void read(byte[] into, int count) {
        System.arraycopy(octets, start, into, 0, count);
        start += count;
        length -= count;
        taken += count;
        if (count > 0) {
            world.soon(writable);
        }
    }

    /** Nothing arrives before this time. */
    void stall(long until) {
        stalledUntil = Math.max(stalledUntil, until);
    }

    /** From now on everything arrives. */
    void calm() {
        stalledUntil = 0;
    }

    /** Breaks once so many octets more have arrived. */
    void breakAfter(int count) {
        breaksAt = Math.min(breaksAt, arrived + count);
        if (count == 0) {
            world.soon(() -> arrived(arrived));
        }
    }

    /** Ends once so many octets more have arrived. */
    void endAfter(int count) {
        endsAt = Math.min(endsAt, arrived + count);
        if (written() > endsAt) {
            length = (int) (endsAt - taken);
            noOneReads();
        }
        world.soon(readable);
    }

    /** Nothing passes any more. */
    void die() {
        dead = true;
        length = 0;
        arrived = taken;
        start = 0;
        octets = new byte[0];
    }
}
