package dev.stillframe.netty;

import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.connection.Notice;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection that handlers of the engine answer, and not the listener. Folds run
 * on the event loop, while the octets that they were told of are still there.
 */
final class HostedStreams implements HandlerHost {
    /** How often the runner is asked before a write. */
    private static final int MORE = 3;

    private final ChannelDriver driver;
    private final ChannelHandlerContext context;
    private final SharedRunner runner;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Runnable turn = this::takeTurn;

    private boolean ever;
    private boolean running;
    private boolean again;
    private long wakeAt = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> alarm;

    HostedStreams(ChannelDriver driver, DriverOptions options, ChannelHandlerContext context) {
        this.driver = driver;
        this.context = context;
        this.runner = options.engine().sharing(Objects.requireNonNull(options.hosted()), this);
    }

    int size() {
        return runner.size();
    }

    /** Whether there ever was one: the last words of one that is over may still be due. */
    boolean areAny() {
        return ever;
    }

    /** Whether the notice is for one of these streams alone. Under the engine's lock. */
    boolean takes(Notice notice) {
        boolean taken = runner.takes(notice);
        ever |= taken;
        return taken;
    }

    /** Lets the handlers take what has come; says whether a turn is due. */
    boolean run() {
        if (!ever) {
            return false;
        }
        if (running) {
            again = true;
            return false;
        }
        running = true;
        try {
            boolean ran = false;
            do {
                again = false;
                ran |= runner.run(driver.engine());
            } while (again);
            wake(runner.wakeAt());
            return ran;
        } finally {
            running = false;
        }
    }

    /** A turn in which a head, and what its generator gives, leave in one write. */
    void turn(Http2Connection engine) {
        engine.absorb();
        for (int i = 0; i < MORE && run(); i++) {
            engine.absorb();
        }
        engine.turn();
    }

    private void wake(long nanos) {
        if (nanos == wakeAt) {
            return;
        }
        wakeAt = nanos;
        ScheduledFuture<?> before = alarm;
        if (before != null) {
            before.cancel(false);
        }
        alarm =
                nanos == Long.MAX_VALUE
                        ? null
                        : context.executor()
                                .schedule(
                                        driver::flush,
                                        Math.max(nanos - System.nanoTime(), 0),
                                        TimeUnit.NANOSECONDS);
    }

    @Override
    public Http2Connection connection() {
        return driver.engine();
    }

    /** Always on the loop: listeners are told there alone. */
    @Override
    public void turn() {
        if (asked.compareAndSet(false, true)) {
            context.executor().execute(turn);
        }
    }

    private void takeTurn() {
        asked.set(false);
        driver.flush();
    }

    @Override
    public void turnLater() {
        turn();
    }

    @Override
    public SocketAddress peer() {
        return context.channel().remoteAddress();
    }

    @Override
    public @Nullable SSLSession tls() {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }
}
