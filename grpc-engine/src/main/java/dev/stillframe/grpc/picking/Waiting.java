package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.delay.Times;

/** Calls that wait for a connection, first come first served (doc/wait-for-ready.md). */
final class Waiting {
    private Waiting() {}

    static <A> void pick(Draft<A> draft, BalancerEvent.Pick<A> pick) {
        for (Waiter waiter : draft.waiters) {
            if (waiter.number() == pick.waiter()) {
                return;
            }
        }
        if (draft.shutdown) {
            refuse(draft, pick.waiter(), Code.UNAVAILABLE, "the channel is shut down");
        } else {
            draft.waiters.add(
                    new Waiter(
                            pick.waiter(), pick.waitForReady(), pick.deadline(), pick.avoided()));
            Resolving.wake(draft);
        }
    }

    private static <A> void refuse(Draft<A> draft, int waiter, Code code, String reason) {
        draft.effects.add(new BalancerEffect.Refused<>(waiter, Status.of(code, reason)));
    }

    static <A> void settle(Draft<A> draft, Picker picker) {
        draft.waiters.removeIf(waiter -> answer(draft, picker, waiter));
        int most = draft.options.maxWaiting();
        while (draft.waiters.size() > most) {
            String waiting = most + " calls wait for a connection already";
            Waiter last = draft.waiters.removeLast();
            refuse(draft, last.number(), Code.RESOURCE_EXHAUSTED, waiting);
        }
    }

    private static <A> boolean answer(Draft<A> draft, Picker picker, Waiter waiter) {
        if (draft.shutdown) {
            refuse(draft, waiter.number(), Code.UNAVAILABLE, "the channel is shut down");
            return true;
        }
        if (waiter.deadline() <= draft.now) {
            String reason =
                    picker instanceof Picker.Fail fail
                            ? "no connection in time; " + fail.status().message()
                            : "no connection in time";
            refuse(draft, waiter.number(), Code.DEADLINE_EXCEEDED, reason);
            return true;
        }
        return switch (picker) {
            case Picker.Use use -> {
                int subchannel = use.pick(draft.turn++, waiter.avoided());
                draft.effects.add(new BalancerEffect.Picked<>(waiter.number(), subchannel));
                yield true;
            }
            case Picker.Wait ignored -> false;
            case Picker.Fail fail -> {
                if (!waiter.waitForReady()) {
                    draft.effects.add(new BalancerEffect.Refused<>(waiter.number(), fail.status()));
                }
                yield !waiter.waitForReady();
            }
        };
    }

    static <A> long wakeAt(Draft<A> draft) {
        long next = Times.NEVER;
        for (Waiter waiter : draft.waiters) {
            next = Math.min(next, waiter.deadline());
        }
        return next;
    }
}
