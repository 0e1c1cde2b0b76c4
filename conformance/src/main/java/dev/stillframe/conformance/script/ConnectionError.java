package dev.stillframe.conformance.script;

import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.h2.frame.Frame;

/**
 * A connection error (section 5.4.1): the peer should say GOAWAY with the code, and must close.
 *
 * @param codes the types of error that are right
 * @param silent whether GOAWAY may be left out, as for a preface (section 3.4)
 */
public record ConnectionError(Codes codes, boolean silent) implements Expectation {
    static final String STAYS = ", and the connection stays open";

    /** The same where GOAWAY may be left out. */
    public ConnectionError orSilence() {
        return new ConnectionError(codes, true);
    }

    @Override
    public String words() {
        return silent
                ? "the connection is closed, GOAWAY(%s) or not".formatted(codes)
                : "GOAWAY(%s), and the connection is closed".formatted(codes);
    }

    @Override
    public Verdict judge(Stage stage) {
        stage.rewind();
        long deadline = Stage.deadline(stage.setup().patience());
        while (true) {
            Arrival arrival = stage.take(deadline);
            if (arrival == null) {
                return new Verdict.Failed(words(), Bystander.describe(stage));
            }
            if (arrival instanceof Arrival.Closed closed) {
                return closed(stage, closed);
            }
            if (arrival instanceof Arrival.Foreign) {
                return silent ? Verdict.PASSED : new Verdict.Failed(words(), arrival.toString());
            }
            Frame.GoAway goAway = Stage.frame(arrival, Frame.GoAway.class);
            // GOAWAY(NO_ERROR) alone announces an orderly end; the error may still follow.
            if (goAway != null && goAway.code() != 0) {
                return goAway(stage, goAway);
            }
        }
    }

    private Verdict goAway(Stage stage, Frame.GoAway goAway) {
        if (!codes.accept(goAway.code())) {
            return new Verdict.Failed(words(), stage.seen());
        }
        return closes(stage)
                ? new Verdict.Passed(codes.remark(goAway.code()))
                : new Verdict.Failed(words(), stage.seen() + STAYS);
    }

    /** Without GOAWAY. */
    private Verdict closed(Stage stage, Arrival.Closed closed) {
        if (silent) {
            return Verdict.PASSED;
        }
        String seen = stage.seen();
        return stage.setup().lingers()
                ? new Verdict.Warned(words(), seen)
                : new Verdict.Failed(
                        words(), seen + "; it does not linger, so this need not be the answer");
    }

    /** Whether the connection is closed in time. */
    static boolean closes(Stage stage) {
        long deadline = Stage.deadline(stage.setup().patience());
        Arrival arrival = stage.take(deadline);
        while (arrival != null && !Stage.isEnd(arrival)) {
            arrival = stage.take(deadline);
        }
        return arrival != null;
    }
}
