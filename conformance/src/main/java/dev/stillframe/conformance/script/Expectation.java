package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.wire.Arrival;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** What must come of a case. */
public sealed interface Expectation
        permits ConnectionError, StreamError, GoesOn, Answers, Expectation.Check {
    /** In words. */
    String words();

    /** Looks at what comes, for as long as it takes. */
    Verdict judge(Stage stage);

    /** A connection error of one of these types (section 5.4.1). */
    static ConnectionError connectionError(ErrorCode... codes) {
        return new ConnectionError(new Codes(List.of(codes)), false);
    }

    /** A stream error of one of these types on the case's stream (section 5.4.2). */
    static StreamError streamError(ErrorCode... codes) {
        return streamError(Stage::stream, codes);
    }

    /** A stream error of one of these types. */
    static StreamError streamError(ToIntFunction<Stage> stream, ErrorCode... codes) {
        return new StreamError(new Codes(List.of(codes)), stream, StreamError.Leave.NONE);
    }

    /** The message is malformed (section 8.1.1). */
    static StreamError malformed() {
        return new StreamError(
                new Codes(List.of(ErrorCode.PROTOCOL_ERROR)),
                Stage::stream,
                StreamError.Leave.ANSWER);
    }

    /** The connection and the stream go on: a PING that was sent after it is answered. */
    static GoesOn goesOn() {
        return new GoesOn(GoesOn.Until.PING);
    }

    /** The exchange goes on to its end. */
    static GoesOn completes() {
        return new GoesOn(GoesOn.Until.END);
    }

    /** Something arrives. */
    static Answers answers(String words, Predicate<Arrival> wanted) {
        return new Answers(words, wanted);
    }

    /** Something that needs a look of its own. */
    static Check check(String words, Check.Look look) {
        return new Check(words, look);
    }

    /** That, where the peer's side of the stream has not ended before it could happen. */
    static Check unlessOver(Expectation expectation) {
        return check(
                expectation.words(),
                stage -> {
                    Verdict verdict = expectation.judge(stage);
                    return verdict instanceof Verdict.Failed && stage.log().isEnded(stage.stream())
                            ? new Verdict.NotApplicable("it had too little content to send")
                            : verdict;
                });
    }

    /** That, where a server has not answered before it could be seen (section 8.1.1 allows it). */
    static Check unlessAnswered(Expectation expectation) {
        return check(
                expectation.words(),
                stage -> {
                    Verdict verdict = expectation.judge(stage);
                    boolean early = stage.peer() == Role.SERVER && stage.isAnswered();
                    return verdict instanceof Verdict.Failed && early
                            ? new Verdict.NotApplicable("it answers before it has the content")
                            : verdict;
                });
    }

    /**
     * Looks in its own way.
     *
     * @param look how
     */
    record Check(String words, Look look) implements Expectation {
        /** A look. */
        public interface Look {
            /**
             * Looks.
             *
             * @throws Unready when the peer did not take part
             */
            Verdict at(Stage stage) throws Unready;
        }

        @Override
        public Verdict judge(Stage stage) {
            try {
                return look.at(stage);
            } catch (Unready unready) {
                return unready.verdict();
            }
        }
    }
}
