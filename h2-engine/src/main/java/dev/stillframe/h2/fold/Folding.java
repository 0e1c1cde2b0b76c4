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

/**
 * A fold for every stream of a connection, as a value.
 *
 * <p>What a fold throws is the fold's own failure: its stream is reset with INTERNAL_ERROR, and the
 * outcome carries the context that it last returned.
 *
 * @param <C> the fold's context
 */
public record Folding<C>(Fold<C> fold, IntMap<Call<C>> calls) {
    /** Before any stream. */
    public static <C> Folding<C> of(Fold<C> fold) {
        return new Folding<>(fold, IntMap.empty());
    }

    /** What comes of a notice. */
    public record Folded<C>(Folding<C> next, List<Wish> wishes) {}

    /** Takes one notice. */
    public Folded<C> on(Notice notice) {
        List<Wish> wishes = new ArrayList<>();
        Folding<C> next =
                switch (notice) {
                    case Notice.Request request -> {
                        Folding<C> begun = begin(request.streamId(), Call.Output.HEAD);
                        yield begun.signal(
                                        request.streamId(),
                                        new Signal.Request(request.head()),
                                        wishes)
                                .endIf(request.endStream(), request.streamId(), wishes);
                    }
                    case Notice.Started started -> {
                        Folding<C> begun = begin(started.streamId(), Call.Output.CONTENT);
                        yield begun.ask(started.streamId(), wishes);
                    }
                    case Notice.Response response ->
                            signal(
                                            response.streamId(),
                                            new Signal.Response(response.head()),
                                            wishes)
                                    .endIf(response.endStream(), response.streamId(), wishes);
                    case Notice.Data data -> data(data, wishes);
                    case Notice.Trailers trailers ->
                            signal(
                                            trailers.streamId(),
                                            new Signal.Trailers(trailers.fields()),
                                            wishes)
                                    .endIf(true, trailers.streamId(), wishes);
                    case Notice.Credit credit -> generate(credit.streamId(), wishes);
                    case Notice.Ended ended -> ended(ended, wishes);
                    case Notice.Rejected rejected -> rejected(rejected, wishes);
                    case Notice.Promise ignored -> this;
                    case Notice.PeerSettings ignored -> this;
                    case Notice.Pong ignored -> this;
                    case Notice.GoAway ignored -> this;
                    case Notice.Fault ignored -> this;
                    case Notice.Closed ignored -> this;
                };
        return new Folded<>(next, wishes);
    }

    /** The time has come that this stream's fold has asked for. */
    public Folded<C> alarm(int streamId) {
        List<Wish> wishes = new ArrayList<>();
        return new Folded<>(signal(streamId, new Signal.Alarm(), wishes), wishes);
    }

    /** Whether the peer's message on this stream goes on. */
    public boolean isReceiving(int streamId) {
        Call<C> call = calls.at(streamId);
        return call != null && !call.ended();
    }

    private Folding<C> with(int streamId, Call<C> call) {
        return new Folding<>(fold, calls.with(streamId, call));
    }

    private Folding<C> begin(int streamId, Call.Output output) {
        return with(streamId, Call.of(fold.initial(), output));
    }

    private Folding<C> data(Notice.Data data, List<Wish> wishes) {
        int streamId = data.streamId();
        Folding<C> next = this;
        if (!data.octets().isEmpty()) {
            next = signal(streamId, new Signal.Data(data.octets()), wishes);
            wishes.add(new Wish.Consumed(streamId, data.octets().length()));
        }
        return next.endIf(data.endStream(), streamId, wishes);
    }

    private Folding<C> endIf(boolean end, int streamId, List<Wish> wishes) {
        Call<C> call = calls.at(streamId);
        return end && call != null && !call.ended()
                ? with(streamId, call.inputEnded()).signal(streamId, new Signal.End(), wishes)
                : this;
    }

