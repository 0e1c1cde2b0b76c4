package dev.stillframe.conformance.script;

import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.h2.frame.Frame;
import java.util.function.Predicate;

/**
 * Something arrives, and no error does before it.
 *
 * @param wanted whether that is it
 */
public record Answers(String words, Predicate<Arrival> wanted) implements Expectation {
    @Override
    public Verdict judge(Stage stage) {
        stage.rewind();
        long deadline = Stage.deadline(stage.setup().patience());
        while (true) {
            Arrival arrival = stage.take(deadline);
            if (arrival == null) {
                return new Verdict.Failed(words, Bystander.describe(stage));
            }
            if (wanted.test(arrival)) {
                return Verdict.PASSED;
            }
            Frame.GoAway goAway = Stage.frame(arrival, Frame.GoAway.class);
            if (Stage.isEnd(arrival) || goAway != null && goAway.code() != 0) {
                return new Verdict.Failed(words, stage.seen());
            }
        }
    }
}
