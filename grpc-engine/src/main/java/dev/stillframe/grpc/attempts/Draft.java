package dev.stillframe.grpc.attempts;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.attempts.Attempts.Buffer;
import dev.stillframe.grpc.attempts.Attempts.Running;
import dev.stillframe.grpc.attempts.Attempts.State;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.delay.Chance;
import dev.stillframe.grpc.delay.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call's attempts, open for changes within one step; it never escapes. */
final class Draft {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final State from;
    private final AttemptPolicy policy;
    private long now;
    private int began;
    private int made;
    private final List<Running> running;
    private boolean refused;
    private int notSent;
    private int backoffs;
    private long nextAt;
    private long notBefore;
    private Buffer buffer;
    private long buffered;
    private AttemptsEffect.@Nullable Done last;
    private boolean over;
    private long wakeAt;

    /** What went before attempts that are made again without being counted. */
    private final List<Integer> again = new ArrayList<>();

    Shared shared;
    final List<AttemptsEffect> effects = new ArrayList<>();

    Draft(State from, Shared shared) {
        this.from = from;
        this.shared = shared;
        policy = from.policy();
        now = from.now();
        began = from.began();
        made = from.made();
        running = new ArrayList<>(from.running());
        refused = from.refused();
        notSent = from.notSent();
        backoffs = from.backoffs();
        nextAt = from.nextAt();
        notBefore = from.notBefore();
        buffer = from.buffer();
        buffered = from.buffered();
        last = from.last();
        over = from.over();
        wakeAt = from.wakeAt();
    }

    void event(AttemptsEvent event) {
        if (over) {
            return;
        }
        switch (event) {
            case AttemptsEvent.Clock clock -> now = Math.max(now, clock.nanos());
            case AttemptsEvent.Start ignored -> nextAt = began == 0 ? now : nextAt;
            case AttemptsEvent.Buffered octets -> buffered(Math.max(0, octets.octets()));
            case AttemptsEvent.Sent sent -> sent(sent);
            case AttemptsEvent.Headers headers -> {
                if (find(headers.attempt()) >= 0) {
                    commit(headers.attempt());
                }
            }
            case AttemptsEvent.Ended ended -> ended(ended);
            case AttemptsEvent.Cancel cancel ->
                    finish(new AttemptsEffect.Done(AttemptsEffect.NONE, cancel.status()));
        }
    }

    private int find(int attempt) {
        for (int i = 0; i < running.size(); i++) {
            if (running.get(i).number() == attempt) {
                return i;
            }
        }
        return -1;
    }

    private void buffered(long octets) {
        if (buffer != Buffer.WHOLE) {
            return;
        }
        // Subtracted, as a sum could overflow.
        if (octets <= from.limits().perCall() - buffered
                && octets <= from.limits().perChannel() - shared.buffered()) {
            buffered += octets;
            shared = shared.plus(octets);
        } else if (running.isEmpty()) {
            buffer = Buffer.FULL;
        } else {
            Running furthest = running.getFirst();
            for (Running other : running) {
                furthest = other.sent() > furthest.sent() ? other : furthest;
            }
            commit(furthest.number());
        }
    }

    private void sent(AttemptsEvent.Sent sent) {
        int i = find(sent.attempt());
        if (i >= 0) {
            Running was = running.get(i);
            running.set(i, new Running(was.number(), was.previous(), sent.messages()));
        }
    }

    /** "When Retries are Valid": from here on there is one attempt. */
    private void commit(int attempt) {
        if (buffer == Buffer.COMMITTED) {
            return;
        }
        cancelAllBut(attempt);
        again.clear();
        nextAt = Times.NEVER;
        buffer = Buffer.COMMITTED;
        release();
        effects.add(new AttemptsEffect.Commit(attempt));
    }

    private void cancelAllBut(int attempt) {
        for (Running other : List.copyOf(running)) {
            if (other.number() != attempt) {
                running.remove(other);
                effects.add(new AttemptsEffect.CancelAttempt(other.number()));
            }
        }
    }

    private void release() {
        shared = shared.plus(-buffered);
        buffered = 0;
    }

    private void finish(AttemptsEffect.Done done) {
        cancelAllBut(AttemptsEffect.NONE);
        again.clear();
        release();
        over = true;
        effects.add(done);
    }

