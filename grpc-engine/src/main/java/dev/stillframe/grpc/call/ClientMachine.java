package dev.stillframe.grpc.call;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.Deframer;
import dev.stillframe.grpc.wire.Trailing;
import org.jspecify.annotations.Nullable;

/** What a client's call does with what comes, in terms of its machine. */
final class ClientMachine<C, I, O> {
    /**
     * Octets of the generator's that are sent at a time. A fold that has much waiting does not get
     * on with what it receives, and two ends that wait so for each other would wait for ever.
     */
    private static final int PIECE = 32_768;

    private final Asking<I, O> asking;
    private final Machine<C, O, I> machine;

    ClientMachine(Asking<I, O> asking, Machine<C, O, I> machine) {
        this.asking = asking;
        this.machine = machine;
    }

    // ---- what comes

    Calling<C, O> begin(CallHead head, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        return tell(new Signal.Begin<>(head), call, turn);
    }

    Calling<C, O> tick(Object tag, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        return tell(new Signal.Tick<>(tag), call, turn);
    }

    Calling<C, O> head(ResponseHead head, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        return switch (Answer.of(head, asking.accepted())) {
            case Answer.Over over ->
                    over(asking.judged(over.status(), 0), over.trailers(), call, turn);
            case Answer.Opened opened ->
                    tell(
                            new Signal.Headers<>(opened.metadata()),
                            call.taking(asking.receiving(opened.compression())),
                            turn);
        };
    }

    Calling<C, O> data(Octets octets, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        Receiving<O> in = call.in();
        if (in == null) {
            return call; // HTTP has no content ahead of a head
        }
        Receiving.Taken<O> taken = in.take(octets);
        Calling<C, O> next = call.taking(taken.next());
        for (Deframer.Frame frame : taken.frames()) {
            Status wrong = asking.oneMoreThan(next.received());
            if (wrong != null) {
                return giveUp(wrong, Metadata.EMPTY, next, turn);
            }
            try {
                O message = in.message(frame);
                next = tell(new Signal.Message<>(message), next.oneReceived(), turn);
            } catch (Receiving.Wrong e) {
                return giveUp(e.status(), Metadata.EMPTY, next, turn);
            }
            if (next.over() != null) {
                return next;
            }
        }
        Status wrong = taken.wrong();
        return wrong == null ? next : giveUp(wrong, Metadata.EMPTY, next, turn);
    }

    /** The response is whole. */
    Calling<C, O> end(FieldSection trailers, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        Receiving<O> in = call.in();
        Status truncated = in == null ? null : in.atEnd();
        return over(
                asking.ended(trailers, call.received(), truncated),
                Trailing.custom(trailers),
                call,
                turn);
    }

    private Calling<C, O> tell(Signal<O> signal, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        Calling<C, O> next = call;
        try {
            for (Action<C, I> action : machine.on(signal, call.context())) {
                if (next.over() != null) {
                    break;
                }
                next = act(action, next, turn);
            }
        } catch (RuntimeException e) {
            next = next.over() == null ? giveUp(failure(e), Metadata.EMPTY, next, turn) : next;
        }
        return next;
    }

    private static Status failure(RuntimeException e) {
        return e instanceof UncheckedRpcException meant
                ? meant.getCause().status()
                : Status.of(Code.CANCELLED, "the call's machine has failed: " + e);
    }

    // ---- what the machine wants

    private Calling<C, O> act(Action<C, I> action, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        return switch (action) {
            case Action.Become<C, I> become -> call.with(become.context());
            case Action.Headers<C, I> ignored ->
                    throw new IllegalStateException("a client's metadata is in its options");
            case Action.Compress<C, I> compress -> call.compressing(compress.on());
            case Action.Send<C, I> send -> {
                Octets frame = frame(send.message(), call);
                Calling<C, O> next = whole(call, turn);
                turn.send(frame);
                yield next.oneSent(Octets.EMPTY);
            }
            case Action.HalfClose<C, I> ignored -> {
                Calling<C, O> next = whole(call, turn);
                if (!call.halfClosed()) {
                    turn.close();
                }
                yield next.outputEnded();
            }
            case Action.Finish<C, I> finish ->
                    giveUp(finish.status(), finish.trailers(), call, turn);
            case Action.After<C, I> after -> {
                turn.alarm(after.time(), after.tag());
                yield call;
            }
        };
    }

