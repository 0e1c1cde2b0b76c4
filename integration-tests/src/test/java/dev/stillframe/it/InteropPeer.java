package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.misbehaving.NegativeCase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
                    InteropCase.CLIENT_COMPRESSED_STREAMING),
            EnumSet.allOf(NegativeCase.class));

    private final String title;
    private final Set<InteropSetup> setups;
    private final Set<InteropCase> notAsClient;
    private final Set<InteropCase> notAsServer;
    private final Set<NegativeCase> negative;

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
    }

    String title() {
        return title;
    }

    /** The cases that its client plays against our server. */
    List<InteropCase> asClient() {
        return setups.isEmpty() ? List.of() : without(notAsClient);
    }

    /**
     * Those that it plays against our server set up so. One of them waits for seconds, whoever
     * plays it, and has nothing to do with the set-up: once is enough.
     */
    List<InteropCase> asClient(InteropSetup setup) {
        if (!setups.contains(setup)) {
            return List.of();
        }
        return asClient().stream()
                .filter(one -> one != InteropCase.PICK_FIRST_UNARY || setup == InteropSetup.PLAIN)
                .toList();
    }

    /** The cases that our client plays against its server. */
    List<InteropCase> asServer() {
        return without(notAsServer);
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
