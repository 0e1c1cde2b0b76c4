package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.cases.Cases;
import dev.stillframe.conformance.script.Setup;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Line;
import dev.stillframe.conformance.wire.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One run over a suite: a connection for each case, one after the other. */
final class Run {
    /** Where connections come from. */
    interface Connections {
        /** What holds for them. */
        Setup setup();

        /**
         * A connection for a case.
         *
         * @throws IOException when there is none, with the reason
         */
        Link next(Case of) throws IOException;

        /** The case is over, and its connection closed. */
        void over();
    }

    /** A client that leaves early passes nothing: whatever it does may be just that. */
    private static final Verdict LEFT =
            new Verdict.Failed(
                    "a client that lingers", "it did not in " + Cases.LINGERS + ", see there");

    private final Suite suite;
    private final Connections connections;
    private final Progress progress;
    private final Watch watch;
    private final List<Result> results = new ArrayList<>();
    private boolean lingers;

    private Run(Suite suite, Connections connections, Progress progress) {
        this.suite = suite;
        this.connections = connections;
        this.progress = progress;
        watch = new Watch(suite.peer());
    }

    static Report of(Suite suite, Connections connections, Progress progress) {
        Run run = new Run(suite, connections, progress);
        suite.played().forEach(run::play);
        suite.watched().forEach(run::judge);
        List<Result> sorted = new ArrayList<>(run.results);
        sorted.sort(Comparator.comparing(Result::of, Suite.order()));
        return new Report(suite.peer(), List.copyOf(sorted));
    }

    private void play(Suite.Played one) {
        long begin = System.nanoTime();
        boolean first = one.of().id().equals(Cases.LINGERS);
        Verdict verdict = first || lingers || suite.peer() == Role.SERVER ? verdict(one) : LEFT;
        if (first) {
            lingers = verdict instanceof Verdict.Passed;
        }
        add(one.of(), verdict, begin);
    }

    private Verdict verdict(Suite.Played one) {
        Setup setup = lingers ? connections.setup().lingering() : connections.setup();
        try (Link link = connections.next(one.of())) {
            Watch.Eye eye = watch.eye(one.of().id());
            try (Line line = new Line(link.socket(), link.in(), suite.peer(), eye)) {
                return one.plan().play(new Stage(suite.peer(), setup, line, link.secure()));
            }
        } catch (IOException none) {
            return new Verdict.Failed("a connection", String.valueOf(none.getMessage()));
        } finally {
            connections.over();
        }
    }

    private void judge(Suite.Watched one) {
        boolean left = !lingers && suite.peer() == Role.CLIENT;
        Verdict verdict = left ? LEFT : verdict(watch.tally(one.rule()));
        add(one.of(), verdict, System.nanoTime());
    }

    /** How a rule was kept that was watched. */
    static Verdict verdict(Watch.Tally tally) {
        String violation = tally.violation();
        if (violation != null) {
            return new Verdict.Failed("no violation", violation);
        }
        return tally.looked() == 0
                ? new Verdict.NotApplicable("nothing of the kind was sent")
                : Verdict.PASSED;
    }

    private void add(Case of, Verdict verdict, long begin) {
        Result result = new Result(of, verdict, Duration.ofNanos(System.nanoTime() - begin));
        results.add(result);
        progress.done(result, results.size(), suite.played().size() + suite.watched().size());
    }
}
