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
import org.jspecify.annotations.Nullable;

/**
 * Several notices taken in one go. It is of one thread and one use, and leaves the folding that it
 * began with as it was.
 *
 * @param <C> the fold's context
 */
public final class FoldingStep<C> {
    /** What a busy turn wishes for, at the least. */
    private static final int MANY = 32;

    private final Folding<C> before;
    private final Fold<C> fold;
    private final IntMap.Draft<Call<C>> calls;
    private final List<Wish> wishes = new ArrayList<>(MANY);

    /** The call at hand, until another stream's notice comes. */
    private Call.@Nullable Draft<C> opened;

    private int streamId;

    FoldingStep(Folding<C> before) {
        this.before = before;
        this.fold = before.fold();
        this.calls = before.calls().draft();
    }

    /** What has come of the notices. Nothing is taken after it. */
    public Folding.Folded<C> freeze() {
        close();
        IntMap<Call<C>> after = calls.freeze();
        return new Folding.Folded<>(
                after == before.calls() ? before : new Folding<>(fold, after), wishes);
    }

    // ---- the call at hand

    /** Has this stream's call at hand, if there is one. */
    private Call.@Nullable Draft<C> open(int wanted) {
        if (opened == null || streamId != wanted) {
            close();
            Call<C> call = wanted == 0 ? null : calls.at(wanted);
            opened = call == null ? null : call.draft();
            streamId = wanted;
        }
        return opened;
    }

    private Call.Draft<C> begin(int wanted, Call.Output output) {
        close();
        Call<C> call = Call.of(fold.initial(), output);
        calls.put(wanted, call);
        Call.Draft<C> draft = call.draft();
        opened = draft;
        streamId = wanted;
        return draft;
    }

    private void close() {
        Call.Draft<C> call = opened;
        if (call != null) {
            calls.put(streamId, call.freeze());
        }
    }

    // ---- what comes

    /** The time has come that this stream's fold has asked for with this tag. */
    public void alarm(int wanted, Object tag) {
        Call.Draft<C> call = open(wanted);
        if (call != null) {
            take(call, new Signal.Alarm(tag), false);
        }
    }

    /** Takes one notice. */
    public void on(Notice notice) {
        Call.Draft<C> call = open(notice.streamId());
        switch (notice) {
            case Notice.Request request ->
                    take(
                            begin(
                                    request.streamId(),
                                    request.head().method().equals("HEAD")
                                            ? Call.Output.HEAD_ALONE
                                            : Call.Output.HEAD),
                            new Signal.Request(request.head()),
                            request.endStream());
            case Notice.Started started -> begun(begin(started.streamId(), Call.Output.CONTENT));
            case Notice.Response response ->
                    take(call, new Signal.Response(response.head()), response.endStream());
            case Notice.Data data -> data(call, data);
            case Notice.Trailers trailers ->
                    take(call, new Signal.Trailers(trailers.fields()), true);
            case Notice.Credit ignored -> generate(call);
            case Notice.Ended over -> ended(call, over.end());
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.Promise ignored -> {}
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.GoAway ignored -> {}
            case Notice.Fault ignored -> {}
            case Notice.Closed ignored -> {}
        }
    }

    private void data(Call.@Nullable Draft<C> call, Notice.Data data) {
        if (data.octets().isEmpty()) {
            if (call != null && data.endStream()) {
                end(call);
                ask(call);
            }
            return;
        }
        take(call, new Signal.Data(data.octets()), data.endStream());
        wishes.add(new Wish.Consumed(data.streamId(), data.octets().length()));
    }

    /** A signal, and behind it the end of the peer's message where that is so. */
    private void take(Call.@Nullable Draft<C> call, Signal signal, boolean last) {
        if (call != null) {
            on(call, signal, last);
            if (last) {
                end(call);
            }
            ask(call);
        }
    }

    private void end(Call.Draft<C> call) {
        if (!call.ended) {
            call.ended = true;
            on(call, new Signal.End(), true);
        }
    }

    private void begun(Call.Draft<C> call) {
        try {
            act(call, fold.begun(call.context), false);
        } catch (RuntimeException e) {
            failed();
        }
        ask(call);
    }

    /**
     * @param last whether the peer's message is over, be that signalled or next
     */
    private void on(Call.Draft<C> call, Signal signal, boolean last) {
        try {
            act(call, fold.on(signal, call.context), last);
        } catch (RuntimeException e) {
            failed();
        }
    }

