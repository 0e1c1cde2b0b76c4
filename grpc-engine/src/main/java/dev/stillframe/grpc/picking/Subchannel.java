package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.delay.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer knows of a subchannel.
 *
 * @param addresses to connect to
 * @param phase of its connection
 * @param at the address that is connected, or null
 * @param failures attempts to connect that have failed in a row
 * @param began when the last attempt began; {@link Times#NEVER} before the first
 * @param retryAt when the next may begin
 * @param health what is known of it
 * @param watchFailures calls of Watch that have failed in a row without an answer
 * @param answered whether the present call of Watch has had one
 * @param watchAt when the next may begin
 * @param failing whether it has failed, and was not ready since (A62)
 * @param error what it has failed with last; empty for nothing
 */
record Subchannel<A>(
        int number,
        List<A> addresses,
        Phase phase,
        @Nullable A at,
        int failures,
        long began,
        long retryAt,
        Health health,
        int watchFailures,
        boolean answered,
        long watchAt,
        boolean failing,
        String error) {
    /** Of a connection. */
    enum Phase {
        /** None, and none is wanted. */
        IDLE,
        /** One is wanted, as soon as it may be. */
        WAITING,
        /** One is asked for. */
        CONNECTING,
        /** There is one. */
        CONNECTED
    }

    /** Of a connected server (A17). */
    enum Health {
        /** It is not asked for, or is not offered: good. */
        OFF,
        /** It is asked for. */
        UNKNOWN,
        /** Good. */
        SERVING,
        /** Bad. */
        NOT_SERVING,
        /** The call has ended, and is made again later: bad. */
        LOST
    }

    /** Open for changes within one step. */
    static final class Draft<A> {
        final int number;
        List<A> addresses;
        Phase phase = Phase.IDLE;
        @Nullable A at;
        int failures;
        long began = Times.NEVER;
        long retryAt;
        Health health = Health.OFF;
        int watchFailures;
        boolean answered;
        long watchAt = Times.NEVER;
        boolean failing;
        String error = "";

        /** A new one. */
        Draft(int number, List<A> addresses, long now) {
            this.number = number;
            this.addresses = addresses;
            retryAt = now;
        }

        Draft(Subchannel<A> from) {
            number = from.number;
            addresses = from.addresses;
            phase = from.phase;
            at = from.at;
            failures = from.failures;
            began = from.began;
            retryAt = from.retryAt;
            health = from.health;
            watchFailures = from.watchFailures;
            answered = from.answered;
            watchAt = from.watchAt;
            failing = from.failing;
            error = from.error;
        }

        /** Its state, but for outliers. */
        Connectivity connectivity() {
            Connectivity hopeful =
                    failing ? Connectivity.TRANSIENT_FAILURE : Connectivity.CONNECTING;
            return switch (phase) {
                case IDLE -> Connectivity.IDLE;
                case WAITING, CONNECTING -> hopeful;
                case CONNECTED ->
                        switch (health) {
                            case OFF, SERVING -> Connectivity.READY;
                            case UNKNOWN -> hopeful;
                            case NOT_SERVING, LOST -> Connectivity.TRANSIENT_FAILURE;
                        };
            };
        }

        boolean isWatched() {
            return health != Health.OFF && health != Health.LOST;
        }

        Subchannel<A> freeze() {
            return new Subchannel<>(
                    number,
                    addresses,
                    phase,
                    at,
                    failures,
                    began,
                    retryAt,
                    health,
                    watchFailures,
                    answered,
                    watchAt,
                    failing,
                    error);
        }
    }
}
