package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.delay.Times;
import dev.stillframe.grpc.picking.Subchannel.Health;
import dev.stillframe.grpc.picking.Subchannel.Phase;

/** The health of servers that are connected (A17). */
final class Watching {
    private Watching() {}

    /** "When a subchannel first establishes a connection". */
    static <A> void begin(Draft<A> draft, Subchannel.Draft<A> subchannel) {
        String service = draft.plan.healthAsked();
        subchannel.watchFailures = 0;
        if (service == null) {
            subchannel.health = Health.OFF;
        } else {
            watch(draft, subchannel, service);
        }
    }

    private static <A> void watch(Draft<A> draft, Subchannel.Draft<A> subchannel, String service) {
        subchannel.health = Health.UNKNOWN;
        subchannel.answered = false;
        subchannel.watchAt = Times.NEVER;
        draft.effects.add(new BalancerEffect.Watch<>(subchannel.number, service));
    }

    /** "When the client subchannel is shutting down or when the backend sends a GOAWAY". */
    static <A> void end(Draft<A> draft, Subchannel.Draft<A> subchannel) {
        if (subchannel.isWatched()) {
            draft.effects.add(new BalancerEffect.Unwatch<>(subchannel.number));
        }
        subchannel.health = Health.OFF;
        subchannel.watchAt = Times.NEVER;
    }

    static <A> void health(Draft<A> draft, int number, boolean serving) {
        Subchannel.Draft<A> subchannel = draft.subchannel(number);
        if (subchannel != null && subchannel.isWatched()) {
            subchannel.answered = true;
            subchannel.watchFailures = 0;
            subchannel.health = serving ? Health.SERVING : Health.NOT_SERVING;
            if (!serving) {
                fail(subchannel, "it says that it is not serving");
            }
        }
    }

    private static <A> void fail(Subchannel.Draft<A> subchannel, String reason) {
        subchannel.failing = true;
        subchannel.error = reason;
    }

    static <A> void ended(Draft<A> draft, int number, Status status) {
        Subchannel.Draft<A> subchannel = draft.subchannel(number);
        if (subchannel == null || !subchannel.isWatched()) {
            return;
        }
        if (status.code() == Code.UNIMPLEMENTED) {
            subchannel.health = Health.OFF;
            return;
        }
        fail(subchannel, "its health is not known: " + status);
        subchannel.health = Health.LOST;
        // After an answer the next attempt is made at once.
        subchannel.watchAt =
                subchannel.answered
                        ? draft.now
                        : Times.after(
                                draft.now,
                                draft.options
                                        .backoff()
                                        .nanos(subchannel.watchFailures++, draft.share()));
    }

    /** After another service config. */
    static <A> void renew(Draft<A> draft) {
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (subchannel.phase == Phase.CONNECTED) {
                end(draft, subchannel);
                begin(draft, subchannel);
            }
        }
    }

    static <A> void settle(Draft<A> draft) {
        String service = draft.plan.healthAsked();
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (subchannel.health == Health.LOST
                    && draft.now >= subchannel.watchAt
                    && service != null) {
                watch(draft, subchannel, service);
            }
        }
    }

    static <A> long wakeAt(Draft<A> draft) {
        long next = Times.NEVER;
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            if (subchannel.health == Health.LOST) {
                next = Math.min(next, subchannel.watchAt);
            }
        }
        return next;
    }
}
