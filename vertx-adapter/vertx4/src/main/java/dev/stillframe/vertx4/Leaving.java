package dev.stillframe.vertx4;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.netty.Driver;
import io.netty.channel.Channel;
import io.vertx.core.impl.future.PromiseInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a connection ends (RFC 9113 section 6.8). On the event loop. */
final class Leaving {
    private final Driver driver;
    private final Channel channel;
    private final Duration usual;

    /**
     * @param usual how long streams may go on where nobody says it
     */
    Leaving(Driver driver, Channel channel, Duration usual) {
        this.driver = driver;
        this.channel = channel;
        this.usual = usual;
    }

    /** GOAWAY, twice: streams may finish, and then the channel closes. */
    void drain(ErrorCode code, String reason) {
        driver.drain(code, reason, usual);
    }

    /**
     * Drains for so long at the most, whatever was said before.
     *
     * @param millis 0 for not at all
     * @param closed completed when the channel is
     */
    void leave(long millis, PromiseInternal<Void> closed) {
        channel.closeFuture().addListener(closed);
        if (millis == 0) {
            driver.shutdown(ErrorCode.NO_ERROR, "closed");
        } else if (driver.isLeaving()) {
            channel.eventLoop()
                    .schedule(
                            () -> driver.shutdown(ErrorCode.NO_ERROR, "closed"),
                            millis,
                            TimeUnit.MILLISECONDS);
        } else {
            driver.drain(Duration.ofMillis(millis));
        }
    }
}
