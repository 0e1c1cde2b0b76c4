package dev.stillframe.it;

import static dev.stillframe.interop.client.InteropCase.CACHEABLE_UNARY;
import static dev.stillframe.interop.client.InteropCase.CHANNEL_SOAK;
import static dev.stillframe.interop.client.InteropCase.CLIENT_COMPRESSED_STREAMING;
import static dev.stillframe.interop.client.InteropCase.CLIENT_COMPRESSED_STREAMING_NOPROBE;
import static dev.stillframe.interop.client.InteropCase.CLIENT_COMPRESSED_UNARY;
import static dev.stillframe.interop.client.InteropCase.CLIENT_COMPRESSED_UNARY_NOPROBE;
import static dev.stillframe.interop.client.InteropCase.CONCURRENT_LARGE_UNARY;
import static dev.stillframe.interop.client.InteropCase.ORCA_OOB;
import static dev.stillframe.interop.client.InteropCase.ORCA_PER_RPC;
import static dev.stillframe.interop.client.InteropCase.PICK_FIRST_UNARY;
import static dev.stillframe.interop.client.InteropCase.RPC_SOAK;
import static dev.stillframe.interop.client.InteropCase.SERVER_COMPRESSED_STREAMING;
import static dev.stillframe.interop.client.InteropCase.SERVER_COMPRESSED_UNARY;
import static dev.stillframe.interop.client.InteropCase.VERY_LARGE_REQUEST;

import dev.stillframe.interop.client.InteropCase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * gRPC in another language: an interop client and an interop server that were written for these
 * tests on somebody else's library. They take the arguments of the gRPC project's own programs.
 */
enum GrpcPeer {
    /** grpcio, whose core is C's. It does not tell whether a message came compressed. */
    PYTHON(
            EnumSet.of(CLIENT_COMPRESSED_STREAMING),
            EnumSet.of(CLIENT_COMPRESSED_UNARY, CLIENT_COMPRESSED_STREAMING)) {
        @Override
        List<String> program(String role) {
            return PythonPeer.program(role);
        }
    },
    /** libgrpc++. */
    CPP(EnumSet.noneOf(InteropCase.class), EnumSet.noneOf(InteropCase.class)) {
        @Override
        List<String> program(String role) {
            return CppPeer.program(role);
        }
    },
    /** grpc-js. It does not tell either, and its servers do not compress. */
    NODE(
            EnumSet.of(CLIENT_COMPRESSED_STREAMING),
            EnumSet.of(
                    CLIENT_COMPRESSED_UNARY,
                    CLIENT_COMPRESSED_STREAMING,
                    SERVER_COMPRESSED_UNARY,
                    SERVER_COMPRESSED_STREAMING)) {
        @Override
        List<String> program(String role) {
            return NodePeer.program(role);
        }
    };

    /** Of no server but grpc-java's and ours. */
    private static final Set<InteropCase> UNKNOWN =
            EnumSet.of(CACHEABLE_UNARY, ORCA_PER_RPC, ORCA_OOB);

    /** Only our own client plays these. */
    private static final Set<InteropCase> OURS =
            EnumSet.of(
                    CLIENT_COMPRESSED_UNARY_NOPROBE,
                    CLIENT_COMPRESSED_STREAMING_NOPROBE,
                    VERY_LARGE_REQUEST,
                    PICK_FIRST_UNARY,
                    RPC_SOAK,
                    CHANNEL_SOAK,
                    CONCURRENT_LARGE_UNARY);

    private final Set<InteropCase> notAsClient;
    private final Set<InteropCase> notAsServer;

    /** With the cases that the library has no means for. */
    GrpcPeer(Set<InteropCase> notAsClient, Set<InteropCase> notAsServer) {
        this.notAsClient = notAsClient;
        this.notAsServer = notAsServer;
    }

    /**
     * How its client or its server is started, but for their arguments; made ready first, if need
     * be. Skips the test where something that it takes is not installed.
     */
    abstract List<String> program(String role);

    /** A command line of its client or its server. */
    final List<String> command(String role, List<String> arguments) {
        List<String> command = new ArrayList<>(program(role));
        command.addAll(arguments);
        return command;
    }

    /** What its client plays. */
    final Set<InteropCase> asClient() {
        Set<InteropCase> cases = EnumSet.allOf(InteropCase.class);
        cases.removeAll(UNKNOWN);
        cases.removeAll(OURS);
        cases.removeAll(notAsClient);
        return cases;
    }

    /** What can be played against its server. */
    final Set<InteropCase> asServer() {
        Set<InteropCase> cases = EnumSet.allOf(InteropCase.class);
        cases.removeAll(UNKNOWN);
        cases.removeAll(notAsServer);
        return cases;
    }
}
