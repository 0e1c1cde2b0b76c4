package dev.stillframe.netty;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
    private final Function<RequestHead, @Nullable Handler> choice;
    private final FoldRunner runner;
    private final Set<Integer> streams = new HashSet<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Runnable turn = this::takeTurn;

    private @Nullable Handler chosen;
    private boolean ever;
    private boolean running;
    private boolean again;
    private long wakeAt = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> alarm;

    HostedStreams(ChannelDriver driver, DriverOptions options, ChannelHandlerContext context) {
        this.driver = driver;
        this.context = context;
        this.choice = Objects.requireNonNull(options.hosted());
        this.runner = options.engine().handling(new Handler.Chosen(ignored -> chosen()), this);
    }

    private Handler chosen() {
        Handler handler = chosen;
        if (handler == null) {
            throw new IllegalStateException("nobody was chosen");
        }
        return handler;
    }

    /** What the choice throws is answered and logged as a handler that fails. */
    private @Nullable Handler choose(RequestHead head) {
        try {
            return choice.apply(head);
        } catch (RuntimeException e) {
            return new Handler.Direct(
                    exchange -> {
                        throw e;
                    });
        }
    }

    int size() {
        return streams.size();
    }

    /** Whether there ever was one: the last words of one that is over may still be due. */
    boolean areAny() {
        return ever;
    }

    /** Whether the notice is for one of these streams alone. Under the engine's lock. */
    boolean takes(Notice notice) {
        int streamId = notice.streamId();
        if (notice instanceof Notice.Request request) {
            chosen = choose(request.head());
            if (chosen == null) {
                return false;
            }
            ever = true;
            streams.add(streamId);
        } else if (streamId == 0 ? !ever : !streams.contains(streamId)) {
            return false;
        } else if (notice instanceof Notice.Fault) {
            return false;
        }
        if (notice instanceof Notice.Ended) {
            streams.remove(streamId);
        }
        runner.on(notice);
        return streamId != 0;
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
