package dev.stillframe.api.grpc.machine;

import dev.stillframe.api.grpc.Status;
import java.util.List;

/**
 * One side of a call as a fold with a generator. It must not block.
 *
 * <p>What it throws ends the call: on a server with UNKNOWN, on a client with CANCELLED; the
 * outcome carries the context that was last returned.
 *
 * @param <C> the context: an immutable value of the machine's own
 * @param <I> messages that come
 * @param <O> messages that go
 */
public interface Machine<C, I, O> {
    /** A server's machine that ends each call with this status as soon as it begins. */
    static <I, O> Machine<?, I, O> refusing(Status status) {
        return new Machine<Status, I, O>() {
            @Override
            public Status initial() {
                return status;
            }

            @Override
            public List<Action<Status, O>> on(Signal<I> signal, Status context) {
                return signal instanceof Signal.Begin<I>
                        ? List.of(Action.Finish.with(status))
                        : List.of();
            }
        };
    }

    /** The context of a new call. */
    C initial();

    /**
     * Takes a signal.
     *
     * @return what to do, in order; a {@link Action.Become} replaces the context for all that
     *     follows
     */
    List<Action<C, O>> on(Signal<I> signal, C context);

    /**
     * Called when a message could be sent at once and none is waiting, and as long as it emits.
     * After {@link Pull.Idle} it is called again when a signal has come.
     */
    default Pull<C, O> generate(C context) {
        return new Pull.Idle<>(context);
    }

    /** The call is over. Called exactly once, on every path, with the last context. */
    default void ended(Outcome<C> outcome) {}
}
