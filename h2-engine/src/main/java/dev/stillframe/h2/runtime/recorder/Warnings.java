package dev.stillframe.h2.runtime.recorder;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Lines in the log, once a second at the most over all recorders: a full disk concerns many. */
final class Warnings {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static long last = System.nanoTime() - SECOND;
    private static int unsaid;

    private Warnings() {}

    static synchronized void say(String what) {
        long now = System.nanoTime();
        if (now - last < SECOND) {
            unsaid++;
            return;
        }
        LOG.log(
                Level.WARNING,
                unsaid == 0 ? what : what + " (" + unsaid + " such lines were left out)");
        last = now;
        unsaid = 0;
    }
}
