package dev.stillframe.h2.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * A whole connection, server or client: any octets from the peer in any pieces, any commands of the
 * application, any times. It never throws, what it sends is HTTP/2, what it tells makes sense, and
 * its state keeps to its limits.
 *
 * <p>Tape: one octet for how, then steps; see {@link Play} and {@link Op}.
 */
final class ConnectionFuzz {
    /** Longer stories tell nothing new, only later. */
    private static final int MOST_STEPS = 2000;

    @FuzzTest
    void connection(byte[] data) {
        fuzzerTestOneInput(data);
    }

    /** The target, as Jazzer's own driver calls it. */
    public static void fuzzerTestOneInput(byte[] data) {
        Tape tape = new Tape(data);
        Play play = Play.begin(tape);
        for (int i = 0; i < MOST_STEPS && tape.hasMore(); i++) {
            play.act(Op.of(tape.u8()));
        }
        play.end();
    }
}
