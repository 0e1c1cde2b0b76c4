package dev.stillframe.simulator;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.h2.connection.ConnectionState;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An engine with a fault put into it on purpose, between the true connection and its host.
 *
 * @param events what becomes of the events of a step
 * @param effects what becomes of its effects
 */
record Sabotage(
        Iteration inner,
        Role where,
        UnaryOperator<List<Event>> events,
        UnaryOperator<List<Effect>> effects)
        implements Laws.Wrapped {
    /** Connections with this fault at one end. */
    static Function<Options, Iteration> at(
            Role where, UnaryOperator<List<Event>> events, UnaryOperator<List<Effect>> effects) {
        return options ->
                options.role() == where
                        ? new Sabotage(ConnectionState.initial(options), where, events, effects)
                        : ConnectionState.initial(options);
    }

    @Override
    public Transition step(List<Event> batch) {
        Transition transition = inner.step(events.apply(batch));
        return new Transition(
                new Sabotage(transition.next(), where, events, effects),
                effects.apply(transition.effects()));
    }

    @Override
    public Phase phase() {
        return inner.phase();
    }

    @Override
    public Role role() {
        return inner.role();
    }

    @Override
    public Settings localSettings() {
        return inner.localSettings();
    }

    @Override
    public Settings peerSettings() {
        return inner.peerSettings();
    }

    @Override
    public int activeStreams() {
        return inner.activeStreams();
    }

    @Override
    public int availableStreams() {
        return inner.availableStreams();
    }

    @Override
    public Notice.@Nullable GoAway goAway() {
        return inner.goAway();
    }

    @Override
    public Notice.@Nullable Closed closed() {
        return inner.closed();
    }

    @Override
    public long roundTripNanos() {
        return inner.roundTripNanos();
    }

    @Override
    public int sendWindow() {
        return inner.sendWindow();
    }

    @Override
    public int receiveWindow() {
        return inner.receiveWindow();
    }

    @Override
    public long wakeAt() {
        return inner.wakeAt();
    }

    @Override
    public List<String> describeStreams() {
        return inner.describeStreams();
    }
}
