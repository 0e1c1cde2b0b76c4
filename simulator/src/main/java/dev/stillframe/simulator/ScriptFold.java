package dev.stillframe.simulator;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.simulator.Happening.Way;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request's script as a fold. A book beside it keeps the context that each stream returned last:
 * the one it must be given next, whatever else went on in the same turn (L7), and at the end (L6).
 */
final class ScriptFold implements Fold<ScriptFold.Context> {
    /**
     * @param serial which stream of this end's
     * @param id the number of its request
     * @param heads final heads that came
     */
    record Context(int serial, int id, int received, int sent, int heads, boolean ended) {
        Context with(int nextReceived, int nextSent) {
            return new Context(serial, id, nextReceived, nextSent, heads, ended);
        }
    }

    private final Host host;
    private final boolean client;
    private final boolean alarms;
    private final ArrayDeque<Integer> upcoming = new ArrayDeque<>();
    private final Map<Integer, Context> last = new HashMap<>();
    private int serials;

    /**
     * @param alarms whether alarms follow the world's clock
     */
    ScriptFold(Host host, boolean alarms) {
        this.host = host;
        this.alarms = alarms;
        client = host.side == Side.CLIENT;
    }

    /** The next context is for this request. */
    void begins(int id) {
        upcoming.add(id);
    }

    @Override
    public Context initial() {
        Context context = new Context(++serials, upcoming.remove(), 0, 0, 0, false);
        last.put(context.serial(), context);
        return context;
    }

    private Happening.Request script(Context context) {
        return host.world.request(context.id());
    }

    private int length(Context context, boolean fromClient) {
        Happening.Request script = script(context);
        boolean bodiless = script.way() == Way.HEAD || script.way() == Way.HEAD_ONLY;
        if (fromClient) {
            return script.way() == Way.HEAD ? 0 : script.up();
        }
        return bodiless ? 0 : script.down();
    }

    private static int message(Context context, boolean fromClient) {
        return 4 * context.id() + (fromClient ? 1 : 3);
    }

    private FieldSection trailers(Context context) {
        Happening.Request script = script(context);
        boolean bodiless = script.way() == Way.HEAD || script.way() == Way.HEAD_ONLY;
        boolean some = (script.trailers() & (client ? 1 : 2)) != 0 && !bodiless;
        return some
                ? FieldSection.of("x-sum", String.valueOf(length(context, client)))
                : FieldSection.EMPTY;
    }

    private void current(Context context) {
        LawBroken.unless(
                last.get(context.serial()) == context,
                () ->
                        host
                                + ": a fold is given "
                                + context
                                + " and had returned "
                                + last.get(context.serial())
                                + " (L7)");
    }

    private Context turned(Context next) {
        last.put(next.serial(), next);
        return next;
    }

    @Override
    public List<Action<Context>> on(Signal signal, Context context) {
        current(context);
        LawBroken.unless(
                !context.ended() || signal instanceof Signal.Alarm,
                () -> host + ": " + signal + " after the end");
        List<Action<Context>> actions = new ArrayList<>();
        Context next = context;
        boolean answers = false;
        Way way = script(context).way();
        switch (signal) {
            case Signal.Request ignored -> {
                next = new Context(context.serial(), context.id(), 0, 0, 1, false);
                if (way == Way.REFUSE) {
                    actions.add(new Action.Reset<>(ErrorCode.REFUSED_STREAM));
                } else {
                    answers = way != Way.AFTER_UPLOAD;
                }
            }
            case Signal.Response response -> {
                int heads = context.heads() + (response.head().isInterim() ? 0 : 1);
                LawBroken.unless(heads < 2, () -> host + ": two final heads");
                next = new Context(context.serial(), context.id(), 0, context.sent(), heads, false);
            }
            case Signal.Data data -> {
                LawBroken.unless(
                        Content.matches(
                                data.octets(), message(context, !client), context.received()),
                        () -> host + ": a fold is given other octets than were sent");
                next = context.with(context.received() + data.octets().length(), context.sent());
            }
            case Signal.Trailers trailers ->
                    LawBroken.unless(
                            String.valueOf(context.received())
                                    .equals(trailers.fields().value("x-sum")),
                            () -> host + ": trailers of another message");
            case Signal.End ignored -> {
                next =
                        new Context(
                                context.serial(),
                                context.id(),
                                context.received(),
                                context.sent(),
                                context.heads(),
                                true);
                answers = !client && way == Way.AFTER_UPLOAD;
            }
            case Signal.Alarm ignored -> next = answer(context, actions);
        }
        int think = script(context).think();
        if (answers && alarms && think > 0) {
            actions.add(new Action.Alarm<>(Duration.ofNanos(think * 1000L)));
        } else if (answers) {
            next = answer(next, actions);
        }
        actions.addFirst(new Action.Become<>(turned(next)));
        return actions;
    }

