package dev.stillframe.conformance.script;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Arrival;

/** What a peer does that has not reacted in time: goes on, or nothing at all. */
final class Bystander {
    private Bystander() {}

    static String describe(Stage stage) {
        Octets opaque = stage.ping();
        long deadline = Stage.deadline(stage.setup().grace());
        boolean answered = false;
        Arrival arrival = stage.take(deadline);
        while (arrival != null && !Stage.isEnd(arrival) && !answered) {
            answered = Stage.answers(arrival, opaque);
            arrival = answered ? null : stage.take(deadline);
        }
        String seen = stage.seen();
        return (seen.isEmpty() ? "" : seen + "; ")
                + (answered ? "it goes on, and answers a PING" : "and no answer to a PING");
    }
}
