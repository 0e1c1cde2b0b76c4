package dev.stillframe.simulator;

import dev.stillframe.api.message.Octets;
import java.util.SplittableRandom;

/**
 * What messages carry: a pattern of message and place, so that the receiver can check every octet.
 */
final class Content {
    /** A prime, so that no lost frame of a round size leaves the pattern in place. */
    private static final int PERIOD = 65_521;

    /** The most that {@link #of} gives at once. */
    static final int MOST = 1 << 16;

    private static final Octets ALL = all();

    private Content() {}

    private static Octets all() {
        byte[] array = new byte[PERIOD + MOST];
        new SplittableRandom(9113).nextBytes(array);
        for (int i = 0; i < MOST; i++) {
            array[PERIOD + i] = array[i];
        }
        return Octets.wrap(array);
    }

    /** So many octets of a message from a place on. */
    static Octets of(int message, long from, int count) {
        return ALL.slice((int) ((message * 40_503L + from) % PERIOD), count);
    }

    /** Whether these are that message's octets at that place. */
    static boolean matches(Octets octets, int message, long from) {
        for (int at = 0; at < octets.length(); at += MOST) {
            int count = Math.min(MOST, octets.length() - at);
            if (!octets.slice(at, count).equals(of(message, from + at, count))) {
                return false;
            }
        }
        return true;
    }
}
