package dev.stillframe.grpc.picking;

import static dev.stillframe.api.grpc.Connectivity.CONNECTING;
import static dev.stillframe.api.grpc.Connectivity.IDLE;
import static dev.stillframe.api.grpc.Connectivity.READY;
import static dev.stillframe.api.grpc.Connectivity.TRANSIENT_FAILURE;
import static dev.stillframe.grpc.picking.ChannelScript.PICK_FIRST;
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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.config.LoadBalancing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** pick_first: A62, and the connectivity states. */
class PickFirstTest {
    private static final Plan SHUFFLED = new Plan(new LoadBalancing.PickFirst(true), null);
    private static final String REFUSED = "no server is reached; [a, b]: refused";

    @Test
    @DisplayName("Connectivity: idle until a call comes; then look up, connect, ready")
    void firstCall() {
        channel()
                .step()
                .expect()
                .is(IDLE)
                .pick(1)
                .expect(resolve(), became(CONNECTING))
                .addresses(PICK_FIRST, "a", "b")
                .expect(connect(0, "a", "b"))
                .pick(2)
                .connected(0, "b")
                .expect(became(READY), picked(1, 0), picked(2, 0))
                .pick(3)
                .expect(picked(3, 0));
    }

    @Test
    @DisplayName("A62: a connection that breaks is not made again before a call wants it")
    void idle() {
        connected(PICK_FIRST, "a")
                .advance(60_000)
                .disconnected(0)
                .expect(resolve(), became(IDLE))
                .advance(60_000)
                .addresses(PICK_FIRST, "a")
                .expect()
                .pick(1)
                .expect(connect(0, "a"), became(CONNECTING))
                .connected(0, "a")
                .expect(became(READY), picked(1, 0));
    }

    @Test
    @DisplayName("A62, Sticky-TF: failing until connected, and tried again for ever")
    void sticky() {
        ChannelScript script =
                resolved(PICK_FIRST, "a", "b")
                        .pick(1)
                        .failed(0)
                        .expect(became(TRANSIENT_FAILURE), refused(1, Code.UNAVAILABLE, REFUSED))
                        .wakes(800, 1200)
                        .expect(connect(0, "a", "b"))
                        .is(TRANSIENT_FAILURE)
                        .pick(2)
                        .expect(refused(2, Code.UNAVAILABLE, REFUSED));
        for (int i = 0; i < 30; i++) {
            script.failed(0).wakes(1, 144_000);
            if (script.state.state().resolution().running()) {
                script.addresses(PICK_FIRST, "a", "b");
            }
            script.is(TRANSIENT_FAILURE).forget();
        }
        while (!script.forget()
                .state
                .state()
                .subchannels()
                .getFirst()
                .phase()
                .name()
                .equals("CONNECTING")) {
            script.wakes(1, 144_000);
        }
        script.connected(0, "a").expect(became(READY));
    }

    @Test
    @DisplayName("Connection backoff: 1 s, 1.6 s, 2.56 s, counted from the attempt's beginning")
    void backoff() {
        resolved(PICK_FIRST, "a")
                .advance(100)
                .failed(0)
                .wakes(700, 1100)
                .failed(0)
                .wakes(1280, 1920)
                .advance(1000)
                .failed(0)
                .wakes(1048, 2072)
                .expect(
                        became(TRANSIENT_FAILURE),
                        connect(0, "a"),
                        connect(0, "a"),
                        connect(0, "a"));
    }

    @Test
    @DisplayName("Connection backoff: an attempt that took longer than its delay is followed")
    void slowAttempt() {
        resolved(PICK_FIRST, "a")
                .advance(5000)
                .failed(0)
                .expect(connect(0, "a"), became(TRANSIENT_FAILURE));
    }