    private Folding<C> signal(int streamId, Signal signal, List<Wish> wishes) {
        Call<C> call = calls.at(streamId);
        if (call == null) {
            return this;
        }
        try {
            for (Action<C> action : fold.on(signal, call.context())) {
                call = act(streamId, call, action, wishes);
            }
        } catch (RuntimeException e) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
        }
        return with(streamId, call).ask(streamId, wishes);
    }

    private Call<C> act(int streamId, Call<C> call, Action<C> action, List<Wish> wishes) {
        return switch (action) {
            case Action.Become<C> become -> call.with(become.context());
            case Action.Respond<C> respond -> {
                wishes.add(new Wish.Tell(new Command.Respond(streamId, respond.head(), false)));
                yield respond.head().isInterim() ? call : call.with(Call.Output.CONTENT);
            }
            case Action.Send<C> send -> {
                wishes.add(new Wish.Send(streamId, send.octets(), false));
                yield call;
            }
            case Action.Trailers<C> trailers -> {
                wishes.add(new Wish.Tell(new Command.Trailers(streamId, trailers.fields())));
                yield call.with(Call.Output.ENDED);
            }
            case Action.Close<C> ignored -> {
                wishes.add(new Wish.Send(streamId, Octets.EMPTY, true));
                yield call.with(Call.Output.ENDED);
            }
            case Action.Alarm<C> alarm -> {
                wishes.add(new Wish.Alarm(streamId, alarm.after()));
                yield call;
            }
            case Action.Reset<C> reset -> {
                wishes.add(new Wish.Tell(new Command.Reset(streamId, reset.code())));
                yield call.with(Call.Output.ENDED);
            }
        };
    }

    /**
     * After a signal the generator is asked again, once our head has been sent and as long as our
     * message goes on.
     */
    private Folding<C> ask(int streamId, List<Wish> wishes) {
        Call<C> call = calls.at(streamId);
        if (call == null
                || call.output() != Call.Output.CONTENT
                || call.pull() == Call.Generator.WAITING) {
            return this;
        }
        wishes.add(new Wish.Tell(new Command.Want(streamId)));
        return with(streamId, call.with(Call.Generator.WAITING));
    }

    private Folding<C> generate(int streamId, List<Wish> wishes) {
        Call<C> call = calls.at(streamId);
        if (call == null || call.pull() != Call.Generator.WAITING) {
            return this;
        }
        try {
            Pull<C> pull = fold.generate(call.context());
            Call<C> next = call.with(pull.next());
            return switch (pull) {
                case Pull.Emit<C> emit -> {
                    if (!emit.octets().isEmpty()) {
                        wishes.add(new Wish.Send(streamId, emit.octets(), false));
                    }
                    yield with(streamId, next.with(Call.Generator.OFF)).ask(streamId, wishes);
                }
                case Pull.Idle<C> ignored -> with(streamId, next.with(Call.Generator.IDLE));
                case Pull.Done<C> done -> {
                    wishes.add(end(streamId, done.trailers()));
                    yield with(streamId, next.with(Call.Output.ENDED));
                }
            };
        } catch (RuntimeException e) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
            return with(streamId, call.with(Call.Output.ENDED));
        }
    }

    private static Wish end(int streamId, FieldSection trailers) {
        return trailers.isEmpty()
                ? new Wish.Send(streamId, Octets.EMPTY, true)
                : new Wish.Tell(new Command.Trailers(streamId, trailers));
    }

    private Folding<C> ended(Notice.Ended ended, List<Wish> wishes) {
        Call<C> call = calls.at(ended.streamId());
        if (call == null) {
            return this;
        }
        wishes.add(new Wish.Released(ended.streamId()));
        Outcome<C> outcome =
                ended.end() instanceof End.Complete
                        ? new Outcome.Ok<>(call.context())
                        : new Outcome.Failed<>(ended.end(), call.context());
        wishes.add(new Wish.End<>(outcome));
        return new Folding<>(fold, calls.without(ended.streamId()));
    }

    /** A fold that writes out of turn has a bug: it is told, by the end of its stream. */
    private Folding<C> rejected(Notice.Rejected rejected, List<Wish> wishes) {
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
        if (calls.at(streamId) != null) {
            wishes.add(new Wish.Tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR)));
        }
        return this;
    }
}
