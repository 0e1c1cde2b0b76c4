package dev.stillframe.jetty;

import dev.stillframe.api.connection.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.ManagedOperation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What peers did wrong, counted by error code; logged in one line, at most once a second, and never
 * with a trace: it is their mistake.
 */
@ManagedObject("What peers did wrong, by error code (RFC 9113 section 7)")
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final int KNOWN = ErrorCode.HTTP_1_1_REQUIRED.value() + 1;
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final LongAdder[] counts = new LongAdder[KNOWN + 1];
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private final LongAdder unlogged = new LongAdder();

    Faults() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void count(Object connection, int streamId, ErrorCode code, String reason) {
        counts[Integer.compareUnsigned(code.value(), KNOWN) < 0 ? code.value() : KNOWN].increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} stream {}: {}: {}", connection, streamId, code, reason);
            return;
        }
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
            LOG.info(
                    "{} on stream {}: {} ({} more were not logged)",
                    code,
                    streamId,
                    reason,
                    unlogged.sumThenReset());
        } else {
            unlogged.increment();
        }
    }

    @ManagedAttribute("All faults")
    public long getTotal() {
        long total = 0;
        for (LongAdder count : counts) {
            total += count.sum();
        }
        return total;
    }

    @ManagedAttribute("Faults by error code")
    public List<String> getCounts() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i].sum() > 0) {
                lines.add((i < KNOWN ? ErrorCode.of(i) : "other") + "=" + counts[i].sum());
            }
        }
        return lines;
    }

    /** How often this error code was the answer. */
    public long count(ErrorCode code) {
        return counts[Integer.compareUnsigned(code.value(), KNOWN) < 0 ? code.value() : KNOWN]
                .sum();
    }

    @ManagedOperation("Sets all counters to zero")
    public void reset() {
        for (LongAdder count : counts) {
            count.reset();
        }
    }

    @Override
    public String toString() {
        return "Faults" + getCounts();
    }
}
