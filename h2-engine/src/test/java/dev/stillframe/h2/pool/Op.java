package dev.stillframe.h2.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One event of a simulation, which means something whatever came before it: so that any part of a
 * list of them can be left out.
 *
 * @param batched whether the step waits for the next one
 * @param a which
 * @param b how much
 */
record Op(Kind kind, boolean batched, int a, int b) {
    enum Kind {
        ACQUIRE(30),
        ABANDON(3),
        RELEASE(20),
        RETURN(3),
        OPEN(15),
        FAIL(4),
        LIMIT(2),
        DRAINING(2),
        UNHEALTHY(1),
        DIE(2),
        /** One that was told to drain or to close is gone. */
        GONE(8),
        /** Something about a connection or a waiter that there is not, or no longer. */
        STRAY(2),
        ADVANCE(12),
        /** Until something is due. */
        WAKE(8),
        CLEAR(1),
        SHUTDOWN(1);

        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private static final List<Kind> KINDS = new ArrayList<>();

    static {
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.weight; i++) {
                KINDS.add(kind);
            }
        }
    }

    static List<Op> list(RandomGenerator random) {
        int count = 10 + random.nextInt(90);
        List<Op> ops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ops.add(
                    new Op(
                            KINDS.get(random.nextInt(KINDS.size())),
                            random.nextInt(5) == 0,
                            random.nextInt(1 << 16),
                            random.nextInt(1 + (1 << random.nextInt(12)))));
        }
        return ops;
    }
}
