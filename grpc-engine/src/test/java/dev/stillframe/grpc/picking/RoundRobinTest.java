package dev.stillframe.grpc.picking;

import static dev.stillframe.api.grpc.Connectivity.CONNECTING;
import static dev.stillframe.api.grpc.Connectivity.READY;
import static dev.stillframe.api.grpc.Connectivity.TRANSIENT_FAILURE;
import static dev.stillframe.grpc.picking.ChannelScript.PICK_FIRST;
import static dev.stillframe.grpc.picking.ChannelScript.ROUND_ROBIN;
import static dev.stillframe.grpc.picking.ChannelScript.became;
import static dev.stillframe.grpc.picking.ChannelScript.channel;
import static dev.stillframe.grpc.picking.ChannelScript.connect;
import static dev.stillframe.grpc.picking.ChannelScript.connected;
import static dev.stillframe.grpc.picking.ChannelScript.disconnect;
import static dev.stillframe.grpc.picking.ChannelScript.picked;
import static dev.stillframe.grpc.picking.ChannelScript.refused;
import static dev.stillframe.grpc.picking.ChannelScript.resolve;
import static dev.stillframe.grpc.picking.ChannelScript.resolved;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** round_robin. */
class RoundRobinTest {
    @Test
    @DisplayName("A connection to each address, duplicates left out, and calls in turn")
    void turns() {
        channel()
                .pick(0)
                .addresses(ROUND_ROBIN, "a", "b", "a", "c")
                .expect(
                        resolve(),
                        became(CONNECTING),
                        connect(0, "a"),
                        connect(1, "b"),
                        connect(2, "c"))
                .connected(1, "b")
                .expect(became(READY), picked(0, 1))
                .pick(1)
                .expect(picked(1, 1))
                .connected(0, "a")
                .connected(2, "c")
                .pick(2)
                .pick(3)
                .pick(4)
                .pick(5)
                .expect(picked(2, 2), picked(3, 0), picked(4, 1), picked(5, 2));
    }

    @Test
    @DisplayName("Channels with other seeds begin elsewhere")
    void beginnings() {
        int[] firsts = new int[3];
        for (int seed = 0; seed < 300; seed++) {
            ChannelScript script =
                    channel(seed)
                            .step(new BalancerEvent.Wake<>())
                            .addresses(ROUND_ROBIN, "a", "b", "c")
                            .connected(0, "a")
                            .connected(1, "b")
                            .connected(2, "c");
            Picker.Use use = (Picker.Use) script.state.picker();
            firsts[use.pick(script.state.state().turn(), Set.of())]++;
        }
        assertEquals(100, firsts[0], 30);
        assertEquals(100, firsts[1], 30);
    }

    @Test
    @DisplayName("A6, Hedging Policy: a server that the call has used is avoided if it can be")
    void avoided() {
        Picker.Use use = new Picker.Use(List.of(4, 6, 9));
        assertEquals(6, use.pick(1, Set.of()));
        assertEquals(9, use.pick(1, Set.of(6)));
        assertEquals(4, use.pick(1, Set.of(6, 9)));
        assertEquals(6, use.pick(1, Set.of(4, 6, 9)));
        assertEquals(6, use.pick(-1, Set.of(4, 9)));
        connected(ROUND_ROBIN, "a", "b")
                .step(new BalancerEvent.Pick<>(1, false, Long.MAX_VALUE, Set.of(0)))
                .step(new BalancerEvent.Pick<>(2, false, Long.MAX_VALUE, Set.of(0)))
                .expect(picked(1, 1), picked(2, 1));
    }

    @Test
    @DisplayName("One that breaks is left out and connected again at once")
    void breaks() {
        connected(ROUND_ROBIN, "a", "b")
                .advance(60_000)
                .disconnected(0)
                .expect(resolve(), connect(0, "a"))
                .is(READY)
                .pick(1)
                .pick(2)
                .expect(picked(1, 1), picked(2, 1));
    }

    @Test
    @DisplayName("Ready while one is; failing when all are, and until one is ready again")
    void aggregate() {
        ChannelScript script =
                resolved(ROUND_ROBIN, "a", "b")
                        .failed(0)
                        .is(CONNECTING)
                        .pick(1)
                        .pickWhenReady(2)
                        .expect()
                        .failed(1)
                        .expect(
                                became(TRANSIENT_FAILURE),
                                refused(1, Code.UNAVAILABLE, "no server is reached; [a]: refused"));
        script.wakes(800, 1200);
        if (script.state.state().subchannels().getFirst().phase() != Subchannel.Phase.CONNECTING) {
            script.wakes(0, 400);
        }
        script.is(TRANSIENT_FAILURE).forget().connected(0, "a").expect(became(READY), picked(2, 0));
    }

    @Test
    @DisplayName("Other addresses: those that stay keep their connections")
    void otherAddresses() {
        connected(ROUND_ROBIN, "a", "b")
                .addresses(ROUND_ROBIN, "c", "b")
                .expect(disconnect(0), connect(2, "c"))
                .connected(2, "c")
                .pick(1)
                .pick(2)
                .expect(picked(1, 2), picked(2, 1));
    }

    @Test
    @DisplayName("Another policy begins anew")
    void otherPolicy() {
        connected(ROUND_ROBIN, "a", "b")
                .addresses(PICK_FIRST, "a", "b")
                .expect(disconnect(0), disconnect(1), connect(2, "a", "b"), became(CONNECTING))
                .addresses(ROUND_ROBIN, "a")
                .expect(disconnect(2), connect(3, "a"));
    }
}
