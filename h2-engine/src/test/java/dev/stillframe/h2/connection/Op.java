package dev.stillframe.h2.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One event of a simulation, which means something whatever came before it: so that any part of a
 * list of them can be left out.
 *
 * @param client at which end
 * @param a which stream, or how much
 * @param b how much
 */
record Op(Kind kind, boolean client, int a, int b) {
    enum Kind {
        /** A client asks; a server answers one that waits, with b octets to come. */
        HEAD(10),
        /** b octets of content more. */
        SEND(20),
        /** The network carries b octets to this end. */
        DELIVER(40),
        /** The application consumes b octets. */
        CONSUME(12),
        RESET(2),
        /** A server pushes; a client refuses a push. */
        PUSH(2),
        INTERIM(1),
        /** The transport takes b octets and no more. */
        ROOM(5),
        ADVANCE(4),
        PING(1),
        /** Other limits. */
        CHANGE(2),
        WANT(2),
        REPRIORITIZE(1),
        DRAIN(1),
        SHUTDOWN(1),
        CUT(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** A run's events. The last three kinds, which end a connection, come in one run of three. */
    static List<Op> list(RandomGenerator random) {
        List<Kind> kinds = new ArrayList<>();
        boolean ends = random.nextInt(3) == 0;
        for (Kind kind : Kind.values()) {
            boolean ending = kind.compareTo(Kind.DRAIN) >= 0;
            for (int i = 0; i < kind.weight && (ends || !ending); i++) {
                kinds.add(kind);
            }
        }
        int count = 40 + random.nextInt(260);
        List<Op> ops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            int scale = random.nextInt(18);
            ops.add(
                    new Op(
                            kind,
                            random.nextBoolean(),
                            random.nextInt(1 << 16),
                            random.nextInt(1 + (1 << scale))));
        }
        return ops;
    }
}
