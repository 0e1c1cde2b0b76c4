package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is wrong. A PING that was sent after what is in question is answered, and neither the
 * connection nor the case's stream has ended in an error by then.
 *
 * @param until how far it is followed
 */
public record GoesOn(Until until) implements Expectation {
    /** Whoever has all that it came for may take leave of the stream with one of these. */
    private static final Set<ErrorCode> HARMLESS =
            Set.of(ErrorCode.NO_ERROR, ErrorCode.CANCEL, ErrorCode.STREAM_CLOSED);

    /** How far an exchange is followed. */
    public enum Until {
        /** Until a PING is answered. */
        PING,
        /** And then until both sides of the case's stream have ended. */
        END
    }

    @Override
    public String words() {
        return switch (until) {
            case PING -> "it goes on, and answers a PING";
            case END -> "it goes on, and the exchange ends well";
        };
    }

    @Override
    public Verdict judge(Stage stage) {
        stage.rewind();
        Octets opaque = stage.ping();
        Verdict early = follow(stage, opaque);
        if (early != null || until == Until.PING) {
            return early == null ? Verdict.PASSED : early;
        }
        return stage.peer() == Role.SERVER ? answer(stage) : end(stage);
    }

    private @Nullable Verdict follow(Stage stage, Octets opaque) {
        long deadline = Stage.deadline(stage.setup().patience());
        boolean leave = false;
        while (true) {
            Arrival arrival = stage.take(deadline);
            if (arrival == null) {
                return new Verdict.Failed(words(), seen(stage, "no answer to a PING"));
            }
            if (fatal(stage, arrival)) {
                return new Verdict.Failed(words(), stage.seen());
            }
            if (Stage.isEnd(arrival)) {
                // With its last stream gone, it may take leave as section 5.4.1 recommends.
                return leave && stage.isStreamOver()
                        ? new Verdict.Passed("it ends the connection in order")
                        : new Verdict.Failed(words(), stage.seen());
            }
            if (Stage.answers(arrival, opaque)) {
                return null;
            }
            leave |= Stage.frame(arrival, Frame.GoAway.class) != null;
        }
    }

    /** A server: gets the end of the request and all the credit, and has to answer. */
    private Verdict answer(Stage stage) {
        int id = stage.stream();
        if (!stage.hasEnded()) {
            stage.send(Frames.data(id, 0, Frames.END_STREAM));
        }
        stage.send(stage.credit());
        long deadline = Stage.deadline(stage.setup().patience());
        while (!stage.isAnswered()) {
            Arrival arrival = stage.take(deadline);
            if (arrival == null) {
                return new Verdict.Failed(words(), seen(stage, "no whole answer"));
            }
            if (Stage.isEnd(arrival) || fatal(stage, arrival)) {
                return new Verdict.Failed(words(), stage.seen());
            }
        }
        Head response = stage.log().response(id);
        int status = response == null ? 0 : response.status();
        return status == 400 ? new Verdict.Failed(words(), "status 400") : new Verdict.Passed("");
    }

    /** A client: gets the end of the response, and must not find fault with it. */
    private Verdict end(Stage stage) {
        int id = stage.stream();
        if (!stage.hasEnded()) {
            stage.send(
                    stage.hasBegun()
                            ? Frames.data(id, 0, Frames.END_STREAM)
                            : Frames.headers(
                                    id, stage.head(), Frames.END_HEADERS | Frames.END_STREAM));
        }
        Octets opaque = stage.ping();
        long deadline = Stage.deadline(stage.setup().patience());
        for (Arrival arrival = stage.take(deadline);
                arrival != null && !Stage.answers(arrival, opaque);
                arrival = stage.take(deadline)) {
            if (fatal(stage, arrival)) {
                return new Verdict.Failed(words(), stage.seen());
            }
            if (Stage.isEnd(arrival)) {
                // It has what it came for.
                return Verdict.PASSED;
            }
        }
        return Verdict.PASSED;
    }

    private static boolean fatal(Stage stage, Arrival arrival) {
        Frame.GoAway goAway = Stage.frame(arrival, Frame.GoAway.class);
        Frame.Reset reset = Stage.frame(arrival, Frame.Reset.class);
        Set<ErrorCode> harmless = stage.hasEnded() ? HARMLESS : Set.of(ErrorCode.NO_ERROR);
        return goAway != null && goAway.code() != 0
                || reset != null
                        && reset.streamId() == stage.stream()
                        && !harmless.contains(ErrorCode.of(reset.code()));
    }

    private static String seen(Stage stage, String missing) {
        String seen = stage.seen();
        return seen.isEmpty() ? missing : seen + ", and " + missing;
    }
}
