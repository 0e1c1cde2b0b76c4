package dev.stillframe.simulator;

import dev.stillframe.simulator.Happening.Failure;
import dev.stillframe.simulator.Happening.Reads;
import dev.stillframe.simulator.Happening.Way;
import dev.stillframe.simulator.Setup.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Plans out of seeds. The same seed gives the same plan, for ever within one version. */
public final class Plans {
    /** A window that is smaller is an attack: it cuts all content into slivers. */
    private static final int SLIVER = 256;

    private static final Happening.Kind[] RARE = {
        Happening.Kind.UPGRADE, Happening.Kind.TUNNEL, Happening.Kind.EXTENDED
    };

    private final SplittableRandom random;
    private boolean largeHeads;

    /** Whether times run out in this world. */
    private boolean hasty;

    private Plans(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The plan of a seed. The kind follows from the seed. */
    public static Plan of(long seed) {
        Kind[] kinds = Kind.values();
        return of(kinds[(int) Math.floorMod(seed, (long) kinds.length)], seed);
    }

    /** The plan of a seed, of this kind. */
    public static Plan of(Kind kind, long seed) {
        return new Plans(seed * 31 + kind.ordinal()).plan(kind);
    }

    private Plan plan(Kind kind) {
        boolean several = kind == Kind.MANY || kind == Kind.POOL;
        int links =
                switch (kind) {
                    case MANY -> 2 + random.nextInt(4);
                    case POOL -> 1 + random.nextInt(3);
                    case PAIR, FOLDS, DRIVEN, DRIVEN_FOLDS -> 1;
                };
        Setup.Sky sky = new Setup.Sky(kind, random.nextLong() >>> 1, links);
        largeHeads = oneIn(4);
        hasty = oneIn(8);
        Setup.Ends client = ends(Side.CLIENT);
        Setup.Ends server = ends(Side.SERVER);
        List<Happening> happenings = new ArrayList<>();
        long span = 1 + random.nextInt(100_000);
        int requests = 1 + random.nextInt(1 + random.nextInt(several ? 40 : 25));
        for (int i = 0; i < requests; i++) {
            happenings.add(request(span, links));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            happenings.add(harmless(span, links));
        }
        // Faults come in every other world, so that the rest shows what happens without.
        if (random.nextInt(2) == 0) {
            for (int i = random.nextInt(4); i > 0; i--) {
                happenings.add(fault(span, links));
            }
        }
        for (int i = kind == Kind.POOL ? random.nextInt(3) : 0; i > 0; i--) {
            happenings.add(
                    new Happening.Down(
                            random.nextLong(span), random.nextInt(links), skewed(400_000)));
        }
        for (int i = hasty ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            long at =
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(500);
                        case 1 -> happenings.getFirst().at() + random.nextInt(3000);
                        default -> random.nextLong(span + 2000);
                    };
            int micros = 200_000 + random.nextInt(3_000_000);
            Side silent = kind == Kind.POOL && !oneIn(4) ? Side.SERVER : side();
            happenings.add(new Happening.Silence(at, random.nextInt(links), silent, micros));
        }
        return new Plan(
                sky,
                net(),
                client,
                server,
                hasty ? patience(Side.CLIENT) : Setup.Patience.plain(Side.CLIENT),
                hasty ? patience(Side.SERVER) : Setup.Patience.plain(Side.SERVER),
                kind == Kind.POOL ? pooling() : Setup.Pooling.PLAIN,
                List.copyOf(happenings));
    }

    /** Times that run out while somebody is silent. */
    private Setup.Patience patience(Side side) {
        return new Setup.Patience(
                side,
                oneIn(4) ? 0 : 1 + skewed(1000),
                oneIn(6) ? 5 + skewed(2000) : 0,
                oneIn(6) ? 5 + skewed(3000) : 0,
                oneIn(4) ? 5 + skewed(1000) : 0,
                oneIn(4) ? 5 + skewed(1000) : 0,
                oneIn(4) ? 1 + skewed(1000) : 0,
                oneIn(4) ? 1 + skewed(2000) : 0);
    }