    private void failed() {
        tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR));
    }

    private void tell(Command command) {
        wishes.add(new Wish.Tell(command));
    }

    // ---- what the fold wants

    private void act(Call.Draft<C> call, List<Action<C>> actions, boolean last) {
        for (int i = 0; i < actions.size(); i++) {
            act(call, actions.get(i), last);
        }
    }

    private void act(Call.Draft<C> call, Action<C> action, boolean last) {
        switch (action) {
            case Action.Become<C> become -> call.context = become.context();
            case Action.Respond<C> respond -> {
                boolean interim = respond.head().isInterim();
                boolean alone = !interim && call.output == Call.Output.HEAD_ALONE;
                tell(new Command.Respond(streamId, respond.head(), alone));
                if (!interim) {
                    call.output(alone ? Call.Output.SILENT : Call.Output.CONTENT);
                }
            }
            case Action.Send<C> send -> {
                if (call.output != Call.Output.SILENT) {
                    wishes.add(new Wish.Send(streamId, send.octets(), false));
                }
            }
            case Action.Trailers<C> trailers -> {
                if (call.output != Call.Output.SILENT) {
                    tell(new Command.Trailers(streamId, trailers.fields()));
                    call.output(Call.Output.ENDED);
                }
            }
            case Action.Close<C> ignored -> {
                if (call.output != Call.Output.SILENT) {
                    finish();
                    call.output(Call.Output.ENDED);
                }
            }
            case Action.Alarm<C> alarm ->
                    wishes.add(new Wish.Alarm(streamId, alarm.tag(), alarm.after()));
            case Action.Reset<C> reset -> {
                // "Send no more" (RFC 9113 section 8.1) is not said to a peer that has ended.
                if (!(last && call.isOver() && reset.code().equals(ErrorCode.NO_ERROR))) {
                    tell(new Command.Reset(streamId, reset.code()));
                }
                call.output(Call.Output.ENDED);
            }
        }
    }

    /** The end of our message: with the content or the head just before it where that is so. */
    private void finish() {
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
    private void ask(Call.Draft<C> call) {
        if (call.output == Call.Output.CONTENT && call.pull != Call.Generator.WAITING) {
            tell(new Command.Want(streamId));
            call.pull = Call.Generator.WAITING;
        }
    }

    private void generate(Call.@Nullable Draft<C> call) {
        if (call == null || call.pull != Call.Generator.WAITING) {
            return;
        }
        try {
            generated(call, fold.generate(call.context));
        } catch (RuntimeException e) {
            failed();
            call.output(Call.Output.ENDED);
        }
    }

    private void generated(Call.Draft<C> call, Pull<C> pulled) {
        call.context = pulled.next();
        switch (pulled) {
            case Pull.Emit<C> emit -> {
                if (!emit.octets().isEmpty()) {
                    wishes.add(new Wish.Send(streamId, emit.octets(), false));
                }
                call.pull = Call.Generator.OFF;
                ask(call);
            }
            case Pull.Idle<C> ignored -> call.pull = Call.Generator.IDLE;
            case Pull.Done<C> done -> done(call, done.trailers());
            case Pull.Over<C> over -> {
                done(call, over.trailers());
                if (!call.ended) {
                    tell(new Command.Reset(streamId, ErrorCode.NO_ERROR));
                }
            }
            case Pull.Reset<C> reset -> {
                tell(new Command.Reset(streamId, reset.code()));
                call.output(Call.Output.ENDED);
            }
        }
    }

    private void done(Call.Draft<C> call, FieldSection trailers) {
        if (trailers.isEmpty()) {
            finish();
        } else {
            tell(new Command.Trailers(streamId, trailers));
        }
        call.output(Call.Output.ENDED);
    }

    private void ended(Call.@Nullable Draft<C> call, End end) {
        if (call == null) {
            return;
        }
        wishes.add(new Wish.Released(streamId));
        Outcome<C> outcome =
                end instanceof End.Complete
                        ? new Outcome.Ok<>(call.context)
                        : new Outcome.Failed<>(end, call.context);
        wishes.add(new Wish.End<>(outcome));
        opened = null;
        calls.remove(streamId);
    }

    /** A fold that writes out of turn has a bug: it is told, by the end of its stream. */
    private void rejected(Notice.Rejected rejected) {
        int refused =
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
                    case Command.Extension ignored -> 0;
                    case Command.Change ignored -> 0;
                    case Command.Shutdown ignored -> 0;
                };
        if (open(refused) != null) {
            failed();
        }
    }
}
