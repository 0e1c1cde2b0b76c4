package dev.stillframe.examples.voice;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server's machine without a network, on a clock that only the test moves. */
final class Rehearsal<C, I, O> {
    private final Machine<C, I, O> machine;
    private final Map<Object, Duration> alarms = new LinkedHashMap<>();
    private final List<O> sent = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private C context;
    private @Nullable Status status;

    Rehearsal(Machine<C, I, O> machine) {
        this.machine = machine;
        this.context = machine.initial();
    }

    C context() {
        return context;
    }

    /** How the machine has ended the call, or null. */
    @Nullable Status status() {
        return status;
    }

    /** What was sent since this was asked last. */
    List<O> sent() {
        List<O> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    Rehearsal<C, I, O> message(I message) {
        return tell(new Signal.Message<>(message));
    }

    Rehearsal<C, I, O> tell(Signal<I> signal) {
        if (status != null) {
            throw new IllegalStateException("the call has ended: " + status);
        }
        for (Action<C, O> action : machine.on(signal, context)) {
            act(action);
        }
        if (!(machine.generate(context) instanceof Pull.Idle<C, O>)) {
            throw new IllegalStateException("this machine has no generator");
        }
        return this;
    }

    private void act(Action<C, O> action) {
        switch (action) {
            case Action.Become<C, O> become -> context = become.context();
            case Action.Send<C, O> send -> sent.add(send.message());
            case Action.Finish<C, O> finish -> end(finish.status());
            case Action.After<C, O> after -> {
                alarms.remove(after.tag());
                if (after.time().isPositive()) {
                    alarms.put(after.tag(), now.plus(after.time()));
                }
            }
            case Action.Headers<C, O> ignored -> {}
            case Action.HalfClose<C, O> ignored ->
                    throw new IllegalStateException("a server finishes its calls");
        }
    }

    /** The call is cut off. */
    void cut(Status how) {
        tell(new Signal.Cancelled<>(how));
        end(how);
    }

    private void end(Status how) {
        status = how;
        alarms.clear();
        machine.ended(
                how.isOk()
                        ? new Outcome.Ok<>(context, Metadata.EMPTY)
                        : new Outcome.Failed<>(context, how, Metadata.EMPTY));
    }

    /** Lets time pass; what was asked for comes when it is due. */
    Rehearsal<C, I, O> pass(Duration time) {
        Duration until = now.plus(time);
        for (Optional<Object> next = due(until); next.isPresent(); next = due(until)) {
            now = alarms.remove(next.get());
            tell(new Signal.Tick<>(next.get()));
        }
        now = until;
        return this;
    }

    private Optional<Object> due(Duration until) {
        return alarms.entrySet().stream()
                .filter(alarm -> alarm.getValue().compareTo(until) <= 0)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }
}