    @Test
    @DisplayName("A server that drops connections at once gets one a second, and calls wait")
    void dropped() {
        connected(PICK_FIRST, "a")
                .advance(1)
                .disconnected(0)
                .pick(1)
                .expect(became(IDLE), became(CONNECTING))
                .wakes(799, 1199)
                .expect(connect(0, "a"))
                .connected(0, "a")
                .expect(became(READY), picked(1, 0));
    }

    @Test
    @DisplayName("A connection to an address that is still there is kept")
    void kept() {
        connected(PICK_FIRST, "a", "b").addresses(PICK_FIRST, "c", "a").expect().is(READY);
    }

    @Test
    @DisplayName("A connection to an address that is gone is given up, until a call comes")
    void gone() {
        connected(PICK_FIRST, "a", "b")
                .addresses(PICK_FIRST, "c", "b")
                .expect(disconnect(0), became(IDLE))
                .connected(0, "a")
                .disconnected(0)
                .is(IDLE)
                .pick(1)
                .expect(connect(1, "c", "b"), became(CONNECTING));
    }

    @Test
    @DisplayName("Other addresses are tried at once, and failing stays until one connects")
    void otherAddresses() {
        resolved(PICK_FIRST, "a")
                .failed(0)
                .addresses(PICK_FIRST, "b")
                .expect(became(TRANSIENT_FAILURE), connect(1, "b"))
                .addresses(PICK_FIRST, "c")
                .expect(disconnect(1), connect(2, "c"))
                .addresses(PICK_FIRST, "c")
                .expect()
                .is(TRANSIENT_FAILURE)
                .connected(2, "c")
                .expect(became(READY));
    }

    @Test
    @DisplayName("A62, Random shuffling: all orders occur, and nothing is lost")
    void shuffled() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            ChannelScript script =
                    channel(seed)
                            .step(new BalancerEvent.Wake<>())
                            .addresses(SHUFFLED, "a", "b", "c");
            List<String> order = script.state.state().subchannels().getFirst().addresses();
            assertEquals(Set.of("a", "b", "c"), new HashSet<>(order));
            orders.add(order);
            script.forget().addresses(SHUFFLED, "c", "b", "a").expect();
        }
        assertEquals(6, orders.size());
    }

    @Test
    @DisplayName("A17: pick_first asks for no health")
    void noHealth() {
        Plan plan = new Plan(new LoadBalancing.PickFirst(false), "a.S");
        resolved(plan, "a").connected(0, "a").expect(became(READY));
    }

    @Test
    @DisplayName("Connectivity: an idle channel gives its connection up, and comes back")
    void enterIdle() {
        ChannelScript script =
                connected(PICK_FIRST, "a")
                        .step(new BalancerEvent.EnterIdle<>())
                        .expect(disconnect(0), became(IDLE));
        assertEquals(Long.MAX_VALUE, script.state.wakeAt());
        script.advance(60_000)
                .pick(1)
                .expect(resolve(), connect(1, "a"), became(CONNECTING))
                .step(new BalancerEvent.EnterIdle<>())
                .is(CONNECTING)
                .connected(1, "a")
                .expect(became(READY), picked(1, 1));
    }

    @Test
    @DisplayName("Connectivity: shut down for good; calls that wait and that come are refused")
    void shutdown() {
        ChannelScript script =
                resolved(PICK_FIRST, "a")
                        .pickWhenReady(1)
                        .step(new BalancerEvent.Shutdown<>())
                        .expect(
                                disconnect(0),
                                became(Connectivity.SHUTDOWN),
                                refused(1, Code.UNAVAILABLE, "the channel is shut down"))
                        .pickWhenReady(2)
                        .expect(refused(2, Code.UNAVAILABLE, "the channel is shut down"))
                        .step(new BalancerEvent.Wake<>())
                        .addresses(PICK_FIRST, "b")
                        .connected(0, "a")
                        .expect()
                        .is(Connectivity.SHUTDOWN);
        assertInstanceOf(Picker.Fail.class, script.state.picker());
        assertTrue(script.state.wakeAt() == Long.MAX_VALUE);
    }
}
