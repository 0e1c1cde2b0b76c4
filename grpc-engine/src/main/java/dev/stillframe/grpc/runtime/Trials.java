package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.attempts.Attempts;
import dev.stillframe.grpc.attempts.AttemptsEffect;
import dev.stillframe.grpc.attempts.AttemptsEvent;
import dev.stillframe.grpc.attempts.AttemptsTransition;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.attempts.Shared;
import dev.stillframe.grpc.config.AttemptPolicy;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call's attempts: the machine decides, and the call's style does what it says. Under the lock
 * there is nothing but the step, whose effects are followed in their order, by one thread at a
 * time.
 */
final class Trials {
    /** What a style does. Nothing of it may wait. */
    interface Style {
        /** An attempt is to be made; its end is told by {@link #ended}. */
        void begin(int attempt, int previous);

        /** It is wanted no longer, and its end need not be told. */
        void cancel(int attempt);

        /** The call is this attempt's. */
        void committed(int attempt);

        /**
         * The call is over: once, and last.
         *
         * @param attempt whose end it is; {@link AttemptsEffect#NONE} for nobody's
         */
        void done(int attempt, Status status);
    }

    private final Route route;
    private final Style style;
    private final AtomicReference<Shared> shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Inbox<AttemptsEffect> effects = new Inbox<>(all -> all.forEach(this::follow));

    // Under the lock.
    private Attempts attempts;
    private long armedAt = Long.MAX_VALUE;
    private @Nullable Future<?> alarm;

    private volatile int committed = AttemptsEffect.NONE;
    private volatile boolean over;

    /** Of a call that has not begun. */
    Trials(Route route, AttemptPolicy policy, Deadline deadline, Style style) {
        this.route = route;
        this.style = style;
        this.shared = route.configs().shared();
        this.attempts =
                Attempts.of(
                        policy,
                        route.configs().limits(),
                        deadline.nanos(),
                        ThreadLocalRandom.current().nextLong(),
                        System.nanoTime());
        route.began(this);
    }

    /** Begins; the first attempt with it. */
    void start() {
        step(new AttemptsEvent.Start());
    }

    /** The same for a call whose first attempt was begun without being asked for. */
    void resume() {
        step(new AttemptsEvent.Start(), true);
    }

    /** The application has given so many octets to send. */
    void buffered(int octets) {
        if (committed == AttemptsEffect.NONE) {
            step(new AttemptsEvent.Buffered(octets));
        }
    }

    /** An attempt has sent so many messages. */
    void sent(int attempt, int messages) {
        if (committed == AttemptsEffect.NONE) {
            step(new AttemptsEvent.Sent(attempt, messages));
        }
    }

    /** The head of a response has come; whether the call is this attempt's. */
    boolean headers(int attempt) {
        if (committed == AttemptsEffect.NONE) {
            step(new AttemptsEvent.Headers(attempt));
        }
        return committed == attempt;
    }

    /** An attempt has ended. */
    void ended(int attempt, Status status, Reach reach, Pushback pushback) {
        step(new AttemptsEvent.Ended(attempt, status, reach, pushback));
        if (route.isClosed()) {
            cancel(status); // there is no use in another one
        }
    }

    /** The call is wanted no longer. Does nothing when it is over. */
    void cancel(Status status) {
        step(new AttemptsEvent.Cancel(status));
    }

    boolean isOver() {
        return over;
    }

    /** The channel is closed: what has no connection ends now. */
    void closed() {
        boolean idle;
        lock.lock();
        try {
            idle = !attempts.isRunning();
        } finally {
            lock.unlock();
        }
        if (idle) {
            cancel(Route.SHUT_DOWN);
        }
    }

    private void step(AttemptsEvent event) {
        step(event, false);
    }

    private void step(AttemptsEvent event, boolean begun) {
        List<AttemptsEffect> wanted;
        lock.lock();
        try {
            if (over) {
                return;
            }
            List<AttemptsEvent> events = List.of(new AttemptsEvent.Clock(System.nanoTime()), event);
            Shared was;
            AttemptsTransition to;
            do {
                was = shared.get();
                to = attempts.step(events, was);
            } while (to.shared() != was && !shared.compareAndSet(was, to.shared()));
            attempts = to.next();
            wanted = to.effects();
            for (AttemptsEffect effect : wanted) {
                if (effect instanceof AttemptsEffect.Commit commit) {
                    committed = commit.attempt();
                } else if (effect instanceof AttemptsEffect.Done) {
                    over = true;
                    route.ended(this);
                }
                boolean done =
                        effect instanceof AttemptsEffect.WakeAt
                                || begun && effect instanceof AttemptsEffect.Begin;
                if (!done) {
                    effects.add(effect);
                }
            }
            arm(over ? Long.MAX_VALUE : attempts.wakeAt());
        } finally {
            lock.unlock();
        }
        effects.run();
    }

    private void arm(long at) {
        if (at != armedAt) {
            armedAt = at;
            Future<?> set = alarm;
            if (set != null) {
                set.cancel(false);
            }
            alarm =
                    at == Long.MAX_VALUE
                            ? null
                            : Deadlines.after(at - System.nanoTime(), () -> step(NOTHING));
        }
    }

    /** For a step that only time has brought about. */
    private static final AttemptsEvent NOTHING = new AttemptsEvent.Buffered(0);

    private void follow(AttemptsEffect effect) {
        switch (effect) {
            case AttemptsEffect.Begin begin -> style.begin(begin.attempt(), begin.previous());
            case AttemptsEffect.CancelAttempt cancel -> style.cancel(cancel.attempt());
            case AttemptsEffect.Commit commit -> style.committed(commit.attempt());
            case AttemptsEffect.WakeAt ignored -> {}
            case AttemptsEffect.Done done ->
                    style.done(
                            done.attempt(),
                            done.attempt() < 0 ? late(done.status()) : done.status());
        }
    }

    /** With what it has waited for, where that was a connection. */
    private Status late(Status status) {
        String reason = route.balancing().reason();
        return status.code() == Code.DEADLINE_EXCEEDED && !reason.isEmpty()
                ? Status.of(status.code(), status.message() + "; " + reason)
                : status;
    }
}
