package dev.stillframe.grpc.call;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.ServerCall.Ending;
import dev.stillframe.grpc.call.ServerCall.Running;
import dev.stillframe.grpc.wire.Deframer;
import dev.stillframe.grpc.wire.Frames;
import dev.stillframe.grpc.wire.Trailing;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a machine's call does with what comes, in terms of the machine. */
final class ServerMachine {
    /**
     * Octets of the generator's that are sent at a time, as by {@link ClientMachine}: a call that
     * has much waiting does not get on with what it receives.
     */
    private static final int PIECE = 32_768;

    private final ServiceOptions options;
    private final BiConsumer<Method<?, ?>, Throwable> failures;

    /** An alarm that a machine has asked for. */
    record Asked(Object tag) {}

    ServerMachine(ServiceOptions options, BiConsumer<Method<?, ?>, Throwable> failures) {
        this.options = options;
        this.failures = failures;
    }

    // ---- what comes

    <C, I, O> Running<C, I, O> begin(CallHead head, Running<C, I, O> call, Turn<ServerCall> turn) {
        return tell(new Signal.Begin<>(head), call, turn);
    }

    <C, I, O> Running<C, I, O> tick(Asked asked, Running<C, I, O> call, Turn<ServerCall> turn) {
        return tell(new Signal.Tick<>(asked.tag()), call, turn);
    }

    <C, I, O> Running<C, I, O> data(Octets octets, Running<C, I, O> call, Turn<ServerCall> turn) {
        Receiving.Taken<I> taken = call.in().take(octets);
        Running<C, I, O> next = call.taking(taken.next());
        List<Deframer.Frame> frames = taken.frames();
        for (int i = 0; i < frames.size(); i++) {
            Deframer.Frame frame = frames.get(i);
            if (next.ending() != null) {
                return next;
            }
            if (next.received() > 0 && !next.method().kind().clientStreams()) {
                return finish(Opening.MORE_THAN_ONE, Metadata.EMPTY, next, turn);
            }
            try {
                I message = next.in().message(frame);
                next = tell(new Signal.Message<>(message), next.oneReceived(), turn);
            } catch (Receiving.Wrong e) {
                return finish(e.status(), Metadata.EMPTY, next, turn);
            }
        }
        Status wrong = taken.wrong();
        return wrong == null || next.ending() != null
                ? next
                : finish(wrong, Metadata.EMPTY, next, turn);
    }

    <C, I, O> Running<C, I, O> end(Running<C, I, O> call, Turn<ServerCall> turn) {
        Running<C, I, O> next = call.inputEnded();
        Status wrong = call.in().atEnd();
        if (wrong == null && call.received() == 0 && !call.method().kind().clientStreams()) {
            wrong = Opening.NONE_HAS_COME;
        }
        return wrong == null
                ? tell(new Signal.HalfClosed<>(), next, turn)
                : finish(wrong, Metadata.EMPTY, next, turn);
    }

    private static Status internal(String message) {
        return Status.of(Code.INTERNAL, message);
    }

    private <C, I, O> Running<C, I, O> tell(
            Signal<I> signal, Running<C, I, O> call, Turn<ServerCall> turn) {
        Running<C, I, O> next = call;
        try {
            for (Action<C, O> action : call.machine().on(signal, call.context())) {
                if (next.ending() != null) {
                    break;
                }
                next = act(action, next, turn);
            }
        } catch (RuntimeException | Error e) {
            next = failed(e, next, turn);
        }
        return next;
    }

    /** The machine is told of an early end; all that it can do is to change its context. */
    <C, I, O> Running<C, I, O> cancelled(Status status, Running<C, I, O> call) {
        C context = call.context();
        try {
            for (Action<C, O> action : call.machine().on(new Signal.Cancelled<>(status), context)) {
                if (action instanceof Action.Become<C, O> become) {
                    context = become.context();
                }
            }
        } catch (RuntimeException | Error e) {
            failure(call.method(), e); // the context is the last one that it has given
        }
        return call.with(context).ending(new Ending.Cut(status));
    }

    // ---- what the machine wants

    private <C, I, O> Running<C, I, O> act(
            Action<C, O> action, Running<C, I, O> call, Turn<ServerCall> turn) {
        return switch (action) {
            case Action.Become<C, O> become -> call.with(become.context());
            case Action.Headers<C, O> headers -> head(headers.metadata(), call, turn);
            case Action.Compress<C, O> compress ->
                    call.compressing(call.out().says(compress.on(), call.headSent()));
            case Action.Send<C, O> send -> send(send.message(), call, turn);
            case Action.HalfClose<C, O> ignored ->
                    throw new IllegalStateException("a server finishes its calls");
            case Action.Finish<C, O> finish ->
                    finish(finish.status(), finish.trailers(), call, turn);
            case Action.After<C, O> after -> {
                turn.alarm(after.time(), new Asked(after.tag()));
                yield call;
            }
        };
    }

    private <C, I, O> Running<C, I, O> head(
            Metadata custom, Running<C, I, O> call, Turn<ServerCall> turn) {
        if (call.headSent()) {
            if (custom.isEmpty()) {
                return call;
            }
            throw new IllegalStateException("the head was sent");
        }
        respond(custom, call, turn);
        return call.sending(0);
    }

    private <C, I, O> void respond(Metadata custom, Running<C, I, O> call, Turn<ServerCall> turn) {
        String subtype = call.method().response().subtype();
        turn.respond(Opening.head(subtype, options, call.out().named(), custom));
    }

    private <C, I, O> Running<C, I, O> send(
            O message, Running<C, I, O> call, Turn<ServerCall> turn) {
        Octets frame = frame(message, call); // may fail, and then nothing was sent
        if (!call.headSent()) {
            respond(Metadata.EMPTY, call, turn);
        }
        Running<C, I, O> next = whole(call, turn).sending(1);
        turn.send(frame);
        return next;
    }

