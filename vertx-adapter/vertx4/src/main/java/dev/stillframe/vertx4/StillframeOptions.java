package dev.stillframe.vertx4;

import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.netty.DriverOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server has beyond Vert.x' own options. Immutable.
 *
 * @param limits changes to the limits of each connection, after Vert.x' options have been mapped to
 *     them: how far receive windows grow, budgets against abuse, keep-alive, age. None by default
 * @param drain how long streams may go on when a connection goes away without an error, and when
 *     the server closes: by its own call, with its verticle or with Vert.x, whose futures tell when
 *     all have finished or time was up. Default 30 seconds
 * @param highWater octets of a response that wait beyond which {@code writeQueueFull} becomes true;
 *     at least 1. Default 65,536
 * @param hosted which requests a handler of the engine's own answers, such as {@link
 *     dev.stillframe.api.grpc.GrpcEngine}'s, rather than Vert.x' request handler; null for Vert.x.
 *     It runs on the event loop and must not block. By default none
 */
public record StillframeOptions(
        Consumer<LimitsBuilder> limits,
        Duration drain,
        int highWater,
        @Nullable Function<RequestHead, @Nullable Handler> hosted) {
    /** The defaults. */
    public static final StillframeOptions DEFAULT =
            new StillframeOptions(
                    limits -> {}, Duration.ofSeconds(30), DriverOptions.HIGH_WATER, null);

    public StillframeOptions {
        Objects.requireNonNull(limits);
        if (!drain.isPositive()) {
            throw new IllegalArgumentException("drain is longer than nothing: " + drain);
        }
        if (highWater < 1) {
            throw new IllegalArgumentException("highWater is at least 1: " + highWater);
        }
    }

    /** The same with limits changed so, after all earlier changes. */
    public StillframeOptions limits(Consumer<LimitsBuilder> change) {
        return new StillframeOptions(limits.andThen(change), drain, highWater, hosted);
    }

    /** The same with this drain time. */
    public StillframeOptions drain(Duration time) {
        return new StillframeOptions(limits, time, highWater, hosted);
    }

    /** The same with this mark. */
    public StillframeOptions highWater(int octets) {
        return new StillframeOptions(limits, drain, octets, hosted);
    }

    /** The same with the engine's own handlers for some of the requests. */
    public StillframeOptions hosted(Function<RequestHead, @Nullable Handler> choice) {
        return new StillframeOptions(limits, drain, highWater, choice);
    }
}
