package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.call.ClientFold;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's call by a machine, from the wait for a connection to its end, which it has once.
 *
 * @param <C> the machine's context
 * @param <I> requests
 * @param <O> responses
 */
final class Run<C, I, O> {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    private final Route route;
    private final Asking<I, O> asking;
    private final Deadline deadline;
    private final Machine<C, O, I> machine;
    private final @Nullable Octets content;
    private final C initial;
    private final Tries tries;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable detach;
    private final CompletableFuture<Outcome<C>> outcome =
            new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterrupt) {
                    Run.this.cancel(Ended.CANCELLED);
                    return false; // its outcome comes all the same
                }
            };

    private volatile @Nullable Status given;
    private volatile String lastError = "";
    private volatile @Nullable CompletableFuture<?> attempt;
    private volatile Pauses.@Nullable Pause pause;

    /**
     * Before its beginning.
     *
     * @param content the whole of what is sent; null when the machine sends
     */
    Run(
            Route route,
            Asking<I, O> asking,
            CallOptions options,
            Deadline deadline,
            Machine<C, O, I> machine,
            @Nullable Octets content) {
        this.route = route;
        this.asking = asking;
        this.deadline = deadline;
        this.machine = machine;
        this.content = content;
        this.initial = machine.initial();
        this.tries = route.tries(options.waitForReady());
        this.detach = Route.under(options.parent(), () -> cancel(Ended.PARENT));
    }

    /** How it ends; cancelling it cancels the call. */
    CompletableFuture<Outcome<C>> outcome() {
        return outcome;
    }

    /** Begins, or tries again. By any thread. */
    void begin() {
        Status refusal = given == null ? route.refusal() : given;
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        Duration left = deadline.left();
        if (left != null && !left.isPositive()) {
            refuse(Ended.late(lastError));
            return;
        }
        Endpoint endpoint = tries.next();
        ClientFold<C, I, O> fold =
                new ClientFold<>(
                        asking, head(endpoint, left), new Ending(), initial, content != null);
        CompletableFuture<?> begun =
                route.client()
                        .fold(route.request(endpoint, asking, left, content), fold)
                        .toCompletableFuture();
        attempt = begun;
        if (given != null) {
            begun.cancel(false);
        }
        begun.whenComplete(
                (ignored, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    }
                });
    }

    private CallHead head(Endpoint endpoint, @Nullable Duration left) {
        Method<I, O> method = asking.method();
        return new CallHead(
                method.service(),
                method.name(),
                route.authority(endpoint),
                Objects.requireNonNullElse(left, Duration.ZERO),
                asking.metadata());
    }

    /** No stream could be had, or the fold could not begin. */
    private void failed(Throwable failure) {
        long delay =
                given == null && failure instanceof ClientException client
                        ? tries.after(client)
                        : Tries.NEVER;
        lastError = Ended.by(failure).message();
        if (delay == 0) {
            begin();
        } else if (delay > 0) {
            Pauses.Pause wait = route.pauses().after(deadline.within(delay), this::begin);
            pause = wait;
            if (given != null) {
                wait.end();
            }
        } else {
            Status reason = given;
            refuse(reason == null ? Ended.by(failure) : reason);
        }
    }

    /** Gives it up; it ends soon, unless it has. By any thread. */
    void cancel(Status reason) {
        if (given == null) {
            given = reason;
        }
        CompletableFuture<?> begun = attempt;
        if (begun != null) {
            begun.cancel(false);
        }
        Pauses.Pause wait = pause;
        if (wait != null) {
            wait.end();
        }
    }

    /** Ends it without a stream. */
    void refuse(Status status) {
        new Ending().ended(new Outcome.Failed<>(initial, status, Metadata.EMPTY));
    }

    /** What a machine throws is logged; its errors are made exceptions, which cost its call. */
    private <T> T reported(Supplier<T> call) {
        try {
            return call.get();
        } catch (UncheckedRpcException meant) {
            throw meant;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A machine of " + asking.method() + " has failed", e);
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    /** The machine, whose end is the call's. */
    private final class Ending implements Machine<C, O, I> {
        @Override
        public C initial() {
            return initial;
        }

        @Override
        public List<Action<C, I>> on(Signal<O> signal, C context) {
            return reported(() -> machine.on(signal, context));
        }

        @Override
        public Pull<C, I> generate(C context) {
            return reported(() -> machine.generate(context));
        }

        @Override
        public void ended(Outcome<C> how) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            detach.run();
            Outcome<C> seen = seen(how);
            try {
                machine.ended(seen);
            } catch (RuntimeException | Error e) {
                LOG.log(
                        Level.WARNING,
                        "The end of a call of " + asking.method() + " has failed",
                        e);
            }
            outcome.complete(seen);
        }

        private Outcome<C> seen(Outcome<C> how) {
            return how instanceof Outcome.Failed<C> failed
                    ? new Outcome.Failed<>(
                            failed.context(),
                            Ended.seen(failed.status(), deadline, given),
                            failed.trailers())
                    : how;
        }
    }
}
