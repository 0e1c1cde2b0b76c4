package dev.stillframe.h2.pool;

/**
 * What a pool knows of a connection.
 *
 * @param endpoint the number of its endpoint
 * @param phase how far it is
 * @param round how many attempts to connect to its endpoint had failed when it was begun
 * @param limit streams at once, by both sides' limits
 * @param active leases that are out
 * @param uses leases that were ever given
 * @param served whether a lease was ever released
 * @param ill whether it is to be closed without ceremony
 * @param opened when it was opened; before that, when it was begun
 * @param since when it became idle, or began to drain
 * @param alarm when it is looked at next; {@link Times#NEVER} for not
 */
record PooledConnection(
        int endpoint,
        Phase phase,
        int round,
        int limit,
        int active,
        int uses,
        boolean served,
        boolean ill,
        long opened,
        long since,
        long alarm) {
    /** How far a connection is. It goes only downwards. */
    enum Phase {
        /** Asked for. */
        CONNECTING,
        /** Takes streams, up to its limit. */
        OPEN,
        /** Takes no new streams. Without any it has been told to drain. */
        DRAINING,
        /** Told to close. */
        CLOSING
    }

    /** Open for changes within one step. */
    static final class Draft {
        final int number;
        final EndpointState.Draft endpoint;
        Phase phase;
        final int round;
        int limit;
        int active;
        int uses;
        boolean served;
        boolean ill;
        long opened;
        long since;
        long alarm;

        /** One that is begun. */
        Draft(int number, EndpointState.Draft endpoint, long now) {
            this.number = number;
            this.endpoint = endpoint;
            phase = Phase.CONNECTING;
            round = endpoint.failures;
            opened = now;
            since = now;
            alarm = Times.NEVER;
        }

        Draft(int number, EndpointState.Draft endpoint, PooledConnection from) {
            this.number = number;
            this.endpoint = endpoint;
            phase = from.phase;
            round = from.round;
            limit = from.limit;
            active = from.active;
            uses = from.uses;
            served = from.served;
            ill = from.ill;
            opened = from.opened;
            since = from.since;
            alarm = from.alarm;
        }

        boolean hasRoom() {
            return active < limit;
        }

        PooledConnection freeze() {
            return new PooledConnection(
                    endpoint.number,
                    phase,
                    round,
                    limit,
                    active,
                    uses,
                    served,
                    ill,
                    opened,
                    since,
                    alarm);
        }
    }
}
