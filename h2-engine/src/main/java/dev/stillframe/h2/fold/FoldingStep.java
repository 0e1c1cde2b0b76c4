package dev.stillframe.h2.fold;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.persistent.IntMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several notices taken in one go. It is of one thread and one use, and leaves the folding that it
 * began with as it was.
 *
 * @param <C> the fold's context
 */
public final class FoldingStep<C> {
    private final Folding<C> before;
    private final Fold<C> fold;
    private final IntMap.Draft<Call<C>> calls;
    private final List<Wish> wishes = new ArrayList<>();

    FoldingStep(Folding<C> before) {
        this.before = before;
        this.fold = before.fold();
        this.calls = before.calls().draft();
    }

    /** What has come of the notices. Nothing is taken after it. */
    public Folding.Folded<C> freeze() {
        IntMap<Call<C>> after = calls.freeze();
        return new Folding.Folded<>(
                after == before.calls() ? before : new Folding<>(fold, after), wishes);
    }

    /** The time has come that this stream's fold has asked for with this tag. */
    public void alarm(int streamId, Object tag) {
        signal(streamId, calls.at(streamId), new Signal.Alarm(tag), false);
    }

    /** Takes one notice. */
    public void on(Notice notice) {
        int streamId = notice.streamId();
        Call<C> call = streamId == 0 ? null : calls.at(streamId);
        switch (notice) {
            case Notice.Request request ->
                    signal(
                            streamId,
                            Call.of(
                                    fold.initial(),
                                    request.head().method().equals("HEAD")
                                            ? Call.Output.HEAD_ALONE
                                            : Call.Output.HEAD),
                            new Signal.Request(request.head()),
                            request.endStream());
            case Notice.Started ignored ->
                    calls.put(
                            streamId,
                            ask(
                                    streamId,
                                    begun(streamId, Call.of(fold.initial(), Call.Output.CONTENT))));
            case Notice.Response response ->
                    signal(
                            streamId,
                            call,
                            new Signal.Response(response.head()),
                            response.endStream());
            case Notice.Data data -> data(streamId, call, data);
            case Notice.Trailers trailers ->
                    signal(streamId, call, new Signal.Trailers(trailers.fields()), true);
            case Notice.Credit ignored -> generate(streamId, call);
            case Notice.Ended ended -> ended(streamId, call, ended.end());
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.Promise ignored -> {}
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.GoAway ignored -> {}
            case Notice.Fault ignored -> {}
            case Notice.Closed ignored -> {}
        }
    }

    private void data(int streamId, @Nullable Call<C> call, Notice.Data data) {
        if (data.octets().isEmpty()) {
            if (call != null && data.endStream()) {
                calls.put(streamId, ask(streamId, end(streamId, call)));
            }
            return;
        }
        signal(streamId, call, new Signal.Data(data.octets()), data.endStream());
        wishes.add(new Wish.Consumed(streamId, data.octets().length()));
    }

    /** A signal, and behind it the end of the peer's message where that is so. */
    private void signal(int streamId, @Nullable Call<C> call, Signal signal, boolean last) {
        if (call != null) {
            Call<C> next = take(streamId, call, signal);
            calls.put(streamId, ask(streamId, last ? end(streamId, next) : next));
        }
    }

    private Call<C> end(int streamId, Call<C> call) {
        return call.ended() ? call : take(streamId, call.inputEnded(), new Signal.End());
    }

    private Call<C> begun(int streamId, Call<C> call) {
        return act(streamId, call, () -> fold.begun(call.context()));
    }

    private Call<C> take(int streamId, Call<C> call, Signal signal) {
        return act(streamId, call, () -> fold.on(signal, call.context()));
    }

