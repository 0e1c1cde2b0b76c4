package dev.stillframe.grpc.call;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.call.ServerCall.Ending;
import dev.stillframe.grpc.call.ServerCall.Running;
import dev.stillframe.grpc.wire.Ends;
import dev.stillframe.grpc.wire.Trailing;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The machines of a server's methods as one fold: a call's head, messages and status are the
 * stream's head, content and trailers.
 */
public final class ServerFold implements Fold<ServerCall> {
    private final Services services;
    private final ServiceOptions options;
    private final ServerMachine machines;

    /** The alarm of a deadline. */
    private record Deadline() {}

    /**
     * Over those methods of the services that machines handle.
     *
     * @param failures told of machines and codecs that fail, for the log; it must be quick
     */
    public ServerFold(
            Services services,
            ServiceOptions options,
            BiConsumer<Method<?, ?>, Throwable> failures) {
        this.services = services;
        this.options = options;
        this.machines = new ServerMachine(options, failures);
    }

    @Override
    public ServerCall initial() {
        return ServerCall.None.NONE;
    }

    @Override
    public List<Action<ServerCall>> on(Signal signal, ServerCall context) {
        Turn<ServerCall> turn = new Turn<>();
        ServerCall next =
                switch (context) {
                    case ServerCall.None none ->
                            signal instanceof Signal.Request request
                                    ? open(request.head(), turn)
                                    : none;
                    case Running<?, ?, ?> call -> take(signal, call, turn);
                };
        return turn.actions(context, next);
    }

    // ---- the head

    private ServerCall open(RequestHead head, Turn<ServerCall> turn) {
        return switch (Opening.of(head, services, options)) {
            case Opening.Refused refused ->
                    refuse("proto", new Ending.Said(refused.status(), Metadata.EMPTY), turn);
            case Opening.Opened opened -> begin(opened, opened.offered(), turn);
        };
    }

    private ServerCall refuse(String subtype, Ending.Said said, Turn<ServerCall> turn) {
        turn.alone(Opening.alone(subtype, options, said.status(), said.trailers()));
        turn.reset(ErrorCode.NO_ERROR);
        return ServerCall.None.NONE;
    }

    private <I, O> ServerCall begin(
            Opening.Opened opened, Services.Offered<I, O> offered, Turn<ServerCall> turn) {
        if (!(offered.handler() instanceof MethodHandler.Folded<I, O> folded)) {
            throw new IllegalStateException(offered.method() + " is no machine's");
        }
        Method<I, O> method = offered.method();
        Receiving<I> in = Receiving.of(method.request(), opened.received(), options.maxReceived());
        Running<?, I, O> call;
        try {
            call =
                    Running.of(
                            method, folded.machine().get(), in, Compressing.of(opened.accepted()));
        } catch (RuntimeException | Error e) {
            return refuse(method.response().subtype(), machines.failure(method, e), turn);
        }
        return begun(opened.head(), call, turn);
    }

    private <C, I, O> ServerCall begun(
            CallHead head, Running<C, I, O> call, Turn<ServerCall> turn) {
        if (head.timeout().isPositive()) {
            turn.alarm(head.timeout(), new Deadline());
        }
        return machines.first(machines.begin(head, call, turn), turn);
    }

    // ---- what comes

    private <C, I, O> ServerCall take(Signal signal, Running<C, I, O> call, Turn<ServerCall> turn) {
        if (call.ending() != null) {
            return signal instanceof Signal.Alarm alarm && alarm.tag() instanceof Deadline
                    ? late(call, turn)
                    : call;
        }
        Running<C, I, O> next =
                switch (signal) {
                    case Signal.Data data -> machines.data(data.octets(), call, turn);
                    case Signal.End ignored -> machines.end(call, turn);
                    case Signal.Alarm alarm -> alarm(alarm.tag(), call, turn);
                    case Signal.Request ignored -> call;
                    case Signal.Response ignored -> call;
                    case Signal.Trailers ignored -> call;
                };
        return machines.first(next, turn);
    }

    private <C, I, O> Running<C, I, O> alarm(
            Object tag, Running<C, I, O> call, Turn<ServerCall> turn) {
        if (tag instanceof ServerMachine.Asked asked) {
            return machines.tick(asked, call, turn);
        }
        return late(call, turn);
    }

    /** It has ended already where its last words still wait for credit: too late, all the same. */
    private <C, I, O> Running<C, I, O> late(Running<C, I, O> call, Turn<ServerCall> turn) {
        turn.reset(ErrorCode.CANCEL);
        return machines.cancelled(
                Status.of(Code.DEADLINE_EXCEEDED, "the client's deadline has run out"), call);
    }

    // ---- what goes by credit

    @Override
    public Pull<ServerCall> generate(ServerCall context) {
        return context instanceof Running<?, ?, ?> call && call.ending() == null
                ? pull(call)
                : new Pull.Idle<>(context);
    }

    private <C, I, O> Pull<ServerCall> pull(Running<C, I, O> call) {
        ServerMachine.Pulled<C, I, O> pulled = machines.pull(call);
        Running<C, I, O> next = pulled.next();
        Ending ending = next.ending();
        if (ending != null) {
            return new Pull.Over<>(next, Trailing.of(ending.status(), ending.trailers()));
        }
        return pulled.frame() == null
                ? new Pull.Idle<>(next)
                : new Pull.Emit<>(pulled.frame(), next);
    }

    // ---- the end

    @Override
    public void ended(Outcome<ServerCall> outcome) {
        if (outcome.context() instanceof Running<?, ?, ?> call) {
            ended(early(outcome, call), call);
        }
    }

    private <C, I, O> void ended(@Nullable Status early, Running<C, I, O> call) {
        ServerMachine.ended(early == null ? call : machines.cancelled(early, call));
    }

    /** The status of a call that did not run to the end that its machine has made; else null. */
    private static @Nullable Status early(Outcome<ServerCall> outcome, Running<?, ?, ?> call) {
        if (call.ending() instanceof Ending.Cut) {
            return null; // the machine knows
        }
        boolean said = call.ending() != null;
        if (!(outcome instanceof Outcome.Failed<ServerCall> failed)) {
            return said ? null : Status.of(Code.CANCELLED, "the stream has ended");
        }
        return said && isComplete(failed.error())
                ? null
                : Status.of(Code.CANCELLED, Ends.of(failed.error()).message());
    }

    /** All was sent, and the client was asked to stop (RFC 9113 section 8.1). */
    private static boolean isComplete(End end) {
        return end instanceof End.Reset reset
                && !reset.byPeer()
                && reset.code().equals(ErrorCode.NO_ERROR);
    }
}
