package dev.stillframe.grpc.attempts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.config.RetryThrottling;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A call as a script. Retries come after 100 ms, 200 ms, 400 ms, up to 1 s, a fifth more or less;
 * UNAVAILABLE is tried again, and ABORTED.
 */
final class CallScript {
    static final Pushback NOTHING = new Pushback.None();
    static final Pushback STOP = new Pushback.Stop();
    static final long MILLI = 1_000_000;

    private static final Set<Code> CODES = Set.of(Code.UNAVAILABLE, Code.ABORTED);

    Attempts state;
    Shared shared;
    private long now = -5;
    private final List<AttemptsEffect> effects = new ArrayList<>();

    private CallScript(AttemptPolicy policy, BufferLimits limits, Shared shared, long millis) {
        long deadline = millis == Long.MAX_VALUE ? millis : now + millis * MILLI;
        state = Attempts.of(policy, limits, deadline, 42, now);
        this.shared = shared;
    }

    /** A call that was started. */
    static CallScript call(AttemptPolicy policy) {
        return call(policy, BufferLimits.DEFAULT, Long.MAX_VALUE);
    }

    static CallScript call(AttemptPolicy policy, BufferLimits limits, long deadlineMillis) {
        return call(policy, limits, deadlineMillis, Shared.of(null));
    }

    static CallScript call(AttemptPolicy policy, Shared shared) {
        return call(policy, BufferLimits.DEFAULT, Long.MAX_VALUE, shared);
    }

    private static CallScript call(
            AttemptPolicy policy, BufferLimits limits, long deadlineMillis, Shared shared) {
        return new CallScript(policy, limits, shared, deadlineMillis)
                .step(new AttemptsEvent.Start());
    }

    static AttemptPolicy once() {
        return new AttemptPolicy.Once();
    }

    static AttemptPolicy retry(int attempts) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2);
        return new AttemptPolicy.Retry(attempts, backoff, CODES);
    }

    static AttemptPolicy hedging(int attempts, long millis) {
        return new AttemptPolicy.Hedging(attempts, Duration.ofMillis(millis), CODES);
    }

    static RetryThrottling tokens(int max, int milliRatio) {
        return new RetryThrottling(max, milliRatio);
    }

    static Status status(Code code) {
        return Status.of(code, "");
    }

    CallScript step(AttemptsEvent... events) {
        List<AttemptsEvent> batch = new ArrayList<>();
        batch.add(new AttemptsEvent.Clock(now));
        batch.addAll(List.of(events));
        AttemptsTransition to = state.step(batch, shared);
        state = to.next();
        shared = to.shared();
        for (AttemptsEffect effect : to.effects()) {
            if (!(effect instanceof AttemptsEffect.WakeAt)) {
                effects.add(effect);
            }
        }
        return this;
    }

    CallScript headers(int attempt) {
        return step(new AttemptsEvent.Headers(attempt));
    }

    CallScript buffered(long octets) {
        return step(new AttemptsEvent.Buffered(octets));
    }

    CallScript sent(int attempt, int messages) {
        return step(new AttemptsEvent.Sent(attempt, messages));
    }

    CallScript ended(int attempt, Code code) {
        return ended(attempt, code, NOTHING);
    }

    CallScript ended(int attempt, Code code, Pushback pushback) {
        return step(
                new AttemptsEvent.Ended(attempt, status(code), Reach.MAYBE_PROCESSED, pushback));
    }

    CallScript ended(int attempt, Reach reach) {
        return step(new AttemptsEvent.Ended(attempt, status(Code.UNAVAILABLE), reach, NOTHING));
    }

    CallScript advance(long millis) {
        now += millis * MILLI;
        return step();
    }

    /** Goes to when the machine wants to be stepped, which must be within a range. */
    CallScript wakes(long fromMillis, long toMillis) {
        long after = state.wakeAt() - now;
        assertEquals(
                Math.clamp(after, fromMillis * MILLI, toMillis * MILLI),
                after,
                "wakes in " + after + " ns");
        now = state.wakeAt();
        return step();
    }

    CallScript expect(AttemptsEffect... expected) {
        assertEquals(List.of(expected), effects);
        effects.clear();
        return this;
    }

    CallScript expectNothing() {
        return expect();
    }

    static AttemptsEffect begin(int attempt, int previous) {
        return new AttemptsEffect.Begin(attempt, previous);
    }

    static AttemptsEffect commit(int attempt) {
        return new AttemptsEffect.Commit(attempt);
    }

    static AttemptsEffect cancel(int attempt) {
        return new AttemptsEffect.CancelAttempt(attempt);
    }

    static AttemptsEffect done(int attempt, Code code) {
        return new AttemptsEffect.Done(attempt, status(code));
    }

    static AttemptsEffect timedOut(String more) {
        return new AttemptsEffect.Done(
                AttemptsEffect.NONE, Status.of(Code.DEADLINE_EXCEEDED, "the time is over" + more));
    }
}
