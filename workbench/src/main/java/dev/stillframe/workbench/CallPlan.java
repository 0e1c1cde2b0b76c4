package dev.stillframe.workbench;

import java.util.List;
import picocli.CommandLine.Option;

/** How much {@code bench grpc} measures, and how. */
final class CallPlan {
    /** Whose client makes the unary calls. */
    enum Caller {
        /** Frames over the engine's connections. */
        OWN,
        /** grpc-java's: costs more than the servers, but is nobody's of ours. */
        GRPC_JAVA
    }

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10",
            description = "At the most, in all parts. ${DEFAULT-VALUE} by default.")
    int connections;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "400000",
            description = "h2load: calls in a round, six for each. ${DEFAULT-VALUE} by default.")
    int requests;

    @Option(
            names = "--h2load-streams",
            paramLabel = "N",
            defaultValue = "32",
            description = "h2load: calls at any time on each. ${DEFAULT-VALUE} by default.")
    int h2loadStreams;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,100",
            description = "Unary: calls at any time. ${DEFAULT-VALUE} by default.")
    List<Integer> atOnce = List.of();

    @Option(
            names = "--unary-rounds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Unary: rounds, all of which count. ${DEFAULT-VALUE} by default.")
    int unaryRounds;

    @Option(
            names = "--unary-seconds",
            paramLabel = "S",
            defaultValue = "4",
            description = "Unary: how long each counts. ${DEFAULT-VALUE} by default.")
    double unarySeconds;

    @Option(
            names = "--client",
            paramLabel = "WHOSE",
            defaultValue = "own",
            description = "Unary: one of: ${COMPLETION-CANDIDATES}. ${DEFAULT-VALUE} by default.")
    Caller caller = Caller.OWN;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "200",
            description = "Streams in all. ${DEFAULT-VALUE} by default.")
    int streams;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "Streams: messages a second on each, each way. ${DEFAULT-VALUE} by default.")
    double rate;

    @Option(
            names = "--slow",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Streams: how many of them take one message a second, in the second of two"
                            + " runs. ${DEFAULT-VALUE} by default.")
    int slow;

    @Option(
            names = "--octets",
            paramLabel = "N",
            defaultValue = "320",
            description =
                    "Streams: content of a message: 20 ms of speech. ${DEFAULT-VALUE} by default.")
    int octets;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "Streams: how long each run counts. ${DEFAULT-VALUE} by default.")
    double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "4",
            description = "How long each run goes before that. ${DEFAULT-VALUE} by default.")
    double warmUp;

    /** How many streams are read slowly, run by run. */
    List<Integer> slows() {
        return slow == 0 ? List.of(0) : List.of(0, slow);
    }
}