    private Call<C> act(int streamId, Call<C> call, Supplier<List<Action<C>>> actions) {
        Call<C> next = call;
        try {
            for (Action<C> action : actions.get()) {
                next = act(streamId, next, action);
            }
        } catch (RuntimeException e) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
        }
        return next;
    }

    private Call<C> act(int streamId, Call<C> call, Action<C> action) {
        return switch (action) {
            case Action.Become<C> become -> call.with(become.context());
            case Action.Respond<C> respond -> {
                boolean interim = respond.head().isInterim();
                boolean alone = !interim && call.output() == Call.Output.HEAD_ALONE;
                wishes.add(new Wish.Tell(new Command.Respond(streamId, respond.head(), alone)));
                yield interim ? call : call.with(alone ? Call.Output.SILENT : Call.Output.CONTENT);
            }
            case Action.Send<C> send -> {
                if (call.output() != Call.Output.SILENT) {
                    wishes.add(new Wish.Send(streamId, send.octets(), false));
                }
                yield call;
            }
            case Action.Trailers<C> trailers -> {
                if (call.output() == Call.Output.SILENT) {
                    yield call;
                }
                wishes.add(new Wish.Tell(new Command.Trailers(streamId, trailers.fields())));
                yield call.with(Call.Output.ENDED);
            }
            case Action.Close<C> ignored -> {
                if (call.output() == Call.Output.SILENT) {
                    yield call;
                }
                close(streamId);
                yield call.with(Call.Output.ENDED);
            }
            case Action.Alarm<C> alarm -> {
                wishes.add(new Wish.Alarm(streamId, alarm.tag(), alarm.after()));
                yield call;
            }
            case Action.Reset<C> reset -> {
                wishes.add(new Wish.Tell(new Command.Reset(streamId, reset.code())));
                yield call.with(Call.Output.ENDED);
            }
        };
    }

    /** The end of our message: with the content or the head just before it where that is so. */
    private void close(int streamId) {
        int last = wishes.size() - 1;
        Wish before = last < 0 ? null : wishes.get(last);
        if (before instanceof Wish.Send send && send.streamId() == streamId && !send.endStream()) {
            wishes.set(last, new Wish.Send(streamId, send.octets(), true));
        } else if (before instanceof Wish.Tell tell
                && tell.command() instanceof Command.Respond respond
                && respond.streamId() == streamId
                && !respond.head().isInterim()) {
            wishes.set(last, new Wish.Tell(new Command.Respond(streamId, respond.head(), true)));
        } else {
            wishes.add(new Wish.Send(streamId, Octets.EMPTY, true));
        }
    }

    /**
     * After a signal the generator is asked again, once our head has been sent and as long as our
     * message goes on.
     */
    private Call<C> ask(int streamId, Call<C> call) {
        if (call.output() != Call.Output.CONTENT || call.pull() == Call.Generator.WAITING) {
            return call;
        }
        wishes.add(new Wish.Tell(new Command.Want(streamId)));
        return call.with(Call.Generator.WAITING);
    }

    private void generate(int streamId, @Nullable Call<C> call) {
        if (call == null || call.pull() != Call.Generator.WAITING) {
            return;
        }
        Call<C> after;
        try {
            Pull<C> pull = fold.generate(call.context());
            Call<C> next = call.with(pull.next());
            after =
                    switch (pull) {
                        case Pull.Emit<C> emit -> {
                            if (!emit.octets().isEmpty()) {
                                wishes.add(new Wish.Send(streamId, emit.octets(), false));
                            }
                            yield ask(streamId, next.with(Call.Generator.OFF));
                        }
                        case Pull.Idle<C> ignored -> next.with(Call.Generator.IDLE);
                        case Pull.Done<C> done -> {
                            done(streamId, done.trailers());
                            yield next.with(Call.Output.ENDED);
                        }
                        case Pull.Over<C> over -> {
                            done(streamId, over.trailers());
                            if (!call.ended()) {
                                wishes.add(
                                        new Wish.Tell(
                                                new Command.Reset(streamId, ErrorCode.NO_ERROR)));
                            }
                            yield next.with(Call.Output.ENDED);
                        }
                        case Pull.Reset<C> reset -> {
                            wishes.add(new Wish.Tell(new Command.Reset(streamId, reset.code())));
                            yield next.with(Call.Output.ENDED);
                        }
                    };
        } catch (RuntimeException e) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
            after = call.with(Call.Output.ENDED);
        }
        calls.put(streamId, after);
    }

    private void done(int streamId, FieldSection trailers) {
        if (trailers.isEmpty()) {
            close(streamId);
        } else {
            wishes.add(new Wish.Tell(new Command.Trailers(streamId, trailers)));
        }
    }

    private void ended(int streamId, @Nullable Call<C> call, End end) {
        if (call != null) {
            wishes.add(new Wish.Released(streamId));
            Outcome<C> outcome =
                    end instanceof End.Complete
                            ? new Outcome.Ok<>(call.context())
                            : new Outcome.Failed<>(end, call.context());
            wishes.add(new Wish.End<>(outcome));
            calls.remove(streamId);
        }
    }

    /** A fold that writes out of turn has a bug: it is told, by the end of its stream. */
    private void rejected(Notice.Rejected rejected) {
        int streamId =
                switch (rejected.command()) {
                    case Command.Respond respond -> respond.streamId();
                    case Command.Data data -> data.streamId();
                    case Command.Trailers trailers -> trailers.streamId();
                    case Command.Want ignored -> 0;
                    case Command.Request ignored -> 0;
                    case Command.Reset ignored -> 0;
                    case Command.Push ignored -> 0;
                    case Command.Reprioritize ignored -> 0;
                    case Command.Ping ignored -> 0;
                    case Command.Change ignored -> 0;
                    case Command.Shutdown ignored -> 0;
                };
        if (streamId != 0 && calls.at(streamId) != null) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
        }
    }
}
