package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.h2.frame.Frame;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stream error (section 5.4.2): RST_STREAM with the code, and the connection goes on, which a
 * PING shows. To make a connection error of it is allowed (section 5.4.1).
 *
 * @param codes the types of error that are right
 * @param stream which stream
 * @param leave what else the RFC allows
 */
public record StreamError(Codes codes, ToIntFunction<Stage> stream, Leave leave)
        implements Expectation {
    /** Answers that find fault with the message, and not with what it asks for. */
    private static final Set<Integer> REFUSALS = Set.of(400, 421, 431, 501);

    /** What the RFC allows beside an error. */
    public enum Leave {
        /** Nothing. */
        NONE,
        /** A server may answer with an error before it closes or resets (section 8.1.1). */
        ANSWER,
        /** And with any error, since it need not know the method. */
        REFUSAL,
        /** The frame may be processed and discarded (section 5.1, "closed"). */
        DISCARD
    }

    /** The same where the frame may be discarded too. */
    public StreamError orDiscarded() {
        return new StreamError(codes, stream, Leave.DISCARD);
    }

    /** The same where any refusal is an answer. */
    public StreamError orRefused() {
        return new StreamError(codes, stream, Leave.REFUSAL);
    }

    @Override
    public String words() {
        String error = "RST_STREAM(%s), and the connection goes on".formatted(codes);
        return switch (leave) {
            case NONE, ANSWER, REFUSAL -> error;
            case DISCARD -> error + "; or it is discarded";
        };
    }

    @Override
    public Verdict judge(Stage stage) {
        int target = stream.applyAsInt(stage);
        Octets opaque = leave == Leave.DISCARD ? stage.ping() : Octets.EMPTY;
        boolean discarded = false;
        boolean wrong = false;
        stage.rewind();
        long deadline = Stage.deadline(stage.setup().patience());
        while (true) {
            Arrival arrival = stage.take(deadline);
            if (arrival == null) {
                return discarded && !wrong
                        ? new Verdict.Passed("discarded")
                        : new Verdict.Failed(words(), Bystander.describe(stage));
            }
            if (wrong && Stage.isEnd(arrival)) {
                return new Verdict.Failed(words(), stage.seen());
            }
            Verdict verdict = verdict(stage, target, arrival);
            if (verdict != null) {
                return verdict;
            }
            Frame.Reset reset = Stage.frame(arrival, Frame.Reset.class);
            if (reset != null && reset.streamId() == target) {
                // With a wrong code, unless a connection error takes its streams with it.
                wrong = true;
                deadline = Stage.deadline(stage.setup().grace());
            }
            if (!opaque.isEmpty() && !discarded && Stage.answers(arrival, opaque)) {
                // The error may come from another thread of the peer's, and so a little later.
                discarded = true;
                deadline = Stage.deadline(stage.setup().grace());
            }
        }
    }

    private @Nullable Verdict verdict(Stage stage, int target, Arrival arrival) {
        if (Stage.isEnd(arrival)) {
            return stage.setup().lingers()
                    ? new Verdict.Warned(words(), stage.seen())
                    : new Verdict.Failed(words(), stage.seen());
        }
        Frame.GoAway goAway = Stage.frame(arrival, Frame.GoAway.class);
        if (goAway != null && goAway.code() != 0) {
            if (!codes.accept(goAway.code())) {
                return new Verdict.Failed(words(), stage.seen());
            }
            return ConnectionError.closes(stage)
                    ? new Verdict.Passed("as a connection error (5.4.1)")
                    : new Verdict.Failed(words(), stage.seen() + ConnectionError.STAYS);
        }
        Frame.Reset reset = Stage.frame(arrival, Frame.Reset.class);
        if (reset != null && reset.streamId() == target) {
            return codes.accept(reset.code()) ? goesOn(stage, codes.remark(reset.code())) : null;
        }
        boolean answers = leave == Leave.ANSWER || leave == Leave.REFUSAL;
        if (answers && stage.peer() == Role.SERVER) {
            return answered(stage, target, arrival);
        }
        return null;
    }

    /** Section 8.1.1: a server may answer before it closes or resets the stream. */
    private @Nullable Verdict answered(Stage stage, int target, Arrival arrival) {
        Head response = stage.log().response(target);
        boolean refused =
                response != null
                        && (REFUSALS.contains(response.status())
                                || leave == Leave.REFUSAL && response.status() >= 400);
        if (!refused) {
            return null;
        }
        if (stage.log().isEnded(target)) {
            return goesOn(stage, "with status " + response.status() + " (8.1.1)");
        }
        if (Stage.frame(arrival, Frame.Headers.class) != null) {
            stage.send(stage.credit());
        }
        return null;
    }

    /** The stream is over as it should be: is the connection still there? */
    private Verdict goesOn(Stage stage, String remark) {
        Octets opaque = stage.ping();
        long deadline = Stage.deadline(stage.setup().patience());
        for (Arrival arrival = stage.take(deadline);
                arrival != null;
                arrival = stage.take(deadline)) {
            if (Stage.answers(arrival, opaque)) {
                return new Verdict.Passed(remark);
            }
            if (Stage.frame(arrival, Frame.GoAway.class) != null) {
                return new Verdict.Passed("the connection is ended with it (5.4.1)");
            }
            if (Stage.isEnd(arrival)) {
                return new Verdict.Warned(words(), stage.seen());
            }
        }
        return new Verdict.Failed(words(), stage.seen() + ", then no answer to a PING");
    }
}
