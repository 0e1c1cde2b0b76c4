package dev.stillframe.vertx4;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.netty.Driver;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.future.PromiseInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a connection ends (RFC 9113 section 6.8). On the event loop. */
final class Leaving {
    /** How long the last frames may take, once time is up: the peer may have ceased to read. */
    private static final long LAST_MILLIS = 1_000;

    private final Driver driver;
    private final ChannelHandlerContext handler;
    private final Duration usual;
    private boolean withServer;
    private boolean ending;

    /**
     * @param handler of the connection; what closes from there on is not asked to drain first
     * @param usual how long streams may go on where nobody says it
     */
    Leaving(Driver driver, ChannelHandlerContext handler, Duration usual) {
        this.driver = driver;
        this.handler = handler;
        this.usual = usual;
    }

    /** GOAWAY, twice: streams may finish, and then the channel closes. */
    void drain(ErrorCode code, String reason) {
        driver.drain(code, reason, usual);
    }

    /** Drains for the usual time at the most, whatever was said before: the server closes. */
    void drain() {
        if (!withServer) {
            withServer = true;
            within(Math.max(1, usual.toMillis()));
        }
    }

    /**
     * Drains for so long at the most, whatever was said before.
     *
     * @param millis 0 for not at all
     * @param closed completed when the channel is
     */
    void leave(long millis, PromiseInternal<Void> closed) {
        handler.channel().closeFuture().addListener(closed);
        if (millis == 0) {
            end("closed");
        } else {
            within(millis);
        }
    }

    private void within(long millis) {
        if (driver.isLeaving()) {
            later(() -> end("closed"), millis);
        } else {
            driver.drain(Duration.ofMillis(millis));
            later(handler::close, millis + LAST_MILLIS);
        }
    }

    /** Ends it at once; a peer that does not read the last frames misses them. */
    void end(String reason) {
        if (!ending) {
            ending = true;
            driver.shutdown(ErrorCode.NO_ERROR, reason);
            later(handler::close, LAST_MILLIS);
        }
    }

    /** Then, unless the channel has closed. */
    private void later(Runnable step, long millis) {
        ScheduledFuture<?> alarm =
                handler.channel().eventLoop().schedule(step, millis, TimeUnit.MILLISECONDS);
        handler.channel().closeFuture().addListener(closed -> alarm.cancel(false));
    }
}