    /** What is left of the message before goes ahead of what follows. */
    private static <C, O> Calling<C, O> whole(Calling<C, O> call, Turn<Calling<C, O>> turn) {
        if (!call.rest().isEmpty()) {
            turn.send(call.rest());
        }
        return call.leaving(Octets.EMPTY);
    }

    private Octets frame(I message, Calling<C, O> call) {
        if (call.halfClosed()) {
            throw new IllegalStateException("a request behind the last one of " + asking.method());
        }
        if (call.sent() > 0 && !asking.method().kind().clientStreams()) {
            throw new IllegalStateException("a second request of " + asking.method());
        }
        return asking.frame(message, call.plain());
    }

    /**
     * The server has ended the call. What is left of the request is not wanted any more, and
     * whether something is left is not known here: to reset a stream that is over is nothing.
     */
    private Calling<C, O> over(
            Status status, Metadata trailers, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        turn.reset(call.halfClosed() ? ErrorCode.CANCEL : ErrorCode.NO_ERROR);
        return call.ending(status, trailers);
    }

    /** This side ends the call. */
    private Calling<C, O> giveUp(
            Status status, Metadata trailers, Calling<C, O> call, Turn<Calling<C, O>> turn) {
        turn.reset(ErrorCode.CANCEL);
        return call.ending(status, trailers);
    }

    // ---- the generator

    /** What the generator gives when there is credit. */
    dev.stillframe.api.handler.Pull<Calling<C, O>> pull(Calling<C, O> call) {
        if (!call.rest().isEmpty()) {
            return piece(call.rest(), call);
        }
        Status wrong;
        Calling<C, O> next = call;
        try {
            Pull<C, I> pull = machine.generate(call.context());
            next = call.with(pull.next());
            switch (pull) {
                case Pull.Emit<C, I> emit -> {
                    Octets frame = frame(emit.message(), call);
                    return piece(frame, next.oneSent(frame));
                }
                case Pull.Idle<C, I> ignored -> {
                    return new dev.stillframe.api.handler.Pull.Idle<>(next);
                }
                case Pull.Done<C, I> ignored -> {
                    return new dev.stillframe.api.handler.Pull.Done<>(
                            next.outputEnded(), FieldSection.EMPTY);
                }
                case Pull.Fail<C, I> fail -> wrong = fail.status();
            }
        } catch (RuntimeException e) {
            wrong = failure(e);
        }
        return new dev.stillframe.api.handler.Pull.Reset<>(
                next.ending(wrong, Metadata.EMPTY), ErrorCode.CANCEL);
    }

    private static <C, O> dev.stillframe.api.handler.Pull<Calling<C, O>> piece(
            Octets rest, Calling<C, O> call) {
        int length = Math.min(PIECE, rest.length());
        return new dev.stillframe.api.handler.Pull.Emit<>(
                rest.slice(0, length), call.leaving(rest.from(length)));
    }

    // ---- the end

    /**
     * The machine is told how the call has ended.
     *
     * @param early by what the stream has, where the call had not before
     */
    void ended(Status early, Calling<C, O> call) {
        Calling.@Nullable Over over = call.over();
        Status status = over == null ? early : over.status();
        Metadata trailers = over == null ? Metadata.EMPTY : over.trailers();
        machine.ended(
                status.isOk()
                        ? new Outcome.Ok<>(call.context(), trailers)
                        : new Outcome.Failed<>(call.context(), status, trailers));
    }
}
