package dev.stillframe.interop.server;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Answers that may be kept, kept by the server itself: the cases expect a cache on the way, and
 * there is none. At most {@link #MOST} of them, for {@link #AGE} each.
 */
final class Kept {
    /** How long an answer may be kept by anybody. */
    static final Duration AGE = Duration.ofSeconds(60);

    private static final int MOST = 100;

    private final LongSupplier clock;
    private final Map<ByteString, Long> times =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteString, Long> eldest) {
                    return size() > MOST;
                }
            };

    /**
     * With a clock.
     *
     * @param clock in nanoseconds, from anywhere; a value is given once
     */
    Kept(LongSupplier clock) {
        this.clock = clock;
    }

    /** When the answer to a request was made; now, where there is none that is young enough. */
    synchronized long madeAt(ByteString request) {
        long now = clock.getAsLong();
        Long then = times.get(request);
        if (then != null && now - then < AGE.toNanos()) {
            return then;
        }
        times.remove(request);
        times.put(request, now);
        return now;
    }
}
