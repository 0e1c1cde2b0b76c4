package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.stream.Inbound;

/**
 * What holds for every state of a connection, whatever has happened: laws L5 and flow control's.
 */
public final class Bounds {
    /** Closed streams are dropped in lots of so many. */
    private static final int SLACK = 32;

    private Bounds() {}

    /**
     * Fails unless the state keeps to its limits.
     *
     * @param asked streams that our own application has opened; no limit of ours bounds them
     */
    public static void check(Iteration iteration, int asked) {
        ConnectionState state = (ConnectionState) iteration;
        Limits limits = state.options().limits();
        ledger(state.ledger());
        int[] held = {0};
        int[] active = {0};
        state.streams()
                .forEach(
                        (id, stream) -> {
                            held[0] += stream.held();
                            active[0] += Streams.counts(stream) ? 1 : 0;
                            Inbound in = stream.inbound();
                            if (in != null) {
                                ledger(in.ledger());
                            }
                        });
        assertEquals(held[0], state.ledger().held(), "the connection holds what its streams hold");
        assertEquals(active[0], state.activeStreams(), "streams are counted as they are");
        assertTrue(
                state.ids().peerActive() <= limits.maxConcurrentStreams(),
                "more streams of the peer than we allow");
        assertTrue(
                state.streams().size() <= 2 * limits.maxConcurrentStreams() + asked,
                "more streams than were asked for: " + state.streams().size());
        assertTrue(
                state.closedStreams().count() <= limits.maxClosedStreams() + SLACK,
                "too much is remembered of closed streams");
        assertTrue(
                state.ids().finishing().size()
                        <= limits.maxFinishing() + limits.maxConcurrentStreams(),
                "too many streams are finishing: " + state.ids().finishing().size());
        assertTrue(
                state.ids().released().size() <= state.streams().size(),
                "streams that are gone are remembered as released");
        FieldBlocks.Partial block = state.block();
        assertTrue(
                block == null || block.octets().length() <= limits.maxFieldBlock(),
                "a field block is larger than allowed");
        assertTrue(state.closed() == null || state.streams().size() == 0, "streams outlive it");
    }

    private static void ledger(ReceiveLedger ledger) {
        assertEquals(
                ledger.target(),
                ledger.open() + ledger.held() + ledger.pending(),
                () -> "advertised = open + held + pending: " + ledger);
        assertTrue(ledger.held() >= 0 && ledger.pending() >= 0, ledger::toString);
    }
}
