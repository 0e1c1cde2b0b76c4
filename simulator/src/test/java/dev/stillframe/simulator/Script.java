package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.simulator.Setup.Kind;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Worlds written by hand: the same happenings with each kind of host and application. */
final class Script {
    /** All kinds of one link. */
    static final List<Kind> ALL = List.of(Kind.PAIR, Kind.FOLDS, Kind.DRIVEN, Kind.DRIVEN_FOLDS);

    private Script() {}

    /** The plan of these lines, with a network that is neither fast nor slow. */
    static Plan plan(Kind kind, String lines) {
        return Plan.parse(
                "sky kind="
                        + kind
                        + " weather=1\nnet capacity=65536 segment=1400 delay=300\n"
                        + lines);
    }

    /** Runs it in a world of each kind; every one must end its requests like this. */
    static void expect(List<Kind> kinds, String lines, String... ends) {
        for (Kind kind : kinds) {
            World.Result result = World.run(plan(kind, lines));
            assertEquals(List.of(ends), result.ends().stream().sorted().toList(), kind.toString());
        }
    }

    /** How it fails with a fault in the engine, or null. */
    static @Nullable Throwable failure(
            Kind kind, String lines, Function<Options, Iteration> engine) {
        return Campaign.failure(plan(kind, lines), engine);
    }
}
