package dev.stillframe.jetty;

import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection that handlers of the engine answer, and not Jetty's.
 *
 * <p>Folds run on the thread that has received or taken a turn, one thread at a time; they are run
 * while the octets that they were told of are still there.
 */
final class HostedStreams implements HandlerHost {
    private final Http2ServerConnection connection;
    private final Scheduler scheduler;
    private final SharedRunner runner;
    private final ReentrantLock running = new ReentrantLock();

    // Under the lock of this.
    private boolean again;
    private long wakeAt = Long.MAX_VALUE;
    private Scheduler.@Nullable Task alarm;

    HostedStreams(
            Http2ServerConnection connection,
            Http2Engine engines,
            Function<RequestHead, @Nullable Handler> choice,
            Scheduler scheduler) {
        this.connection = connection;
        this.scheduler = scheduler;
        this.runner = engines.sharing(choice, this);
    }

    /** How many there are. */
    int size() {
        return runner.size();
    }

    /** Whether the notice is for one of these streams alone. Under the engine's lock. */
    boolean takes(Notice notice) {
        return runner.takes(notice);
    }

    /**
     * Lets the handlers take what has come, and what has become of what they have sent.
     *
     * @return whether a turn is due
     */
    boolean run() {
        if (running.isHeldByCurrentThread()) {
            again = true;
            return false;
        }
        running.lock();
        try {
            boolean ran = false;
            do {
                again = false;
                ran |= runner.run(connection.engine());
            } while (again);
            wake(runner.wakeAt());
            return ran;
        } finally {
            running.unlock();
        }
    }

    private void wake(long nanos) {
        if (nanos == wakeAt) {
            return;
        }
        wakeAt = nanos;
        Scheduler.Task before = alarm;
        if (before != null) {
            before.cancel();
        }
        alarm =
                nanos == Long.MAX_VALUE
                        ? null
                        : scheduler.schedule(
                                connection::turnLater,
                                Math.max(nanos - System.nanoTime(), 0) + 999_999,
                                TimeUnit.NANOSECONDS);
    }

    @Override
    public Http2Connection connection() {
        return connection.engine();
    }

    @Override
    public void turn() {
        connection.turn();
    }

    @Override
    public void turnLater() {
        connection.turnLater();
    }

    @Override
    public SocketAddress peer() {
        return connection.getEndPoint().getRemoteSocketAddress();
    }

    @Override
    public @Nullable SSLSession tls() {
        EndPoint.SslSessionData data = connection.getEndPoint().getSslSessionData();
        return data == null ? null : data.sslSession();
    }
}
