package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.wire.Ends;
import java.util.List;

/**
 * A client's call by a machine as a fold over its stream: the mirror of {@link ServerFold}.
 *
 * @param <C> the machine's context
 * @param <I> requests
 * @param <O> responses
 */
public final class ClientFold<C, I, O> implements Fold<Calling<C, O>> {
    private final CallHead head;
    private final ClientMachine<C, I, O> machine;
    private final Calling<C, O> initial;

    /**
     * One call.
     *
     * @param head what the machine is told of it
     * @param context the machine's first
     * @param given whether the stream's request comes with all of its content, so that the machine
     *     sends nothing
     */
    public ClientFold(
            Asking<I, O> asking,
            CallHead head,
            Machine<C, O, I> machine,
            C context,
            boolean given) {
        this.head = head;
        this.machine = new ClientMachine<>(asking, machine);
        this.initial = Calling.of(context, given);
    }

    @Override
    public Calling<C, O> initial() {
        return initial;
    }

    @Override
    public List<Action<Calling<C, O>>> begun(Calling<C, O> call) {
        Turn<Calling<C, O>> turn = new Turn<>();
        return turn.actions(call, machine.begin(head, call, turn));
    }

    @Override
    public List<Action<Calling<C, O>>> on(Signal signal, Calling<C, O> call) {
        if (call.over() != null) {
            return List.of();
        }
        Turn<Calling<C, O>> turn = new Turn<>();
        Calling<C, O> next =
                switch (signal) {
                    case Signal.Response response ->
                            response.head().isInterim()
                                    ? call
                                    : machine.head(response.head(), call, turn);
                    case Signal.Data data -> machine.data(data.octets(), call, turn);
                    case Signal.Trailers trailers -> machine.end(trailers.fields(), call, turn);
                    case Signal.End ignored -> machine.end(FieldSection.EMPTY, call, turn);
                    case Signal.Alarm alarm -> machine.tick(alarm.tag(), call, turn);
                    case Signal.Request ignored -> call;
                };
        return turn.actions(call, next);
    }

    @Override
    public Pull<Calling<C, O>> generate(Calling<C, O> call) {
        return call.over() != null || call.halfClosed()
                ? new Pull.Idle<>(call)
                : machine.pull(call);
    }

    @Override
    public void ended(Outcome<Calling<C, O>> outcome) {
        Status early =
                outcome instanceof Outcome.Failed<Calling<C, O>> failed
                        ? Ends.of(failed.error())
                        : Status.of(Code.UNKNOWN, "the stream has ended");
        machine.ended(early, outcome.context());
    }
}
