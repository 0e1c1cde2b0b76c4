package dev.stillframe.grpc.call;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.ServerCall.Running;
import dev.stillframe.grpc.wire.Frames;
import dev.stillframe.grpc.wire.Trailing;
import org.jspecify.annotations.Nullable;

/** What a machine's call does with what comes, in terms of the machine. */
final class ServerMachine {
    private final ServiceOptions options;

    /** An alarm that a machine has asked for. */
    record Asked(Object tag) {}

    ServerMachine(ServiceOptions options) {
        this.options = options;
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
        for (I message : taken.messages()) {
            if (next.finished() != null) {
                return next;
            }
            if (next.received() > 0 && !next.method().kind().clientStreams()) {
                return finish(internal("more than one request"), Metadata.EMPTY, next, turn);
            }
            next = tell(new Signal.Message<>(message), next.oneReceived(), turn);
        }
        Status wrong = taken.wrong();
        return wrong == null || next.finished() != null
                ? next
                : finish(wrong, Metadata.EMPTY, next, turn);
    }

    <C, I, O> Running<C, I, O> end(Running<C, I, O> call, Turn<ServerCall> turn) {
        Running<C, I, O> next = call.inputEnded();
        Status wrong = call.in().atEnd();
        if (wrong == null && call.received() == 0 && !call.method().kind().clientStreams()) {
            wrong = internal("no request has come");
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
                if (next.finished() != null) {
                    break;
                }
                next = act(action, next, turn);
            }
        } catch (RuntimeException e) {
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
        } catch (RuntimeException ignored) {
            // It has failed on the news of its end; the context is the last one that it has given.
        }
        return call.with(context).ending(status, Metadata.EMPTY);
    }

    // ---- what the machine wants

    private <C, I, O> Running<C, I, O> act(
            Action<C, O> action, Running<C, I, O> call, Turn<ServerCall> turn) {
        return switch (action) {
            case Action.Become<C, O> become -> call.with(become.context());
            case Action.Headers<C, O> headers -> head(headers.metadata(), call, turn);
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
        String subtype = call.method().response().subtype();
        turn.respond(Opening.head(subtype, options, null, custom));
        return call.sending(0);
    }

    private <C, I, O> Running<C, I, O> send(
            O message, Running<C, I, O> call, Turn<ServerCall> turn) {
        Octets frame = frame(message, call); // may fail, and then nothing was sent
        Running<C, I, O> next = head(Metadata.EMPTY, call, turn);
        turn.send(frame);
        return next.sending(1);
    }

    private static <C, I, O> Octets frame(O message, Running<C, I, O> call) {
        if (call.sent() > 0 && !call.method().kind().serverStreams()) {
            throw new IllegalStateException("a second response of " + call.method());
        }
        return Frames.of(call.method().response(), message, null);
    }

    private <C, I, O> Running<C, I, O> finish(
            Status status, Metadata trailers, Running<C, I, O> call, Turn<ServerCall> turn) {
        Status said = said(status, call);
        if (call.headSent()) {
            turn.trailers(Trailing.of(said, trailers));
        } else {
            turn.alone(Opening.alone(call.method().response().subtype(), options, said, trailers));
        }
        if (!call.halfClosed()) {
            // PROTOCOL-HTTP2: the client may stop sending what nobody reads.
            turn.reset(ErrorCode.NO_ERROR);
        }
        return call.ending(said, trailers);
    }

    private static Status said(Status status, Running<?, ?, ?> call) {
        return status.isOk() && call.sent() == 0 && !call.method().kind().serverStreams()
                ? internal("no response was made")
                : status;
    }

    private <C, I, O> Running<C, I, O> failed(
            RuntimeException e, Running<C, I, O> call, Turn<ServerCall> turn) {
        if (call.finished() != null) {
            return call;
        }
        return e instanceof UncheckedRpcException known
                ? finish(known.getCause().status(), known.getCause().trailers(), call, turn)
                : finish(Status.of(Code.UNKNOWN, ""), Metadata.EMPTY, call, turn);
    }

    // ---- the generator

    /** The generator is pulled by credit once the head was sent; the first message needs none. */
    <C, I, O> Running<C, I, O> first(Running<C, I, O> call, Turn<ServerCall> turn) {
        if (call.headSent() || call.finished() != null) {
            return call;
        }
        try {
            Pull<C, O> pull = call.machine().generate(call.context());
            Running<C, I, O> next = call.with(pull.next());
            return switch (pull) {
                case Pull.Emit<C, O> emit -> send(emit.message(), next, turn);
                case Pull.Idle<C, O> ignored -> next;
                case Pull.Done<C, O> done -> finish(Status.OK, done.trailers(), next, turn);
                case Pull.Fail<C, O> fail -> finish(fail.status(), Metadata.EMPTY, next, turn);
            };
        } catch (RuntimeException e) {
            return failed(e, call, turn);
        }
    }

    /**
     * What the generator gives when there is credit.
     *
     * @param frame a message, or null
     */
    record Pulled<C, I, O>(Running<C, I, O> next, @Nullable Octets frame) {}

    <C, I, O> Pulled<C, I, O> pull(Running<C, I, O> call) {
        try {
            Pull<C, O> pull = call.machine().generate(call.context());
            Running<C, I, O> next = call.with(pull.next());
            return switch (pull) {
                case Pull.Emit<C, O> emit ->
                        new Pulled<>(next.sending(1), frame(emit.message(), call));
                case Pull.Idle<C, O> ignored -> new Pulled<>(next, null);
                case Pull.Done<C, O> done ->
                        new Pulled<>(next.ending(said(Status.OK, call), done.trailers()), null);
                case Pull.Fail<C, O> fail ->
                        new Pulled<>(next.ending(fail.status(), Metadata.EMPTY), null);
            };
        } catch (UncheckedRpcException e) {
            return new Pulled<>(call.ending(e.getCause().status(), e.getCause().trailers()), null);
        } catch (RuntimeException e) {
            return new Pulled<>(call.ending(Status.of(Code.UNKNOWN, ""), Metadata.EMPTY), null);
        }
    }

    // ---- the end

    /** The machine is told how the call has ended. */
    static <C, I, O> void ended(Running<C, I, O> call) {
        Status status = call.finished();
        call.machine()
                .ended(
                        status != null && status.isOk()
                                ? new Outcome.Ok<>(call.context(), call.trailers())
                                : new Outcome.Failed<>(
                                        call.context(),
                                        status == null ? Status.of(Code.UNKNOWN, "") : status,
                                        call.trailers()));
    }
}
