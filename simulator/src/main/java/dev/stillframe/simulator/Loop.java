package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A caller that owns the loop: steps the pure core and interprets its effects. */
final class Loop extends Host {
    /** One turn in so many is taken twice, to see that a state is a value. */
    private static final int TWICE = 61;

    /** Payload that stands ready, and the command that said so. */
    private record Ready(Command.Data command, Octets octets) {}

    /** Octets that wait for the network. */
    private record Waiting(Octets octets, boolean content) {}

    private Iteration state;
    private final List<Event> inbox = new ArrayList<>();
    private final Map<Integer, ArrayDeque<Ready>> outbox = new HashMap<>();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int queued;
    private int queuedContent;
    private int room;
    private int turns;
    private boolean closing;
    private boolean gone;

    Loop(Link link, Side side, Pipe in, Pipe out, App app) {
        super(link, side, in, out, app);
        app.attach(this);
        state = world.engine.apply(options);
    }

    @Override
    Iteration iteration() {
        return state;
    }

    @Override
    boolean isCongested() {
        // A client's requests are its own, and bounded by what the server allows.
        return side == Side.SERVER && queued - queuedContent > options.limits().maxQueuedOctets();
    }

    @Override
    void upgraded(Octets settings, RequestHead request) {
        step(List.of(time(), new Event.Upgraded(settings, request)));
        wake();
    }

    @Override
    void tell(Command command) {
        inbox.add(command);
        wake();
    }

    @Override
    void send(int streamId, Octets payload, boolean endStream) {
        Command.Data command = new Command.Data(streamId, payload.length(), endStream);
        if (!payload.isEmpty()) {
            outbox.computeIfAbsent(streamId, id -> new ArrayDeque<>())
                    .add(new Ready(command, payload));
        }
        tell(command);
    }

    @Override
    void consumed(int streamId, int octets) {
        inbox.add(new Event.Consumed(streamId, octets));
        wake();
    }

    @Override
    void released(int streamId) {
        inbox.add(new Event.Released(streamId));
        wake();
    }

    @Override
    void broken(String reason) {
        if (!gone) {
            gone = true;
            queue.clear();
            queued = 0;
            queuedContent = 0;
            inbox.add(new Event.TransportFailed(reason));
            wake();
        }
    }

    @Override
    void fail(Happening.Failure how) {
        link.cut();
    }

    @Override
    void turn() {
        List<Event> events = new ArrayList<>();
        events.add(time());
        room = Math.max(0, options.limits().maxQueuedOctets() - queued);
        events.add(new Event.Room(room));
        byte[] read = read();
        boolean readFirst = weather.oneIn(2);
        if (read.length > 0 && readFirst) {
            events.add(new Event.Received(Octets.wrap(read)));
        }
        events.addAll(inbox);
        inbox.clear();
        if (read.length > 0 && !readFirst) {
            events.add(new Event.Received(Octets.wrap(read)));
        }
        if (readEnd()) {
            events.add(new Event.InputClosed());
        }
        step(List.copyOf(events));
        overwrite(read);
        flush();
    }

    private void step(List<Event> events) {
        Transition transition = state.step(events);
        if (++turns % TWICE == 0) {
            Transition again = state.step(events);
            LawBroken.unless(
                    again.effects().equals(transition.effects())
                            && again.next().equals(transition.next()),
                    () -> this + ": the same step twice is not the same (L2, L3)");
        }
        state = transition.next();
        for (Effect effect : transition.effects()) {
            interpret(effect);
        }
        laws.check(state);
        LawBroken.unless(
                side == Side.CLIENT
                        || queued <= options.limits().maxQueuedOctets() + Laws.MOST_OVER_ROOM,
                () -> this + " has " + queued + " octets waiting for the network (L5)");
    }

    private void interpret(Effect effect) {
        switch (effect) {
            case Effect.Send send -> put(send.octets(), false);
            case Effect.Take take -> take(take.streamId(), take.octets());
            case Effect.Drop drop -> {
                LawBroken.unless(
                        outbox.remove(drop.streamId()) != null || gone(),
                        () -> this + ": there is nothing to drop: " + drop);
            }
            case Effect.WakeAt wake -> wakeAt(wake.nanos());
            case Effect.Close ignored -> {
                LawBroken.unless(!closing, () -> this + " closes twice");
                closing = true;
            }
            case Notice notice -> {
                if (notice instanceof Notice.Rejected rejected
                        && rejected.command() instanceof Command.Data data) {
                    rejected(data);
                }
                told(notice);
            }
        }
    }

    /** A connection that ends drops each stream, whether it has something ready or not. */
    private boolean gone() {
        return state.phase() == Iteration.Phase.CLOSED;
    }

    private void rejected(Command.Data data) {
        ArrayDeque<Ready> ready = outbox.get(data.streamId());
        if (ready != null) {
            ready.removeIf(payload -> payload.command() == data);
            if (ready.isEmpty()) {
                outbox.remove(data.streamId());
            }
        }
    }

    private void take(int streamId, int octets) {
        room -= octets;
        LawBroken.unless(
                room >= 0, () -> this + " takes more than the transport has room for (L5)");
        ArrayDeque<Ready> ready = outbox.get(streamId);
        int left = octets;
        while (left > 0) {
            Ready first = ready == null ? null : ready.poll();
            if (ready == null || first == null) {
                throw new LawBroken(
                        this + " takes " + left + " octets that stream " + streamId + " lacks");
            }
            int part = Math.min(left, first.octets().length());
            put(first.octets().slice(0, part), true);
            left -= part;
            if (part < first.octets().length()) {
                ready.addFirst(new Ready(first.command(), first.octets().from(part)));
            } else if (ready.isEmpty()) {
                outbox.remove(streamId);
            }
        }
    }

    private void put(Octets octets, boolean content) {
        link.tap.sent(side, octets);
        if (!gone) {
            queue.add(new Waiting(octets, content));
            count(octets.length(), content);
        }
    }

    private void count(int octets, boolean content) {
        queued += octets;
        queuedContent += content ? octets : 0;
    }

    /** Writes what the network takes. */
    private void flush() {
        while (queued > 0 && out.room() > 0) {
            Waiting first = queue.remove();
            Octets octets = first.octets();
            int part = Math.min(octets.length(), out.room());
            out.write(octets.slice(0, part).toArray(), 0, part);
            count(-part, first.content());
            if (part < octets.length()) {
                queue.addFirst(new Waiting(octets.from(part), first.content()));
            }
        }
        if (queued == 0 && closing) {
            out.finish();
        }
    }

    @Override
    void over() {
        LawBroken.unless(outbox.isEmpty(), () -> this + " has payload left: " + outbox.keySet());
        LawBroken.unless(closing, () -> this + " does not close its transport");
    }
}
