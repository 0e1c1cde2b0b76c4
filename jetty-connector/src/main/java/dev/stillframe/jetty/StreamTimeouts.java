package dev.stillframe.jetty;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The idle time-outs of a connection's streams, with one timer for all: it runs while there are
 * streams with a time-out, and looks at each when the first may be due.
 */
final class StreamTimeouts extends CyclicTimeout {
    private final StreamTable streams;
    private volatile boolean running;

    StreamTimeouts(Scheduler scheduler, StreamTable streams) {
        super(scheduler);
        this.streams = streams;
    }

    void watch(ServerStream stream) {
        if (!running) {
            changed(stream);
        }
    }

    void changed(ServerStream stream) {
        long millis = stream.getIdleTimeout();
        if (millis > 0) {
            running = true;
            schedule(millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onTimeoutExpired() {
        running = false;
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (ServerStream stream : streams.snapshot()) {
            if (stream.idleExpiresIn(now) <= 0) {
                stream.idleExpired(now);
            }
            next = Math.min(next, stream.idleExpiresIn(now));
        }
        if (next != Long.MAX_VALUE) {
            running = true;
            schedule(TimeUnit.NANOSECONDS.toMillis(Math.max(0, next)) + 1, TimeUnit.MILLISECONDS);
        }
    }
}
