package dev.stillframe.grpc.picking;

import dev.stillframe.grpc.delay.Times;
import dev.stillframe.grpc.picking.Subchannel.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;

/** The name's addresses: when they are looked up, and what becomes of subchannels with them. */
final class Resolving {
    private Resolving() {}

    /** Somebody wants a connection. */
    static <A> void wake(Draft<A> draft) {
        if (!draft.awake && !draft.shutdown) {
            draft.awake = true;
            if (!draft.addresses.isEmpty()) {
                arrange(draft);
            }
            want(draft);
        }
        for (Subchannel.Draft<A> subchannel : draft.subchannels) {
            subchannel.phase = subchannel.phase == Phase.IDLE ? Phase.WAITING : subchannel.phase;
        }
    }

    /** Somewhere a connection has failed or ended: the addresses may be others by now. */
    static <A> void want(Draft<A> draft) {
        Balancer.Resolution was = draft.resolution;
        draft.resolution =
                new Balancer.Resolution(
                        was.running(),
                        true,
                        was.began(),
                        was.nextAt(),
                        was.failures(),
                        was.error());
    }

    static <A> void settle(Draft<A> draft) {
        Balancer.Resolution was = draft.resolution;
        if (was.wanted() && !was.running() && draft.now >= was.nextAt()) {
            draft.resolution =
                    new Balancer.Resolution(
                            true, false, draft.now, was.nextAt(), was.failures(), was.error());
            draft.effects.add(new BalancerEffect.Resolve<>());
        }
    }

    static <A> long wakeAt(Draft<A> draft) {
        Balancer.Resolution is = draft.resolution;
        return is.wanted() && !is.running() ? is.nextAt() : Times.NEVER;
    }

    static <A> void unresolved(Draft<A> draft, String reason) {
        Balancer.Resolution was = draft.resolution;
        long delay = draft.options.backoff().nanos(was.failures(), draft.share());
        draft.resolution =
                new Balancer.Resolution(
                        false,
                        true,
                        was.began(),
                        Math.max(draft.now, Times.after(was.began(), delay)),
                        was.failures() + 1,
                        reason.isEmpty() ? "no reason given" : reason);
    }

    static <A> void resolved(Draft<A> draft, BalancerEvent.Resolved<A> resolved) {
        List<A> addresses = List.copyOf(new LinkedHashSet<>(resolved.addresses()));
        if (addresses.isEmpty()) {
            // A name without addresses is far more often a mistake than meant: those known stay.
            unresolved(draft, "it has no addresses");
            return;
        }
        Balancer.Resolution was = draft.resolution;
        long interval = Times.nanos(draft.options.resolveInterval());
        draft.resolution =
                new Balancer.Resolution(
                        false, false, was.began(), Times.after(was.began(), interval), 0, "");
        boolean otherKind = resolved.plan().isRoundRobin() != draft.plan.isRoundRobin();
        String health = draft.plan.healthAsked();
        draft.plan = resolved.plan();
        draft.addresses = addresses;
        draft.outliers = draft.outliers.under(draft.plan.outliers(), addresses, draft.now);
        if (!draft.awake) {
            return;
        }
        if (otherKind) {
            draft.subchannels.forEach(subchannel -> Connecting.drop(draft, subchannel));
            draft.subchannels.clear();
        }
        arrange(draft);
        String asked = draft.plan.healthAsked();
        if (asked == null ? health != null : !asked.equals(health)) {
            Watching.renew(draft);
        }
    }

    /** Makes the subchannels what the addresses ask for. */
    private static <A> void arrange(Draft<A> draft) {
        if (draft.plan.isRoundRobin()) {
            roundRobin(draft);
        } else {
            pickFirst(draft);
        }
    }

    /** One for each address; those that are there already stay as they are. */
    private static <A> void roundRobin(Draft<A> draft) {
        List<Subchannel.Draft<A>> old = new ArrayList<>(draft.subchannels);
        draft.subchannels.clear();
        for (A address : draft.addresses) {
            Subchannel.Draft<A> kept = null;
            for (Subchannel.Draft<A> one : old) {
                kept = one.addresses.getFirst().equals(address) ? one : kept;
            }
            if (kept == null) {
                kept = draft.create(List.of(address));
                kept.phase = Phase.WAITING;
            }
            draft.subchannels.add(kept);
        }
        for (Subchannel.Draft<A> one : old) {
            if (!draft.subchannels.contains(one)) {
                Connecting.drop(draft, one);
            }
        }
    }

    /** One with all addresses. It stays while what it is connected to is among them. */
    private static <A> void pickFirst(Draft<A> draft) {
        List<A> addresses = draft.addresses;
        if (draft.plan.shuffles()) {
            addresses = shuffled(draft);
        }
        Subchannel.Draft<A> old = draft.subchannels.isEmpty() ? null : draft.subchannels.getFirst();
        if (old == null) {
            Subchannel.Draft<A> first = draft.create(addresses);
            first.phase = Phase.WAITING;
            draft.subchannels.add(first);
            return;
        }
        boolean same = new HashSet<>(old.addresses).equals(new HashSet<>(addresses));
        boolean stays =
                switch (old.phase) {
                    case IDLE -> true;
                    case WAITING, CONNECTING -> same;
                    case CONNECTED -> addresses.contains(old.at);
                };
        if (stays) {
            // An attempt goes on with the order that it was given.
            old.addresses = old.phase == Phase.CONNECTING ? old.addresses : addresses;
            return;
        }
        Connecting.drop(draft, old);
        Subchannel.Draft<A> next = draft.create(addresses);
        next.phase = old.phase == Phase.CONNECTED ? Phase.IDLE : Phase.WAITING;
        next.failing = old.failing;
        next.error = old.error;
        draft.subchannels.set(0, next);
    }

    private static <A> List<A> shuffled(Draft<A> draft) {
        List<A> addresses = new ArrayList<>(draft.addresses);
        for (int i = addresses.size() - 1; i > 0; i--) {
            Collections.swap(addresses, i, draft.below(i + 1));
        }
        return List.copyOf(addresses);
    }
}
