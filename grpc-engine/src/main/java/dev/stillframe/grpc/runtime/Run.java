package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.attempts.AttemptsEffect;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.config.AttemptPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's call by a machine, from the wait for a connection to its end, which it has once. Each
 * attempt runs the machine from its first context. A call that is attempted once has no {@link
 * Trials} unless that goes wrong in a way that is nobody's decision yet.
 *
 * @param <C> the machine's context
 * @param <I> requests
 * @param <O> responses
 */
final class Run<C, I, O> implements Trials.Style {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    /** What a call is made by, once the service config is known. */
    interface Setup<I, O> {
        Plan<I, O> plan() throws RpcException;
    }

    /**
     * How it is made.
     *
     * @param content the whole of what is sent; null when the machine sends
     */
    record Plan<I, O>(
            Asking<I, O> asking,
            AttemptPolicy policy,
            Deadline deadline,
            boolean waitForReady,
            @Nullable Octets content) {}

    final Route route;
    final Machine<C, O, I> machine;
    final C initial;
    private final Setup<I, O> setup;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CallOptions options;
    private final AtomicReference<@Nullable Trials> trials = new AtomicReference<>();
    private final CompletableFuture<Outcome<C>> outcome =
            new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterrupt) {
                    Run.this.cancel(Ended.CANCELLED);
                    return false; // its outcome comes all the same
                }
            };

    private volatile Runnable detach = () -> {};
    private volatile @Nullable Plan<I, O> plan;
    private volatile @Nullable Status given;
    private volatile @Nullable Attempt<C, I, O> last;

    /** Attempts that are told apart by their numbers; only with {@link Trials}. */
    private volatile @Nullable Map<Integer, Attempt<C, I, O>> attempts;

    /** Whose context the call ends with, and how, where no attempt has ended it. */
    private volatile @Nullable Attempt<C, I, O> closer;

    private volatile @Nullable Status closing;

    Run(Route route, CallOptions options, Machine<C, O, I> machine, Setup<I, O> setup) {
        this.route = route;
        this.machine = machine;
        this.setup = setup;
        this.initial = machine.initial();
        this.options = options;
        route.balancing().calls().began();
    }

    /** How it ends; cancelling it cancels the call. */
    CompletableFuture<Outcome<C>> outcome() {
        return outcome;
    }

    Plan<I, O> plan() {
        Plan<I, O> known = plan;
        if (known == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return known;
    }

    @Nullable Status given() {
        return given;
    }

    @Nullable Trials trials() {
        return trials.get();
    }

    /**
     * Begins, once it is known how.
     *
     * @param until no later than which
     */
    void begin(Deadline until) {
        Runnable back = Route.under(options.parent(), () -> cancel(Ended.PARENT));
        detach = back;
        if (over.get()) {
            back.run();
        }
        CompletableFuture<Void> known = route.configs().known();
        if (known.isDone()) {
            begin();
            return;
        }
        route.balancing().wake();
        known.thenRun(this::begin);
        if (until.at() != null) {
            Future<?> late =
                    Deadlines.after(
                            until.nanos() - System.nanoTime(),
                            () -> {
                                if (plan == null) {
                                    refuse(Ended.LATE);
                                }
                            });
            known.thenRun(() -> late.cancel(false));
        }
    }

    private void begin() {
        Status refusal = given == null ? route.refusal() : given;
        if (refusal != null || over.get()) {
            refuse(refusal == null ? Ended.CANCELLED : refusal);
            return;
        }
        Plan<I, O> made;
        try {
            made = setup.plan();
        } catch (RpcException e) {
            refuse(e.status());
            return;
        } catch (UncheckedRpcException e) {
            refuse(e.getCause().status());
            return;
        } catch (RuntimeException | Error e) {
            refuse(Ended.by(e)); // a codec of the caller's, who is told as well
            throw e;
        }
        plan = made;
        if (made.deadline.isOver()) {
            refuse(Ended.LATE);
            return;
        }
        if (made.policy instanceof AttemptPolicy.Once && !route.configs().throttles()) {
            begin(0, 0);
            if (given != null) {
                cancelAttempts();
            }
            return;
        }
        Trials tried = tried(made);
        tried.start();
        if (made.content != null) {
            tried.buffered(made.content.length());
        }
    }

    private Trials tried(Plan<I, O> made) {
        Trials tried = new Trials(route, made.policy, made.deadline, this);
        attempts = new ConcurrentHashMap<>();
        trials.set(tried);
        Status reason = given;
        if (reason != null) {
            tried.cancel(reason);
        }
        return tried;
    }

    // ---- what is to be done

    @Override
    public void begin(int number, int previous) {
        Attempt<C, I, O> attempt = new Attempt<>(this, number, previous);
        Attempt<C, I, O> before = last;
        Map<Integer, Attempt<C, I, O>> all = attempts;
        if (all != null) {
            all.put(number, attempt);
        }
        last = attempt;
        attempt.begin(before == null ? Set.of() : used());
    }

    /** The subchannels that were used. */
    private Set<Integer> used() {
        Set<Integer> used = new HashSet<>();
        Map<Integer, Attempt<C, I, O>> all = attempts;
        if (all != null) {
            for (Attempt<C, I, O> each : all.values()) {
                Backend at = each.at();
                if (at != null) {
                    used.add(at.number());
                }
            }
        }
        return used;
    }

    @Override
    public void cancel(int number) {
        Map<Integer, Attempt<C, I, O>> all = attempts;
        Attempt<C, I, O> attempt = all == null ? null : all.get(number);
        if (attempt != null) {
            attempt.cancel();
        }
    }

    @Override
    public void committed(int number) {}

    @Override
    public void done(int number, Status status) {
        Map<Integer, Attempt<C, I, O>> all = attempts;
        Attempt<C, I, O> attempt = all == null ? null : all.get(number);
        Outcome<C> own = attempt == null ? null : attempt.outcome();
        if (own != null) {
            finish(own);
            return;
        }
        Attempt<C, I, O> running = number == AttemptsEffect.NONE ? longest(all) : null;
        if (running == null) {
            finish(new Outcome.Failed<>(initial, status, Metadata.EMPTY));
            return;
        }
        // Its context comes with its end.
        closing = status;
        closer = running;
        if (running.outcome() != null) {
            close(running);
        }
    }

    /** The one that was answered, or else the last that has begun a stream. */
    private @Nullable Attempt<C, I, O> longest(@Nullable Map<Integer, Attempt<C, I, O>> all) {
        Attempt<C, I, O> found = null;
        if (all != null) {
            for (Attempt<C, I, O> each : all.values()) {
                if (each.isBegun()
                        && (found == null
                                || each.isMine()
                                || !found.isMine() && each.number() > found.number())) {
                    found = each;
                }
            }
        }
        return found;
    }

    private void close(Attempt<C, I, O> attempt) {
        Status status = closing;
        Outcome<C> how = attempt.outcome();
        C context = how == null ? initial : how.context();
        finish(
                new Outcome.Failed<>(
                        context, status == null ? Ended.CANCELLED : status, Metadata.EMPTY));
    }

    // ---- what attempts tell

    /** An attempt is over, and its outcome known. */
    void over(Attempt<C, I, O> attempt, Outcome<C> how, Reach reach) {
        Trials tried = trials.get();
        if (tried == null) {
            boolean again =
                    reach != Reach.MAYBE_PROCESSED
                            && given == null
                            && !attempt.isMine()
                            && route.refusal() == null;
            if (!again) {
                finish(how);
                return;
            }
            tried = resumed(attempt);
        }
        if (closer == attempt) {
            close(attempt);
        } else {
            tried.ended(attempt.number(), how.status(), reach, attempt.pushback());
        }
    }

    /** Only now there is something to decide. */
    private Trials resumed(Attempt<C, I, O> first) {
        Trials tried = new Trials(route, plan().policy, plan().deadline, this);
        Map<Integer, Attempt<C, I, O>> all = new ConcurrentHashMap<>();
        all.put(first.number(), first);
        attempts = all;
        trials.set(tried);
        tried.resume();
        Status reason = given;
        if (reason != null) {
            tried.cancel(reason);
        }
        return tried;
    }

    // ---- the end

    /** Gives it up; it ends soon, unless it has. By any thread. */
    void cancel(Status reason) {
        if (given == null) {
            given = reason;
        }
        if (plan == null) {
            if (!route.configs().known().isDone()) {
                refuse(reason);
            }
            return;
        }
        cancelAttempts();
    }

    private void cancelAttempts() {
        Status reason = given;
        Trials tried = trials.get();
        Attempt<C, I, O> only = last;
        if (tried != null) {
            tried.cancel(reason == null ? Ended.CANCELLED : reason);
        } else if (only != null && only.cancel()) {
            refuse(reason == null ? Ended.CANCELLED : reason);
        }
    }

    /** Ends it without a stream. */
    void refuse(Status status) {
        finish(new Outcome.Failed<>(initial, status, Metadata.EMPTY));
    }

    private void finish(Outcome<C> how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        detach.run();
        route.balancing().calls().ended();
        Outcome<C> seen = seen(how);
        try {
            machine.ended(seen);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "The end of a call has failed", e);
        }
        outcome.complete(seen);
    }

    Outcome<C> seen(Outcome<C> how) {
        Plan<I, O> known = plan;
        return how instanceof Outcome.Failed<C> failed && known != null
                ? new Outcome.Failed<>(
                        failed.context(),
                        Ended.seen(failed.status(), known.deadline, given),
                        failed.trailers())
                : how;
    }

    /** What a machine throws is logged; its errors are made exceptions, which cost its call. */
    <T> T reported(Supplier<T> call) {
        try {
            return call.get();
        } catch (UncheckedRpcException meant) {
            throw meant;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A machine of " + plan().asking.method() + " has failed", e);
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    /** Why no stream could be had. */
    static Reach reach(Throwable failure) {
        return failure instanceof ClientException ? Route.reach(failure) : Reach.MAYBE_PROCESSED;
    }
}
