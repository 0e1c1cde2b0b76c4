package dev.stillframe.h2.race;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.RaceOptions.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A race as a script. Addresses are words: those of IPv6 begin with a six. */
@SuppressWarnings("varargs") // the arrays are only read
final class RaceScript {
    Race<String> state;
    private long now = -5;
    private final List<RaceEffect<String>> effects = new ArrayList<>();

    private RaceScript(RaceOptions options) {
        state = Race.of(options, now);
    }

    static RaceScript race() {
        return race(RaceOptions.DEFAULT);
    }

    static RaceScript race(RaceOptions options) {
        return new RaceScript(options);
    }

    @SafeVarargs
    final RaceScript step(RaceEvent<String>... events) {
        List<RaceEvent<String>> batch = new ArrayList<>();
        batch.add(new RaceEvent.Clock<>(now));
        batch.addAll(List.of(events));
        RaceTransition<String> to = state.step(batch);
        state = to.next();
        for (RaceEffect<String> effect : to.effects()) {
            if (!(effect instanceof RaceEffect.WakeAt)) {
                effects.add(effect);
            }
        }
        return this;
    }

    RaceScript six(String... addresses) {
        return step(new RaceEvent.Resolved<>(Family.IPV6, List.of(addresses)));
    }

    RaceScript four(String... addresses) {
        return step(new RaceEvent.Resolved<>(Family.IPV4, List.of(addresses)));
    }

    /** Both answers at once. */
    RaceScript both(List<String> six, List<String> four) {
        return step(
                new RaceEvent.Resolved<>(Family.IPV4, four),
                new RaceEvent.Resolved<>(Family.IPV6, six));
    }

    RaceScript unresolved(Family family, String reason) {
        return step(new RaceEvent.Unresolved<>(family, reason));
    }

    RaceScript failed(int attempt, String reason) {
        return step(new RaceEvent.Failed<>(attempt, reason));
    }

    RaceScript succeeded(int attempt) {
        return step(new RaceEvent.Succeeded<>(attempt));
    }

    RaceScript advance(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        return step();
    }

    RaceScript expectWakeAfter(long millis) {
        assertEquals(now + Duration.ofMillis(millis).toNanos(), state.wakeAt());
        return this;
    }

    @SafeVarargs
    final RaceScript expect(RaceEffect<String>... expected) {
        assertEquals(List.of(expected), effects);
        effects.clear();
        return this;
    }

    RaceScript expectNothing() {
        return expect();
    }

    static RaceEffect<String> attempt(int number, String address) {
        return new RaceEffect.Attempt<>(number, address);
    }

    static RaceEffect<String> cancel(int number) {
        return new RaceEffect.Cancel<>(number);
    }

    static RaceEffect<String> won(int number, String address) {
        return new RaceEffect.Won<>(number, address);
    }

    static RaceEffect.Failure<String> failure(int number, String address, String reason) {
        return new RaceEffect.Failure<>(number, address, reason);
    }

    @SafeVarargs
    static RaceEffect<String> lost(
            RaceEffect.Cause cause, String reason, RaceEffect.Failure<String>... failures) {
        return new RaceEffect.Lost<>(cause, reason, List.of(failures));
    }
}