    /** Small numbers more often than large ones. */
    private int skewed(int most) {
        return random.nextInt(1 + random.nextInt(1 + random.nextInt(most)));
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private Setup.Net net() {
        int capacity = oneIn(4) ? 1 + skewed(5000) : 65_536;
        int segment = oneIn(4) ? 1 + skewed(64) : oneIn(2) ? 1 + skewed(5000) : 65_536;
        int delay = oneIn(3) ? 0 : skewed(5000);
        return new Setup.Net(Math.max(capacity, 16), segment, delay);
    }

    private Setup.Ends ends(Side side) {
        return new Setup.Ends(
                side,
                oneIn(3),
                oneIn(4) ? 1 + skewed(8) : 0,
                oneIn(3) ? SLIVER + skewed(100_000) : 0,
                oneIn(4) ? 65_535 + skewed(300_000) : 0,
                oneIn(6) ? 16_384 + skewed(100_000) : 0,
                oneIn(5) ? 1 + skewed(9000) : 0,
                oneIn(6) ? 1 + skewed(9000) : 0,
                oneIn(4) ? 16_384 + skewed(50_000) : 0,
                oneIn(5) ? 1 + skewed(20) : 0,
                oneIn(8) ? 1 + skewed(10) : 0,
                largeHeads ? 100_000 : 0,
                oneIn(16) ? 1 + random.nextInt(20) : 0,
                hasty && side == Side.CLIENT || oneIn(hasty ? 2 : 16) ? 30 + skewed(2000) : 0,
                oneIn(hasty ? 4 : 16) ? 1 + skewed(2000) : 0,
                oneIn(hasty ? 4 : 16) ? 1 + skewed(2000) : 0,
                oneIn(4) ? 1 + skewed(2000) : 0);
    }

    private Setup.Pooling pooling() {
        return new Setup.Pooling(
                oneIn(2) ? 1 + skewed(6) : 0,
                oneIn(2) ? 1 + skewed(3) : 0,
                oneIn(2) ? 1 + skewed(8) : 0,
                oneIn(3) ? 1 + skewed(20) : 0,
                oneIn(3) ? 1 + skewed(50) : 0,
                oneIn(4) ? 1 + skewed(60) : 0,
                oneIn(4) ? 1 + skewed(10) : 0,
                oneIn(3) ? 1 + skewed(100) : 0,
                random.nextInt(4));
    }

    private Happening.Request request(long span, int links) {
        int scale = oneIn(12) ? 400_000 : 30_000;
        return new Happening.Request(
                random.nextLong(span),
                random.nextInt(links),
                oneIn(2) ? 0 : skewed(scale),
                oneIn(5) ? 0 : skewed(scale),
                1 + skewed(oneIn(3) ? 500 : 40_000) + scale / 60,
                oneIn(2) ? 0 : oneIn(2) ? -1 : 1 + skewed(3000),
                oneIn(2) ? 0 : skewed(20_000),
                oneIn(2) ? Way.AT_ONCE : Way.values()[random.nextInt(Way.values().length)],
                reads(),
                reads(),
                oneIn(4) ? random.nextInt(4) : 0,
                oneIn(3) ? random.nextInt(4) : 0,
                oneIn(8) ? 1 + skewed(20_000) : 0,
                oneIn(6) ? random.nextInt(3) : 0,
                oneIn(6) ? skewed(largeHeads ? 60_000 : 12_000) : 0,
                oneIn(2),
                oneIn(6) ? random.nextInt(16) : 0,
                oneIn(6) ? 1 + skewed(50_000) : 0,
                oneIn(6) ? RARE[random.nextInt(RARE.length)] : Happening.Kind.PLAIN);
    }

    private Reads reads() {
        return oneIn(3) ? Reads.values()[random.nextInt(3)] : Reads.AT_ONCE;
    }

    private Side side() {
        return Side.values()[random.nextInt(2)];
    }

    private Happening harmless(long span, int links) {
        long at = random.nextLong(span);
        int link = random.nextInt(links);
        return switch (random.nextInt(3)) {
            case 0 -> new Happening.Ping(at, link, side());
            case 1 -> new Happening.Reprioritize(at, link, side(), random.nextInt(16));
            default ->
                    new Happening.Change(
                            at,
                            link,
                            side(),
                            oneIn(3) ? 1 + skewed(100) : 0,
                            oneIn(2) ? SLIVER + skewed(100_000) : 0,
                            oneIn(3) ? 65_535 + skewed(200_000) : 0,
                            oneIn(4) ? 16_384 + skewed(50_000) : 0,
                            oneIn(3) ? 1 + skewed(9000) : 0);
        };
    }

    private Happening fault(long span, int links) {
        long at = random.nextLong(span + 2000);
        int link = random.nextInt(links);
        return switch (random.nextInt(9)) {
            case 0 -> new Happening.Stall(at, link, side(), oneIn(3) ? 0 : skewed(200_000));
            case 1 -> new Happening.Deaf(at, link, side(), oneIn(3) ? 0 : skewed(200_000));
            case 2, 3 -> new Happening.Cut(at, link, side(), skewed(oneIn(2) ? 100 : 50_000));
            case 4 -> new Happening.HalfClose(at, link, side(), skewed(oneIn(2) ? 100 : 50_000));
            case 5 -> new Happening.Fail(at, link, side(), Failure.values()[random.nextInt(4)]);
            case 6 -> new Happening.Shutdown(at, link, side(), true);
            case 7 -> new Happening.Shutdown(at, link, side(), oneIn(2));
            default ->
                    new Happening.Jump(
                            at, link, side(), oneIn(2) ? skewed(90_000) : -skewed(90_000));
        };
    }
}
