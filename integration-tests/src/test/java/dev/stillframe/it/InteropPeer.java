package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.misbehaving.NegativeCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * With whom gRPC is tried, and what each of them plays. The page is made of this, and each word of
 * it is a test.
 */
enum InteropPeer {
    /** Our server is called by our client. */
    STILLFRAME(
            "Stillframe",
            EnumSet.allOf(InteropSetup.class),
            EnumSet.noneOf(InteropCase.class),
            EnumSet.allOf(InteropCase.class),
            EnumSet.allOf(NegativeCase.class)),
    GRPC_JAVA(
            "grpc-java",
            EnumSet.allOf(InteropSetup.class),
            EnumSet.of(
                    InteropCase.CONCURRENT_LARGE_UNARY,
                    InteropCase.FOUR_MEGABYTES_UNARY,
                    InteropCase.FOUR_MEGABYTES_STREAMING),
            EnumSet.of(
                    InteropCase.CACHEABLE_UNARY,
                    InteropCase.CLIENT_COMPRESSED_UNARY,
                    InteropCase.CLIENT_COMPRESSED_STREAMING,
                    InteropCase.SERVER_COMPRESSED_STREAMING,
                    InteropCase.PICK_FIRST_UNARY),
            EnumSet.allOf(NegativeCase.class)),
    /** Its core is that of C. It does not tell whether a message came compressed. */
    PYTHON(
            "Python",
            EnumSet.of(InteropCase.CLIENT_COMPRESSED_STREAMING),
            EnumSet.of(
                    InteropCase.CLIENT_COMPRESSED_UNARY, InteropCase.CLIENT_COMPRESSED_STREAMING),
            PythonPeer::program),
    CPP(
            "C++",
            EnumSet.noneOf(InteropCase.class),
            EnumSet.noneOf(InteropCase.class),
            CppPeer::program),
    /** It does not tell either, and its servers do not compress. */
    NODE(
            "Node",
            EnumSet.of(InteropCase.CLIENT_COMPRESSED_STREAMING),
            EnumSet.of(
                    InteropCase.CLIENT_COMPRESSED_UNARY,
                    InteropCase.CLIENT_COMPRESSED_STREAMING,
                    InteropCase.SERVER_COMPRESSED_UNARY,
                    InteropCase.SERVER_COMPRESSED_STREAMING),
            NodePeer::program);

    /** What goes another way over TLS and on Jetty. */
    private static final Set<InteropCase> FEW =
            EnumSet.of(
                    InteropCase.LARGE_UNARY,
                    InteropCase.SERVER_COMPRESSED_UNARY,
                    InteropCase.PING_PONG,
                    InteropCase.CUSTOM_METADATA);

    /** Of no server but grpc-java's and ours. */
    private static final Set<InteropCase> RARE =
            EnumSet.of(InteropCase.CACHEABLE_UNARY, InteropCase.ORCA_PER_RPC, InteropCase.ORCA_OOB);

    /** The clients in other languages leave these to others. */
    private static final Set<InteropCase> LEFT =
            EnumSet.of(
                    InteropCase.CLIENT_COMPRESSED_UNARY_NOPROBE,
                    InteropCase.CLIENT_COMPRESSED_STREAMING_NOPROBE,
                    InteropCase.VERY_LARGE_REQUEST,
                    InteropCase.PICK_FIRST_UNARY,
                    InteropCase.RPC_SOAK,
                    InteropCase.CHANNEL_SOAK,
                    InteropCase.CONCURRENT_LARGE_UNARY);

    /** Those in other languages: programs that are started with the cases' names. */
    static final Set<InteropPeer> PROGRAMS = EnumSet.of(PYTHON, CPP, NODE);

    private final String title;
    private final Set<InteropSetup> setups;
    private final Set<InteropCase> notAsClient;
    private final Set<InteropCase> notAsServer;
    private final Set<NegativeCase> negative;
    private final Function<String, List<String>> program;

    InteropPeer(
            String title,
            Set<InteropSetup> setups,
            Set<InteropCase> notAsClient,
            Set<InteropCase> notAsServer,
            Set<NegativeCase> negative) {
        this.title = title;
        this.setups = setups;
        this.notAsClient = notAsClient;
        this.notAsServer = notAsServer;
        this.negative = negative;
        this.program =
                role -> {
                    throw new IllegalStateException("this one is in the same process");
                };
    }

    /** One of another language, with the cases that its library has no means for. */
    InteropPeer(
            String title,
            Set<InteropCase> notAsClient,
            Set<InteropCase> notAsServer,
            Function<String, List<String>> program) {
        this.title = title;
        this.setups = EnumSet.allOf(InteropSetup.class);
        this.notAsClient = notAsClient;
        this.notAsServer = notAsServer;
        this.negative = EnumSet.noneOf(NegativeCase.class);
        this.program = program;
    }

    String title() {
        return title;
    }

    /** The cases that its client plays against our server. */
    List<InteropCase> asClient() {
        List<InteropCase> cases = setups.isEmpty() ? List.of() : without(notAsClient);
        return PROGRAMS.contains(this)
                ? cases.stream().filter(one -> !RARE.contains(one) && !LEFT.contains(one)).toList()
                : cases;
    }

    /**
     * Those that it plays against our server set up so. One of them waits for seconds, whoever
     * plays it, and has nothing to do with the set-up: once is enough. A program is started for
     * each case: where it is not the first set-up, for a few.
     */
    List<InteropCase> asClient(InteropSetup setup) {
        if (!setups.contains(setup)) {
            return List.of();
        }
        return asClient().stream()
                .filter(one -> one != InteropCase.PICK_FIRST_UNARY || setup == InteropSetup.PLAIN)
                .filter(
                        one ->
                                !PROGRAMS.contains(this)
                                        || FEW.contains(one)
                                        || setup == InteropSetup.PLAIN)
                .toList();
    }

    /** The cases that our client plays against its server. */
    List<InteropCase> asServer() {
        List<InteropCase> cases = without(notAsServer);
        return PROGRAMS.contains(this)
                ? cases.stream().filter(one -> !RARE.contains(one)).toList()
                : cases;
    }

    /**
     * A command line of its client or its server; the program is made first, if need be. Skips the
     * test where something that it takes is not installed.
     */
    List<String> command(String role, List<String> arguments) {
        List<String> command = new ArrayList<>(program.apply(role));
        command.addAll(arguments);
        return command;
    }

    /** How it serves: without TLS (false) and with (true). */
    List<Boolean> serves() {
        return List.of(false, true);
    }

    /** The cases that its client plays against the server that misbehaves. */
    Set<NegativeCase> negative() {
        return negative;
    }

    private static List<InteropCase> without(Set<InteropCase> others) {
        return Arrays.stream(InteropCase.values()).filter(one -> !others.contains(one)).toList();
    }
}
