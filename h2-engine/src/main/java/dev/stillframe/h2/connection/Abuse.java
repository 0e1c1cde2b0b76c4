package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;

/**
 * What a peer may do that costs us more than it costs the peer (RFC 9113 section 10.5), one budget
 * per kind, so that one kind does not use up another's. Useful work pays back: a busy peer earns
 * what it needs, and is never cut off for being busy. Buckets hold thousandths.
 */
record Abuse(Bucket resets, Bucket glitches, Bucket controls) {
    /** Kinds of behaviour. */
    enum Kind {
        /** Streams reset, by the peer or by us for the peer's fault. */
        RESET("streams reset"),
        /** Frames that do nothing, or come too late. */
        GLITCH("frames of no use"),
        /** Frames that must be answered. */
        CONTROL("PING or SETTINGS frames");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** A token bucket as a value. */
    record Bucket(long thousandths, long at) {
        static Bucket full(Budget budget, long now) {
            return new Bucket(budget.burst() * 1000L, now);
        }

        /** What is left after taking so many; negative when there were not as many. */
        Bucket charged(Budget budget, long now, int tokens) {
            long refill = (now - at) / 1_000_000L * budget.perSecond();
            long level =
                    refill < 0
                            ? budget.burst() * 1000L
                            : Math.min(budget.burst() * 1000L, thousandths + refill);
            // What a millisecond's fraction would have filled in is kept by not moving the time
            // without a refill.
            return new Bucket(level - 1000L * tokens, refill > 0 ? now : at);
        }

        Bucket paidBack(Budget budget, int tokens) {
            long full = budget.burst() * 1000L;
            return thousandths >= full
                    ? this
                    : new Bucket(Math.min(full, thousandths + tokens * 1000L), at);
        }
    }

    static Abuse none(Limits limits, long now) {
        return new Abuse(
                Bucket.full(limits.resets(), now),
                Bucket.full(limits.glitches(), now),
                Bucket.full(limits.controls(), now));
    }

    /**
     * Takes one from a budget; when it is spent, the connection ends. Says whether the connection
     * goes on.
     */
    static boolean charge(Draft draft, Kind kind) {
        return charge(draft, kind, 1);
    }

    /** The same for what counts as several. */
    static boolean charge(Draft draft, Kind kind, int tokens) {
        Limits limits = draft.limits();
        Abuse abuse = draft.abuse;
        draft.abuse =
                switch (kind) {
                    case RESET ->
                            new Abuse(
                                    abuse.resets.charged(limits.resets(), draft.now, tokens),
                                    abuse.glitches,
                                    abuse.controls);
                    case GLITCH ->
                            new Abuse(
                                    abuse.resets,
                                    abuse.glitches.charged(limits.glitches(), draft.now, tokens),
                                    abuse.controls);
                    case CONTROL ->
                            new Abuse(
                                    abuse.resets,
                                    abuse.glitches,
                                    abuse.controls.charged(limits.controls(), draft.now, tokens));
                };
        Bucket left =
                switch (kind) {
                    case RESET -> draft.abuse.resets;
                    case GLITCH -> draft.abuse.glitches;
                    case CONTROL -> draft.abuse.controls;
                };
        if (left.thousandths < 0) {
            Faults.connection(draft, ErrorCode.ENHANCE_YOUR_CALM, "too many " + kind.words);
            return false;
        }
        return true;
    }

    /** A stream has run to its end: it pays for a reset and some glitches. */
    static void streamCompleted(Draft draft) {
        pay(draft, 1, 10, 1);
    }

    /**
     * Content has moved to the peer, which wanted it: it may return the credit of each frame on its
     * stream and on the connection, and measure the round trip by a PING, as gRPC does.
     */
    static void contentSent(Draft draft) {
        pay(draft, 0, 3, 1);
    }

    /** The application has used so much of the peer's content. */
    static void contentConsumed(Draft draft, int octets) {
        if (octets >= 256) {
            pay(draft, 0, octets >> 8, octets >> 14);
        }
    }

    private static void pay(Draft draft, int resets, int glitches, int controls) {
        Limits limits = draft.limits();
        Abuse abuse = draft.abuse;
        Bucket r = resets == 0 ? abuse.resets : abuse.resets.paidBack(limits.resets(), resets);
        Bucket g = abuse.glitches.paidBack(limits.glitches(), glitches);
        Bucket c =
                controls == 0
                        ? abuse.controls
                        : abuse.controls.paidBack(limits.controls(), controls);
        if (r != abuse.resets || g != abuse.glitches || c != abuse.controls) {
            draft.abuse = new Abuse(r, g, c);
        }
    }
}
