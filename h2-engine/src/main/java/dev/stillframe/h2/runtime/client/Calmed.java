package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often servers have found that a client asks too often whether they are there. Each time the
 * keep-alive of connections that are opened from then on takes twice as long (gRFC A8).
 */
final class Calmed {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** Beyond that it hardly asks at all. */
    private static final int MOST = 20;

    private final AtomicInteger times = new AtomicInteger();

    /** Says so if this is the reason for which a server goes away. */
    void told(Notice.GoAway goAway) {
        if (goAway.code().equals(ErrorCode.ENHANCE_YOUR_CALM)
                && goAway.debug().utf8().equals("too_many_pings")) {
            times.updateAndGet(n -> Math.min(MOST, n + 1));
            LOG.log(
                    Level.WARNING,
                    "A server permits no such keep-alive; it takes twice as long from now on");
        }
    }

    /** The limits of another connection. */
    Limits of(Limits given) {
        int doubled = times.get();
        return doubled == 0 || given.keepAlive().isZero()
                ? given
                : given.toBuilder()
                        .keepAlive(longer(given.keepAlive(), doubled))
                        .idleKeepAlive(longer(given.idleKeepAlive(), doubled))
                        .build();
    }

    private static Duration longer(Duration time, int doubled) {
        return time.multipliedBy(1L << doubled);
    }
}