    private void ended(AttemptsEvent.Ended ended) {
        int i = find(ended.attempt());
        if (i < 0) {
            return;
        }
        Running was = running.remove(i);
        if (ended.status().isOk()) {
            shared = shared.with(shared.throttle().succeeded());
            finish(new AttemptsEffect.Done(was.number(), ended.status()));
            return;
        }
        if (buffer == Buffer.WHOLE && isTransparent(ended.reach())) {
            again.add(was.previous());
            return;
        }
        last = new AttemptsEffect.Done(was.number(), ended.status());
        boolean listed = codes().contains(ended.status().code());
        // Counted before all else, so that no failure is left out for another reason.
        if (listed || ended.pushback() instanceof Pushback.Stop) {
            shared = shared.with(shared.throttle().failed());
        }
        if (buffer == Buffer.COMMITTED || !listed) {
            finish(last);
        } else {
            failed(last, ended.pushback());
        }
    }

    /** "Transparent Retries": whatever the policy says, and without being counted. */
    private boolean isTransparent(Reach reach) {
        boolean transparent =
                switch (reach) {
                    case NOT_SENT -> notSent < Attempts.MOST_NOT_SENT;
                    case NOT_PROCESSED -> !refused;
                    case MAYBE_PROCESSED -> false;
                };
        if (transparent) {
            notSent += reach == Reach.NOT_SENT ? 1 : 0;
            refused |= reach == Reach.NOT_PROCESSED;
        }
        return transparent;
    }

    private Set<Code> codes() {
        return switch (policy) {
            case AttemptPolicy.Once ignored -> Set.of();
            case AttemptPolicy.Retry retry -> retry.retryable();
            case AttemptPolicy.Hedging hedging -> hedging.nonFatal();
        };
    }

    /** After a failure that does not end the call by itself. */
    private void failed(AttemptsEffect.Done failure, Pushback pushback) {
        switch (policy) {
            case AttemptPolicy.Once ignored -> finish(failure);
            case AttemptPolicy.Retry retry -> {
                if (pushback instanceof Pushback.Stop
                        || made >= retry.maxAttempts()
                        || !shared.throttle().allows()) {
                    finish(failure);
                } else if (pushback instanceof Pushback.After after) {
                    backoffs = 0;
                    nextAt = Times.after(now, after.millis() * NANOS_PER_MILLI);
                } else {
                    double share = Chance.share(from.seed(), made);
                    nextAt = Times.after(now, retry.backoff().nanos(backoffs++, share));
                }
            }
            case AttemptPolicy.Hedging ignored -> {
                if (pushback instanceof Pushback.Stop) {
                    nextAt = Times.NEVER;
                } else if (nextAt != Times.NEVER) {
                    if (pushback instanceof Pushback.After after) {
                        long wanted = Times.after(now, after.millis() * NANOS_PER_MILLI);
                        notBefore = Math.max(notBefore, wanted);
                    }
                    nextAt = Math.max(now, notBefore);
                }
            }
        }
    }

    /** Does what is due after the events of a step. */
    void settle() {
        if (!over && now >= from.deadline()) {
            String after = last == null ? "" : ", after " + last.status();
            Status status = Status.of(Code.DEADLINE_EXCEEDED, "the time is over" + after);
            finish(new AttemptsEffect.Done(AttemptsEffect.NONE, status));
        }
        while (!again.isEmpty()) {
            begin(again.removeFirst());
        }
        while (!over && now >= nextAt) {
            next();
        }
        // An attempt that could only begin after the deadline is not waited for.
        if (!over && running.isEmpty() && last != null && nextAt >= from.deadline()) {
            finish(last);
        }
        arm();
    }

    /** The next attempt that counts, if it may be made. */
    private void next() {
        nextAt = Times.NEVER;
        boolean hedge = made > 0 && policy instanceof AttemptPolicy.Hedging;
        if (hedge && !shared.throttle().allows()) {
            return;
        }
        begin(made++);
        if (policy instanceof AttemptPolicy.Hedging hedging
                && made < hedging.maxAttempts()
                && buffer == Buffer.WHOLE) {
            nextAt = Math.max(notBefore, Times.after(now, Times.nanos(hedging.delay())));
        }
    }

    private void begin(int previous) {
        Running next = new Running(began++, previous, 0);
        running.add(next);
        effects.add(new AttemptsEffect.Begin(next.number(), previous));
        if (buffer == Buffer.FULL) {
            commit(next.number());
        }
    }

    private void arm() {
        long next = over ? Times.NEVER : Math.min(from.deadline(), nextAt);
        if (next != wakeAt && !over) {
            effects.add(new AttemptsEffect.WakeAt(next));
        }
        wakeAt = next;
    }

    State freeze() {
        return new State(
                policy,
                from.limits(),
                from.seed(),
                now,
                from.deadline(),
                began,
                made,
                List.copyOf(running),
                refused,
                notSent,
                backoffs,
                nextAt,
                notBefore,
                buffer,
                buffered,
                last,
                over,
                wakeAt);
    }
}
