package dev.stillframe.grpc.runtime;

import dev.stillframe.api.connection.Limits;
import java.time.Duration;

/** How often a channel may ask its servers whether they are there (gRFC A8). */
final class KeepAlive {
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofHours(2);

    private KeepAlive() {}

    /**
     * The limits, with a keep-alive that servers of gRPC permit where they permit any: not below
     * ten seconds, and without calls not below what was asked for, or two hours.
     */
    static Limits permitted(Limits given) {
        if (given.keepAlive().isZero()) {
            return given;
        }
        Duration always = given.keepAlive().compareTo(LEAST) < 0 ? LEAST : given.keepAlive();
        Duration idle = given.idleKeepAlive().isZero() ? IDLE : given.idleKeepAlive();
        return given.toBuilder().keepAlive(always).idleKeepAlive(idle).build();
    }
}
