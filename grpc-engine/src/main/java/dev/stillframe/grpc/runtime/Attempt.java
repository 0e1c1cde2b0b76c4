package dev.stillframe.grpc.runtime;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Calling;
import dev.stillframe.grpc.call.ClientFold;
import dev.stillframe.grpc.wire.Trailing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call by a machine: it waits for a connection, has a stream, and ends once,
 * unless it was cancelled before it had either.
 */
final class Attempt<C, I, O> implements Machine<C, O, I>, Balancing.Waiter {
    private enum Phase {
        WAITING,
        BEGUN,
        ABANDONED
    }

    private final Run<C, I, O> run;
    private final int number;
    private final int previous;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private volatile int waiter;
    private volatile boolean cancelled;
    private volatile boolean mine;
    private volatile @Nullable Backend at;
    private volatile @Nullable CompletableFuture<?> stream;
    private volatile @Nullable Outcome<C> outcome;

    // On the loop.
    private @Nullable End end;
    private FieldSection said = FieldSection.EMPTY;

    Attempt(Run<C, I, O> run, int number, int previous) {
        this.run = run;
        this.number = number;
        this.previous = previous;
    }

    int number() {
        return number;
    }

    @Nullable Backend at() {
        return at;
    }

    boolean isBegun() {
        return phase.get() == Phase.BEGUN;
    }

    /** Whether it was answered, and the call is its own. */
    boolean isMine() {
        return mine;
    }

    /** How it has ended; null while it has not. */
    @Nullable Outcome<C> outcome() {
        return outcome;
    }

    Pushback pushback() {
        return Trailing.pushback(said);
    }

    // ---- before its stream

    /** Waits for a connection to another server than these, where there is one. */
    void begin(Set<Integer> avoided) {
        Balancing balancing = run.route.balancing();
        Backend ready = balancing.pick(avoided);
        if (ready != null) {
            picked(ready);
            return;
        }
        waiter =
                balancing.ask(
                        this, run.plan().waitForReady(), run.plan().deadline().nanos(), avoided);
        if (phase.get() == Phase.ABANDONED) {
            balancing.abandon(waiter);
        }
    }

    @Override
    public void picked(@Nullable Backend backend) {
        if (!phase.compareAndSet(Phase.WAITING, Phase.BEGUN)) {
            return;
        }
        Run.Plan<I, O> plan = run.plan();
        Duration left = plan.deadline().left();
        if (backend == null) {
            over(failed(Route.SHUT_DOWN), Reach.NOT_SENT);
        } else if (left != null && !left.isPositive()) {
            over(failed(Ended.LATE), Reach.MAYBE_PROCESSED);
        } else {
            at = backend;
            open(backend, plan, left);
        }
    }

    private void open(Backend backend, Run.Plan<I, O> plan, @Nullable Duration left) {
        ClientFold<C, I, O> fold =
                new ClientFold<>(
                        plan.asking(),
                        Route.head(backend, plan.asking(), left),
                        this,
                        run.initial,
                        plan.content() != null);
        CompletableFuture<?> begun =
                run.route
                        .client()
                        .fold(
                                Route.request(
                                        backend, plan.asking(), left, previous, plan.content()),
                                new Heard(fold))
                        .toCompletableFuture();
        stream = begun;
        if (cancelled) {
            begun.cancel(false);
        }
        begun.whenComplete(
                (ignored, failure) -> {
                    if (failure != null) {
                        Status given = run.given();
                        over(failed(given == null ? Ended.by(failure) : given), Run.reach(failure));
                    }
                });
    }

    @Override
    public void refused(Status status) {
        if (phase.compareAndSet(Phase.WAITING, Phase.BEGUN)) {
            over(failed(status), Reach.MAYBE_PROCESSED);
        }
    }

    private Outcome<C> failed(Status status) {
        return new Outcome.Failed<>(run.initial, status, Metadata.EMPTY);
    }

    /**
     * Gives it up.
     *
     * @return whether nothing has begun, so that no end will be told
     */
    boolean cancel() {
        cancelled = true;
        if (phase.compareAndSet(Phase.WAITING, Phase.ABANDONED)) {
            int number = waiter;
            if (number > 0) {
                run.route.balancing().abandon(number);
            }
            return true;
        }
        CompletableFuture<?> begun = stream;
        if (begun != null) {
            begun.cancel(false);
        }
        return false;
    }

    // ---- the machine, as far as it may hear of this attempt

    @Override
    public C initial() {
        return run.initial;
    }

    @Override
    public List<Action<C, I>> on(Signal<O> signal, C context) {
        boolean heard =
                switch (signal) {
                    case Signal.Headers<O> ignored -> committed();
                    case Signal.Message<O> ignored -> mine;
                    default -> !cancelled;
                };
        return heard ? run.reported(() -> run.machine.on(signal, context)) : List.of();
    }

    private boolean committed() {
        Trials tried = run.trials();
        mine = tried == null || tried.headers(number);
        return mine;
    }

    @Override
    public Pull<C, I> generate(C context) {
        return run.reported(() -> run.machine.generate(context));
    }

    @Override
    public void ended(Outcome<C> how) {
        End early = end;
        over(how, early == null || mine ? Reach.MAYBE_PROCESSED : Route.reach(early));
    }

    private void over(Outcome<C> how, Reach reach) {
        if (outcome != null) {
            return;
        }
        Outcome<C> seen = run.seen(how);
        outcome = seen;
        Backend served = at;
        if (served != null && !cancelled && reach != Reach.NOT_SENT) {
            run.route.balancing().served(served, seen.status().isOk());
        }
        run.over(this, seen, reach);
    }

    /** The fold of the stream, listened to for what the machine is not told. */
    private final class Heard implements Fold<Calling<C, O>> {
        private final ClientFold<C, I, O> fold;

        Heard(ClientFold<C, I, O> fold) {
            this.fold = fold;
        }

        @Override
        public Calling<C, O> initial() {
            return fold.initial();
        }

        @Override
        public List<dev.stillframe.api.handler.Action<Calling<C, O>>> begun(Calling<C, O> call) {
            return fold.begun(call);
        }

        @Override
        public List<dev.stillframe.api.handler.Action<Calling<C, O>>> on(
                dev.stillframe.api.handler.Signal signal, Calling<C, O> call) {
            if (signal instanceof dev.stillframe.api.handler.Signal.Trailers trailers) {
                said = trailers.fields();
            } else if (signal instanceof dev.stillframe.api.handler.Signal.Response response
                    && response.head().fields().has("grpc-status")) {
                said = response.head().fields();
            }
            return fold.on(signal, call);
        }

        @Override
        public dev.stillframe.api.handler.Pull<Calling<C, O>> generate(Calling<C, O> call) {
            return fold.generate(call);
        }

        @Override
        public void ended(dev.stillframe.api.handler.Outcome<Calling<C, O>> outcome) {
            if (outcome instanceof dev.stillframe.api.handler.Outcome.Failed<Calling<C, O>> early) {
                end = early.error();
            }
            fold.ended(outcome);
        }
    }
}
