package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine of a unary call, whose request goes with its head.
 *
 * @param <I> requests
 * @param <O> responses
 */
final class OneResponse<I, O> implements Machine<OneResponse.Got<O>, O, I> {
    private static final Got<?> NOTHING = new Got<>(null);

    /** What has come. */
    record Got<O>(@Nullable O message) {}

    @Override
    @SuppressWarnings("unchecked") // nothing is of any type
    public Got<O> initial() {
        return (Got<O>) NOTHING;
    }

    @Override
    public List<Action<Got<O>, I>> on(Signal<O> signal, Got<O> context) {
        return signal instanceof Signal.Message<O> message
                ? List.of(new Action.Become<>(new Got<>(message.message())))
                : List.of();
    }

    /** The response, or the exception of the thread that asks. */
    static <O> O of(Outcome<Got<O>> outcome) throws RpcException {
        if (outcome instanceof Outcome.Failed<Got<O>> failed) {
            throw new RpcException(failed.status(), failed.trailers());
        }
        O message = outcome.context().message();
        if (message == null) {
            throw new RpcException(Code.UNIMPLEMENTED, "no response has come");
        }
        return message;
    }
}
