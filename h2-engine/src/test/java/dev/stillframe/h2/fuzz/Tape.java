package dev.stillframe.h2.fuzz;

import dev.stillframe.api.message.Octets;

/** The fuzzer's octets, read from left to right. Behind the end there are only zeros. */
final class Tape {
    private final byte[] octets;
    private int at;

    Tape(byte[] octets) {
        this.octets = octets;
    }

    boolean hasMore() {
        return at < octets.length;
    }

    int left() {
        return octets.length - at;
    }

    int u8() {
        return at < octets.length ? octets[at++] & 0xff : 0;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    /** A number with which windows, sizes and times are at their edges. */
    int edge() {
        int value = u8();
        int bit = 1 << (value >> 2 & 0x1f);
        return switch (value & 3) {
            case 0 -> value >> 2;
            case 1 -> bit;
            case 2 -> bit - 1;
            default -> u16();
        };
    }

    /** As many of the next octets as there are, in memory of their own. */
    Octets take(int count) {
        int taken = Math.min(count, left());
        Octets octet = Octets.wrap(octets, at, taken).copy();
        at += taken;
        return octet;
    }
}
