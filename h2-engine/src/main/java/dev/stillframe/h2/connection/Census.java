package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Role;
import dev.stillframe.h2.flow.ReceiveLedger;
import dev.stillframe.h2.stream.Inbound;
import dev.stillframe.h2.stream.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * What a connection holds, counted: for whoever checks laws L5 and flow control's from outside, as
 * the simulator and soaks do.
 *
 * @param streams streams that are stored
 * @param peerStreams those of them that the peer has opened or promised
 * @param ownActive streams of ours that count for the peer's MAX_CONCURRENT_STREAMS, as the
 *     connection has it
 * @param peerActive the peer's streams that count for ours, as the connection has it
 * @param ownFound the same as ownActive, counted one by one
 * @param peerFound the same as peerActive, counted one by one
 * @param held octets that streams hold for the application
 * @param finishing streams that were reset while the application works on them
 * @param released streams that the application let go of before they ended
 * @param remembered closed streams that are remembered
 * @param turns streams that wait for their turn to send
 * @param wants streams that wait for credit
 * @param blockOctets octets of an unfinished field block
 * @param encoderTable octets of our encoder's dynamic table
 * @param decoderTable octets of our decoder's dynamic table
 * @param unacknowledged SETTINGS frames of ours that were not acknowledged
 * @param pings PINGs of ours that have not come back
 * @param unbalanced a ledger that does not balance, in words; null when all do
 */
public record Census(
        int streams,
        int peerStreams,
        int ownActive,
        int peerActive,
        int ownFound,
        int peerFound,
        long held,
        int finishing,
        int released,
        int remembered,
        int turns,
        int wants,
        int blockOctets,
        int encoderTable,
        int decoderTable,
        int unacknowledged,
        int pings,
        @Nullable String unbalanced) {
    /** Counts. */
    public static Census of(ConnectionState state) {
        long[] held = {0};
        int[] found = {0, 0};
        int[] peers = {0};
        int[] wants = {0};
        @Nullable String[] unbalanced = {
            balances(state.ledger()) ? null : "connection: " + state.ledger()
        };
        state.streams()
                .forEach(
                        (id, stream) -> {
                            boolean own = (id & 1) == (state.role() == Role.CLIENT ? 1 : 0);
                            found[own ? 0 : 1] += Streams.counts(stream) ? 1 : 0;
                            peers[0] += own ? 0 : 1;
                            held[0] += stream.held();
                            Outbound out = stream.outbound();
                            wants[0] += out != null && out.wants() ? 1 : 0;
                            Inbound in = stream.inbound();
                            if (in != null && !balances(in.ledger())) {
                                unbalanced[0] = "stream " + id + ": " + in.ledger();
                            }
                        });
        FieldBlocks.Partial block = state.block();
        return new Census(
                state.streams().size(),
                peers[0],
                state.ids().ownActive(),
                state.ids().peerActive(),
                found[0],
                found[1],
                held[0],
                state.ids().finishing().size(),
                state.ids().released().size(),
                state.closedStreams().count(),
                state.schedule().ready().size(),
                wants[0],
                block == null ? 0 : block.octets().length(),
                state.encoder().tableSize(),
                state.decoder().tableSize(),
                state.settings().unacknowledged().size(),
                state.pings().outstanding().size(),
                unbalanced[0]);
    }

    /** Advertised = open + held + pending (RFC 9113 section 5.2). */
    private static boolean balances(ReceiveLedger ledger) {
        return ledger.target() == ledger.open() + ledger.held() + ledger.pending()
                && ledger.held() >= 0
                && ledger.pending() >= 0;
    }
}
