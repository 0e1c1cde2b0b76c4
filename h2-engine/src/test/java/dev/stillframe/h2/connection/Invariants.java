package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.StreamState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds of every connection between any two steps, whatever the peer has sent. */
final class Invariants {
    private Invariants() {}

    /** Ledgers balance, counts are true, and nothing is kept for streams that are gone. */
    static void check(Iteration iteration) {
        ConnectionState state = (ConnectionState) iteration;
        balances(state.ledger());
        int[] held = {0};
        int[] active = {0, 0};
        state.streams()
                .forEach(
                        (id, stream) -> {
                            Inbound in = stream.inbound();
                            if (in != null) {
                                balances(in.ledger());
                            }
                            held[0] += stream.held();
                            boolean own = (id & 1) == (state.role() == Role.CLIENT ? 1 : 0);
                            active[own ? 0 : 1] += Streams.counts(stream) ? 1 : 0;
                            assertTrue(!(stream instanceof StreamState.Closed), "stored: closed");
                            assertTrue(!(stream instanceof StreamState.Idle), "stored: idle");
                        });
        assertEquals(state.ledger().held(), held[0], "held by the connection, by its streams");
        assertEquals(state.ids().ownActive(), active[0], "active streams of our own");
        assertEquals(state.ids().peerActive(), active[1], "active streams of the peer's");
        assertTrue(state.sendWindow() >= 0, () -> "connection's window " + state.sendWindow());
        int most = state.options().limits().maxClosedStreams() + 64;
        assertTrue(state.closedStreams().count() <= most, "closed streams remembered");
        int ready = state.schedule().ready().size();
        assertTrue(
                ready <= 2 * state.streams().size() + 64,
                () -> ready + " turns for " + state.streams().size() + " streams");
        assertTrue(
                state.ids().finishing().size() <= state.options().limits().maxFinishing(),
                "streams that finish");
        if (state.phase() == Iteration.Phase.CLOSED) {
            assertEquals(0, state.streams().size(), "streams of a closed connection");
            assertEquals(0, ready, "turns on a closed connection");
            assertEquals(null, state.block(), "half a field block on a closed connection");
            assertEquals(Long.MAX_VALUE, state.wakeAt(), "alarm of a closed connection");
        }
    }

    private static void balances(ReceiveLedger ledger) {
        assertEquals(
                ledger.target(),
                ledger.open() + ledger.held() + ledger.pending(),
                () -> "does not balance: " + ledger);
        assertTrue(ledger.held() >= 0 && ledger.pending() >= 0, () -> "negative: " + ledger);
    }

    /**
     * Each stream that the application was told of has ended at most once, or exactly once when the
     * connection is over, and nothing was told of it afterwards.
     */
    static void endings(List<Effect> effects) {
        Set<Integer> told = new HashSet<>();
        Set<Integer> ended = new HashSet<>();
        boolean closed = false;
        for (Effect effect : effects) {
            if (!(effect instanceof Notice notice)) {
                continue;
            }
            assertTrue(
                    !closed || notice instanceof Notice.Rejected, () -> "after the end: " + notice);
            int id = notice.streamId();
            switch (notice) {
                case Notice.Request request -> announce(told, request.streamId());
                case Notice.Started started -> announce(told, started.streamId());
                case Notice.Promise promise -> {
                    assertTrue(told.contains(id) && !ended.contains(id), promise::toString);
                    announce(told, promise.promisedId());
                }
                case Notice.Ended end -> {
                    assertTrue(told.contains(id), () -> "never told of: " + end);
                    assertTrue(ended.add(id), () -> "ended twice: " + end);
                }
                case Notice.Response ignored -> live(told, ended, notice);
                case Notice.Data ignored -> live(told, ended, notice);
                case Notice.Trailers ignored -> live(told, ended, notice);
                case Notice.Credit ignored -> live(told, ended, notice);
                case Notice.Closed ignored -> {
                    closed = true;
                    assertEquals(told, ended, "streams told of, streams ended");
                }
                case Notice.Rejected ignored -> {}
                case Notice.PeerSettings ignored -> {}
                case Notice.Pong ignored -> {}
                case Notice.Pinged ignored -> {}
                case Notice.Extension ignored -> {
                    if (id != 0) {
                        live(told, ended, notice);
                    }
                }
                case Notice.GoAway ignored -> {}
                case Notice.Fault ignored -> {}
            }
        }
    }

    private static void announce(Set<Integer> told, int id) {
        assertTrue(told.add(id), () -> "told of twice: " + id);
    }

    private static void live(Set<Integer> told, Set<Integer> ended, Notice notice) {
        int id = notice.streamId();
        assertTrue(
                told.contains(id) && !ended.contains(id),
                () -> "out of its stream's life: " + notice);
    }
}
