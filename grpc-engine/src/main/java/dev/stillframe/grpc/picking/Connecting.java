package dev.stillframe.grpc.picking;

import dev.stillframe.grpc.delay.Times;
import dev.stillframe.grpc.picking.Subchannel.Health;
import dev.stillframe.grpc.picking.Subchannel.Phase;

/** Subchannels that connect, fail and come back (doc/connection-backoff.md; A62). */
final class Connecting {
    private Connecting() {}

    static <A> void connected(Draft<A> draft, int number, A address) {
        Subchannel.Draft<A> subchannel = draft.subchannel(number);
        if (subchannel != null && subchannel.phase == Phase.CONNECTING) {
            subchannel.phase = Phase.CONNECTED;
            subchannel.at = address;
            subchannel.failures = 0;
            Watching.begin(draft, subchannel);
        }
    }

    static <A> void failed(Draft<A> draft, int number, String reason) {
        Subchannel.Draft<A> subchannel = draft.subchannel(number);
        if (subchannel != null && subchannel.phase == Phase.CONNECTING) {
            subchannel.failing = true;
            subchannel.error = reason;
            subchannel.phase = Phase.WAITING;
            subchannel.retryAt = retryAt(draft, subchannel);
            subchannel.failures++;
            Resolving.want(draft);
        }
    }

    /** Counted from the beginning of the last attempt, as attempts must not be too close. */
    private static <A> long retryAt(Draft<A> draft, Subchannel.Draft<A> subchannel) {
        long delay = draft.options.backoff().nanos(subchannel.failures, draft.share());
        return Math.max(draft.now, Times.after(subchannel.began, delay));
    }

    /**
     * A connection that ends is no failure. But a server which accepts connections only to drop
     * them gets no more of them than one which refuses.
     */
    static <A> void disconnected(Draft<A> draft, int number) {
        Subchannel.Draft<A> subchannel = draft.subchannel(number);
        if (subchannel != null && subchannel.phase == Phase.CONNECTED) {
            Watching.end(draft, subchannel);
            subchannel.at = null;
            subchannel.retryAt = retryAt(draft, subchannel);
            // With pick_first the next call decides whether a connection is wanted (A62).
            subchannel.phase = draft.plan.isRoundRobin() ? Phase.WAITING : Phase.IDLE;
            Resolving.want(draft);
        }
    }

    /** Gives a subchannel up; who calls takes it out of the list. */
    static <A> void drop(Draft<A> draft, Subchannel.Draft<A> subchannel) {
        Watching.end(draft, subchannel);
        if (subchannel.phase == Phase.CONNECTING || subchannel.phase == Phase.CONNECTED) {
            draft.effects.add(new BalancerEffect.Disconnect<>(subchannel.number));
        }
    }

    static <A> void settle(Draft<A> draft) {
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (subchannel.phase == Phase.IDLE && !draft.waiters.isEmpty()) {
                subchannel.phase = Phase.WAITING;
            }
            if (subchannel.phase == Phase.WAITING && draft.now >= subchannel.retryAt) {
                subchannel.phase = Phase.CONNECTING;
                subchannel.began = draft.now;
                draft.effects.add(
                        new BalancerEffect.Connect<>(subchannel.number, subchannel.addresses));
            }
            if (subchannel.phase == Phase.CONNECTED
                    && (subchannel.health == Health.OFF || subchannel.health == Health.SERVING)) {
                subchannel.failing = false;
                subchannel.error = "";
            }
        }
    }

    static <A> long wakeAt(Draft<A> draft) {
        long next = Times.NEVER;
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (subchannel.phase == Phase.WAITING) {
                next = Math.min(next, subchannel.retryAt);
            }
        }
        return next;
    }
}
