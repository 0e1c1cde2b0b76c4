package dev.stillframe.h2.runtime.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. */
final class Counters {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");
    private static final long PAUSE = 1_000_000_000L;

    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder streams = new LongAdder();
    final LongAdder faults = new LongAdder();
    final LongAdder handshakeFailures = new LongAdder();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger opening = new AtomicInteger();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private final LongAdder unsaid = new LongAdder();

    /** Says what a peer did wrong in one line, once a second at the most: it is its mistake. */
    void mistake(Object peer, String what) {
        LOG.log(Level.DEBUG, "{0}: {1}", peer, what);
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
            LOG.log(
                    Level.INFO,
                    "{0}: {1} ({2} more were not logged)",
                    peer,
                    what,
                    unsaid.sumThenReset());
        } else {
            unsaid.increment();
        }
    }
}
