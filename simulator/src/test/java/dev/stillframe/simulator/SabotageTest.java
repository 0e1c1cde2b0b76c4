package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.connection.ConnectionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator finds what is put in on purpose, and cuts the plan down to a handful. */
class SabotageTest {
    /** More than any of these faults needs. */
    private static final int SEEDS = 400;

    private static final UnaryOperator<List<Event>> ALL = UnaryOperator.identity();

    /** Faults of engines, or of who interprets what an engine wants done. */
    enum Fault {
        LOSES_AN_END(
                effects(
                        Role.CLIENT,
                        effect ->
                                effect instanceof Notice.Ended ended
                                                && ended.end() instanceof End.Reset
                                        ? Stream.of()
                                        : Stream.of(effect))),
        TELLS_AN_END_TWICE(
                effects(
                        Role.SERVER,
                        effect ->
                                effect instanceof Notice.Ended
                                        ? Stream.of(effect, effect)
                                        : Stream.of(effect))),
        DELIVERS_TWICE(
                effects(
                        Role.CLIENT,
                        effect ->
                                effect instanceof Notice.Data data && !data.endStream()
                                        ? Stream.of(effect, effect)
                                        : Stream.of(effect))),
        LOSES_TRAILERS(
                effects(
                        Role.CLIENT,
                        effect ->
                                effect instanceof Notice.Trailers
                                        ? Stream.of()
                                        : Stream.of(effect))),
        LOSES_CREDIT(
                effects(
                        Role.SERVER,
                        effect ->
                                effect instanceof Effect.Send send
                                                && isWindowUpdate(send.octets(), false)
                                        ? Stream.of()
                                        : Stream.of(effect))),
        GIVES_TOO_MUCH_CREDIT(
                effects(
                        Role.CLIENT,
                        effect ->
                                effect instanceof Effect.Send send
                                                && isWindowUpdate(send.octets(), false)
                                        ? Stream.of(new Effect.Send(doubled(send.octets())))
                                        : Stream.of(effect))),
        FORGETS_THE_ALARM(
                effects(
                        Role.SERVER,
                        effect ->
                                effect instanceof Effect.WakeAt ? Stream.of() : Stream.of(effect))),
        FORGETS_TO_CLOSE(
                effects(
                        Role.SERVER,
                        effect ->
                                effect instanceof Effect.Close ? Stream.of() : Stream.of(effect))),
        LOSES_WHAT_CAME_WITH_A_COMMAND(
                Sabotage.at(
                        Role.SERVER,
                        batch ->
                                batch.size() < 4
                                        ? batch
                                        : batch.stream()
                                                .filter(e -> !(e instanceof Event.Received))
                                                .toList(),
                        UnaryOperator.identity())),
        LOSES_CONSUMED(
                Sabotage.at(
                        Role.CLIENT,
                        batch ->
                                batch.stream().filter(e -> !(e instanceof Event.Consumed)).toList(),
                        UnaryOperator.identity())),
        NEVER_PINGS(
                options ->
                        ConnectionState.initial(
                                options.with(
                                        options.limits().toBuilder()
                                                .keepAlive(Duration.ZERO)
                                                .build()))),
        FORGETS_THE_UPGRADE(
                Sabotage.at(
                        Role.CLIENT,
                        batch ->
                                batch.stream().filter(e -> !(e instanceof Event.Upgraded)).toList(),
                        UnaryOperator.identity())),
        ENDS_TUNNELS_EARLY(
                effects(
                        Role.SERVER,
                        effect ->
                                effect instanceof Notice.Request request
                                                && request.head().opensTunnel()
                                        ? Stream.of(
                                                new Notice.Request(
                                                        request.streamId(), request.head(), true))
                                        : Stream.of(effect))),
        IGNORES_ROOM(
                Sabotage.at(
                        Role.SERVER,
                        batch ->
                                batch.stream()
                                        .map(
                                                event ->
                                                        event instanceof Event.Room
                                                                ? new Event.Room(1 << 30)
                                                                : event)
                                        .toList(),
                        UnaryOperator.identity()));

        private final Function<Options, Iteration> engine;

        Fault(Function<Options, Iteration> engine) {
            this.engine = engine;
        }
    }

    private static Function<Options, Iteration> effects(
            Role where, Function<Effect, Stream<Effect>> each) {
        return Sabotage.at(where, ALL, effects -> effects.stream().flatMap(each).toList());
    }

    private static boolean isWindowUpdate(Octets octets, boolean ofConnection) {
        return octets.length() == 13 && octets.at(3) == 8 && (octets.at(8) == 0) == ofConnection;
    }

    private static Octets doubled(Octets update) {
        byte[] array = update.toArray();
        array[10]++;
        return Octets.wrap(array);
    }

    @DisplayName("A fault is found within a few hundred worlds, and four happenings show it")
    @ParameterizedTest
    @EnumSource(Fault.class)
    void found(Fault fault) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Plan plan = Plans.of(Setup.Kind.PAIR, seed);
            Throwable failure = Campaign.failure(plan, fault.engine);
            if (failure != null) {
                Plan least = Campaign.least(plan, failure, fault.engine);
                assertTrue(least.happenings().size() <= 4, least::text);
                assertNotNull(Campaign.failure(least, fault.engine), least::text);
                World.run(least); // the true engine is not to blame
                return;
            }
        }
        throw new AssertionError(fault + " was not found in " + SEEDS + " worlds");
    }

    @Test
    @DisplayName("A list of happenings is cut down to those that matter, and they to what matters")
    void least() {
        List<Happening> many = new ArrayList<>(Plans.of(Setup.Kind.PAIR, 3).happenings());
        many.addAll(Plans.of(Setup.Kind.PAIR, 4).happenings());
        many.removeIf(happening -> !(happening instanceof Happening.Request));
        Happening.Cut cut = new Happening.Cut(5000, 0, Side.SERVER, 77);
        many.add(many.size() / 2, cut);
        Plan plan = Plans.of(Setup.Kind.PAIR, 3).with(many);
        Plan least =
                Shrinker.least(
                        plan,
                        candidate ->
                                candidate.happenings().stream()
                                        .anyMatch(
                                                h ->
                                                        h instanceof Happening.Cut c
                                                                && c.octets() >= 9));
        assertEquals(List.of(new Happening.Cut(0, 0, Side.SERVER, 9)), least.happenings());
    }
}
