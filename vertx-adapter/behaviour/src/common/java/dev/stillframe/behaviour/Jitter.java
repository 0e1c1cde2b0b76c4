package dev.stillframe.behaviour;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Delays by chance, wherever a scenario or its application says or does something: {@code
 * -Dstillframe.jitter=MILLISECONDS}. What depends on who is faster shows then.
 */
final class Jitter {
    private static final int MOST = Integer.getInteger("stillframe.jitter", 0);
    private static final int ONE_IN = 3;

    private Jitter() {}

    static void maybe() {
        if (MOST > 0 && ThreadLocalRandom.current().nextInt(ONE_IN) == 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST * 1_000_000L));
        }
    }
}