    private Context answer(Context context, List<Action<Context>> actions) {
        Happening.Request script = script(context);
        for (int i = 0; i < script.interims(); i++) {
            actions.add(new Action.Respond<>(ResponseHead.of(103, "x-i", "" + i)));
        }
        FieldSection fields = App.fields(context.id(), script.fields());
        if (script.length()) {
            int length = script.way() == Way.HEAD ? script.down() : length(context, false);
            fields = fields.plus("content-length", String.valueOf(length));
        }
        actions.add(new Action.Respond<>(new ResponseHead(200, fields)));
        if (script.way() == Way.GIVE_UP && !alarms) {
            // The runtime logs what a fold throws.
            actions.add(new Action.Reset<>(ErrorCode.INTERNAL_ERROR));
            return context;
        }
        boolean atOnce = script.way() == Way.EARLY_STOP || script.pace() == 0;
        if (!atOnce || script.way() == Way.GIVE_UP) {
            return context;
        }
        int length = length(context, false);
        for (int at = 0; at < length; at += Content.MOST) {
            int count = Math.min(Content.MOST, length - at);
            actions.add(new Action.Send<>(Content.of(message(context, false), at, count)));
        }
        FieldSection trailers = trailers(context);
        actions.add(trailers.isEmpty() ? new Action.Close<>() : new Action.Trailers<>(trailers));
        if (script.way() == Way.EARLY_STOP) {
            actions.add(new Action.Reset<>(ErrorCode.NO_ERROR));
        }
        return context.with(context.received(), length);
    }

    @Override
    public Pull<Context> generate(Context context) {
        current(context);
        Happening.Request script = script(context);
        int length = length(context, client);
        int left = length - context.sent();
        if (script.way() == Way.GIVE_UP && !client && context.sent() >= length / 2) {
            throw new IllegalStateException("planned");
        }
        // At a pace of its own, a server follows the upload: it has nothing until more has come.
        boolean follows = !client && script.pace() > 0 && !context.ended();
        if (follows && context.sent() >= context.received()) {
            return new Pull.Idle<>(context);
        }
        int chunk = Math.min(Math.min(left, script.most()), Content.MOST);
        if (chunk == 0) {
            return new Pull.Done<>(
                    turned(context.with(context.received(), length)), trailers(context));
        }
        Octets octets = Content.of(message(context, client), context.sent(), chunk);
        return new Pull.Emit<>(
                octets, turned(context.with(context.received(), context.sent() + chunk)));
    }

    @Override
    public void ended(Outcome<Context> outcome) {
        Context context = outcome.context();
        LawBroken.unless(
                last.remove(context.serial(), context),
                () -> host + ": not the last context, or not the first end: " + outcome + " (L6)");
        boolean whole =
                context.received() == length(context, !client)
                        && context.sent() == length(context, client)
                        && context.ended();
        switch (outcome) {
            case Outcome.Ok<Context> ok ->
                    LawBroken.unless(whole, () -> host + ": complete and is not: " + ok);
            case Outcome.Failed<Context> failed ->
                    LawBroken.unless(
                            !(failed.error() instanceof End.Complete),
                            () -> host + ": failed by being complete");
        }
    }

    void over() {
        LawBroken.unless(last.isEmpty(), () -> host + ": folds without an end: " + last + " (L6)");
    }
}
