package dev.stillframe.jetty;

import dev.stillframe.api.connection.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The idle time-outs of a connection's streams, with one timer for all: it runs while there are
 * streams with a time-out, and looks at each when the first may be due.
 */
final class StreamTimeouts extends CyclicTimeout {
    private final StreamTable<ServerStream> streams;
    private volatile boolean running;

    StreamTimeouts(Scheduler scheduler, StreamTable<ServerStream> streams) {
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
                if (stream.hasMoved()) {
                    stream.idleness().active(now);
                } else {
                    expire(stream, now);
                }
            }
            next = Math.min(next, stream.idleExpiresIn(now));
        }
        if (next != Long.MAX_VALUE) {
            running = true;
            schedule(TimeUnit.NANOSECONDS.toMillis(Math.max(0, next)) + 1, TimeUnit.MILLISECONDS);
        }
    }

    /** Jetty may go on: then the time begins anew. */
    private static void expire(ServerStream stream, long now) {
        HttpChannel channel = stream.taintedChannel();
        if (channel == null) {
            return;
        }
        stream.idleness().active(now);
        TimeoutException timeout =
                new TimeoutException(
                        "Idle timeout expired on stream %d: %d ms"
                                .formatted(stream.id(), stream.getIdleTimeout()));
        HttpChannel.IdleTimeoutTask task = channel.onIdleTimeout(timeout);
        Runnable action = task.action();
        if (action != null) {
            stream.connection().workers().execute(action);
        }
        if (!task.handlingRequest() && stream.end() == null) {
            stream.reset(ErrorCode.CANCEL);
            stream.connection().turn();
        }
    }
}