    /** What is left of the message before goes ahead of what follows. */
    private static <C, I, O> Running<C, I, O> whole(Running<C, I, O> call, Turn<ServerCall> turn) {
        if (!call.rest().isEmpty()) {
            turn.send(call.rest());
        }
        return call.leaving(Octets.EMPTY);
    }

    private <C, I, O> Octets frame(O message, Running<C, I, O> call) {
        if (call.sent() > 0 && !call.method().kind().serverStreams()) {
            throw new IllegalStateException("a second response of " + call.method());
        }
        try {
            return Frames.of(
                    call.method().response(), message, call.out().now(), options.maxSent());
        } catch (Frames.TooLarge e) {
            throw new UncheckedRpcException(new RpcException(e.status()));
        }
    }

    private <C, I, O> Running<C, I, O> finish(
            Status status, Metadata trailers, Running<C, I, O> call, Turn<ServerCall> turn) {
        Status said = said(status, call);
        Running<C, I, O> last = whole(call, turn);
        if (call.headSent()) {
            turn.trailers(Trailing.of(said, trailers));
        } else {
            turn.alone(Opening.alone(call.method().response().subtype(), options, said, trailers));
        }
        if (!call.halfClosed()) {
            // PROTOCOL-HTTP2: the client may stop sending what nobody reads.
            turn.reset(ErrorCode.NO_ERROR);
        }
        return last.ending(new Ending.Said(said, trailers));
    }

    private static Status said(Status status, Running<?, ?, ?> call) {
        return status.isOk() && call.sent() == 0 && !call.method().kind().serverStreams()
                ? internal("no response was made")
                : status;
    }

    private <C, I, O> Running<C, I, O> failed(
            Throwable cause, Running<C, I, O> call, Turn<ServerCall> turn) {
        Ending.Said said = failure(call.method(), cause);
        return call.ending() != null ? call : finish(said.status(), said.trailers(), call, turn);
    }

    /** How a call ends whose machine or codec has thrown this. What nobody meant is reported. */
    Ending.Said failure(Method<?, ?> method, Throwable cause) {
        if (cause instanceof UncheckedRpcException meant) {
            return new Ending.Said(meant.getCause().status(), meant.getCause().trailers());
        }
        failures.accept(method, cause);
        return new Ending.Said(Status.of(Code.UNKNOWN, ""), Metadata.EMPTY);
    }

    // ---- the generator

    /** The generator is pulled by credit once the head was sent; the first message needs none. */
    <C, I, O> Running<C, I, O> first(Running<C, I, O> call, Turn<ServerCall> turn) {
        if (call.headSent() || call.ending() != null) {
            return call;
        }
        try {
            Pull<C, O> pull = call.machine().generate(call.context());
            Running<C, I, O> next = call.with(pull.next());
            return switch (pull) {
                case Pull.Emit<C, O> emit -> {
                    Octets frame = frame(emit.message(), next);
                    respond(Metadata.EMPTY, next, turn);
                    Running<C, I, O> begun = next.sending(1);
                    Octets piece = piece(frame);
                    turn.send(piece);
                    yield begun.leaving(frame.from(piece.length()));
                }
                case Pull.Idle<C, O> ignored -> next;
                case Pull.Done<C, O> done -> finish(Status.OK, done.trailers(), next, turn);
                case Pull.Fail<C, O> fail -> finish(fail.status(), Metadata.EMPTY, next, turn);
            };
        } catch (RuntimeException | Error e) {
            return failed(e, call, turn);
        }
    }

    /**
     * What the generator gives when there is credit.
     *
     * @param frame a message or a piece of one, or null
     */
    record Pulled<C, I, O>(Running<C, I, O> next, @Nullable Octets frame) {}

    <C, I, O> Pulled<C, I, O> pull(Running<C, I, O> call) {
        if (!call.rest().isEmpty()) {
            return pulled(call.rest(), call);
        }
        try {
            Pull<C, O> pull = call.machine().generate(call.context());
            Running<C, I, O> next = call.with(pull.next());
            return switch (pull) {
                case Pull.Emit<C, O> emit -> pulled(frame(emit.message(), call), next.sending(1));
                case Pull.Idle<C, O> ignored -> new Pulled<>(next, null);
                case Pull.Done<C, O> done ->
                        over(next, new Ending.Said(said(Status.OK, call), done.trailers()));
                case Pull.Fail<C, O> fail ->
                        over(next, new Ending.Said(fail.status(), Metadata.EMPTY));
            };
        } catch (RuntimeException | Error e) {
            return over(call, failure(call.method(), e));
        }
    }

    private static <C, I, O> Pulled<C, I, O> pulled(Octets left, Running<C, I, O> call) {
        Octets piece = piece(left);
        return new Pulled<>(call.leaving(left.from(piece.length())), piece);
    }

    private static Octets piece(Octets left) {
        return left.slice(0, Math.min(PIECE, left.length()));
    }

    private static <C, I, O> Pulled<C, I, O> over(Running<C, I, O> call, Ending.Said said) {
        return new Pulled<>(call.ending(said), null);
    }

    // ---- the end

    /** The machine is told how the call has ended. */
    static <C, I, O> void ended(Running<C, I, O> call) {
        Ending ending = call.ending();
        if (ending == null) {
            throw new IllegalStateException("the call has not ended");
        }
        call.machine()
                .ended(
                        ending.status().isOk()
                                ? new Outcome.Ok<>(call.context(), ending.trailers())
                                : new Outcome.Failed<>(
                                        call.context(), ending.status(), ending.trailers()));
    }
}
