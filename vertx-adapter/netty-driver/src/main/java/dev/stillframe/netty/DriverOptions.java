package dev.stillframe.netty;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How channels are driven. Made once for a server.
 *
 * @param engine who speaks HTTP/2
 * @param options role (a server's), limits, whether TLS is below
 * @param highWater octets of a stream that wait beyond which {@link DriverStream#isWritable} says
 *     no; it says yes again below a half. Default 65,536
 * @param hosted who among the engine's own handlers answers a request, a gRPC handler among them;
 *     null for the listener. It must be quick, must not block, and runs on the event loop
 */
public record DriverOptions(
        Http2Engine engine,
        Options options,
        int highWater,
        @Nullable Function<RequestHead, @Nullable Handler> hosted) {
    /** The default of {@code highWater}. */
    public static final int HIGH_WATER = 65_536;

    public DriverOptions {
        Objects.requireNonNull(engine);
        Objects.requireNonNull(options);
        if (highWater < 1) {
            throw new IllegalArgumentException("highWater is at least 1: " + highWater);
        }
    }

    /** With the engine that is found, and the default mark. */
    public static DriverOptions of(Options options) {
        return new DriverOptions(Http2Engine.find(), options, HIGH_WATER, null);
    }
}
