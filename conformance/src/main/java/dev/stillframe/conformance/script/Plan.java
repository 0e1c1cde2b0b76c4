package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A case as data.
 *
 * @param binds the ends that it can be played against
 * @param level how strongly the RFC demands it
 * @param rule what the RFC demands, in short
 * @param settings what our preface says: identifier, value ...
 * @param opening how far the connection comes first
 * @param asked what a client has to send
 * @param steps what is done then
 * @param expectation what must come of it
 */
public record Plan(
        List<Role> binds,
        Level level,
        String rule,
        List<Integer> settings,
        Opening opening,
        Asked asked,
        List<Step> steps,
        Expectation expectation) {

    /** A MUST for both ends. */
    public static Draft must(String rule) {
        return new Draft(List.of(Role.CLIENT, Role.SERVER), Level.MUST, rule);
    }

    /** A MUST for clients. */
    public static Draft clientMust(String rule) {
        return new Draft(List.of(Role.CLIENT), Level.MUST, rule);
    }

    /** A MUST for servers. */
    public static Draft serverMust(String rule) {
        return new Draft(List.of(Role.SERVER), Level.MUST, rule);
    }

    /** A SHOULD for servers. */
    public static Draft serverShould(String rule) {
        return new Draft(List.of(Role.SERVER), Level.SHOULD, rule);
    }

    /** A SHOULD for both ends. */
    public static Draft should(String rule) {
        return new Draft(List.of(Role.CLIENT, Role.SERVER), Level.SHOULD, rule);
    }

    /** What is sent, and when, in words. */
    public String sends() {
        String sent = steps.stream().map(Step::words).collect(Collectors.joining(", "));
        return sent.isEmpty() ? opening.words() : sent + "; " + opening.words();
    }

    /** Plays it on a connection of its own. */
    public Verdict play(Stage stage) {
        try {
            stage.open(opening, settings);
            switch (asked) {
                case GET -> {}
                case CONTENT -> stage.needContent();
                case TUNNEL -> Tunnel.open(stage);
            }
            for (Step step : steps) {
                switch (step) {
                    case Step.Send send -> stage.send(send.octets().apply(stage));
                    case Step.Act act -> act.action().on(stage);
                }
            }
            return expectation.judge(stage);
        } catch (Unready unready) {
            return unready.verdict();
        }
    }

    /** A plan being written. */
    public static final class Draft {
        private final List<Role> binds;
        private final Level level;
        private final String rule;
        private final List<Step> steps = new ArrayList<>();
        private List<Integer> settings = List.of();
        private Opening opening = Opening.BEGUN;
        private Asked asked = Asked.GET;

        private Draft(List<Role> binds, Level level, String rule) {
            this.binds = binds;
            this.level = level;
            this.rule = rule;
        }

        /** Our preface says these: identifier, value ... */
        public Draft with(Integer... idsAndValues) {
            settings = List.of(idsAndValues);
            return this;
        }

        /** How far the connection comes; {@link Opening#BEGUN} where this is not said. */
        public Draft after(Opening there) {
            opening = there;
            return this;
        }

        /** A client has to send a request with content, and is held up while it does. */
        public Draft content() {
            asked = Asked.CONTENT;
            return this;
        }

        /** The stream becomes a tunnel first (section 8.5); after {@link Opening#AWAITING}. */
        public Draft tunnel() {
            asked = Asked.TUNNEL;
            opening = Opening.AWAITING;
            return this;
        }

        /** Then these octets. */
        public Draft send(String words, Function<Stage, Octets> octets) {
            steps.add(new Step.Send(words, octets));
            return this;
        }

        /** Then something else. */
        public Draft act(String words, Step.Action action) {
            steps.add(new Step.Act(words, action));
            return this;
        }

        /** And that must come of it. */
        public Plan then(Expectation expectation) {
            return new Plan(
                    binds,
                    level,
                    rule,
                    settings,
                    opening,
                    opening == Opening.ENDED ? Asked.CONTENT : asked,
                    List.copyOf(steps),
                    expectation);
        }
    }
}
