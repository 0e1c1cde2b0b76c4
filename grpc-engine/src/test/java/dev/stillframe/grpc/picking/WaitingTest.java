package dev.stillframe.grpc.picking;

import static dev.stillframe.api.grpc.Connectivity.CONNECTING;
import static dev.stillframe.api.grpc.Connectivity.READY;
import static dev.stillframe.api.grpc.Connectivity.TRANSIENT_FAILURE;
import static dev.stillframe.grpc.picking.ChannelScript.PICK_FIRST;
import static dev.stillframe.grpc.picking.ChannelScript.ROUND_ROBIN;
import static dev.stillframe.grpc.picking.ChannelScript.became;
import static dev.stillframe.grpc.picking.ChannelScript.channel;
import static dev.stillframe.grpc.picking.ChannelScript.connect;
import static dev.stillframe.grpc.picking.ChannelScript.picked;
import static dev.stillframe.grpc.picking.ChannelScript.refused;
import static dev.stillframe.grpc.picking.ChannelScript.resolve;
import static dev.stillframe.grpc.picking.ChannelScript.resolved;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Calls that wait (doc/wait-for-ready.md), and the look-up of names. */
class WaitingTest {
    private static final String REFUSED = "no server is reached; [a]: refused";

    @Test
    @DisplayName("wait-for-ready: a failing channel fails calls, but not those that wait")
    void waitForReady() {
        resolved(PICK_FIRST, "a")
                .pick(1)
                .pickWhenReady(2)
                .pick(3)
                .failed(0)
                .expect(
                        became(TRANSIENT_FAILURE),
                        refused(1, Code.UNAVAILABLE, REFUSED),
                        refused(3, Code.UNAVAILABLE, REFUSED))
                .pickWhenReady(4)
                .wakes(800, 1200)
                .connected(0, "a")
                .expect(connect(0, "a"), became(READY), picked(2, 0), picked(4, 0));
    }

    @Test
    @DisplayName("wait-for-ready: deadlines pass while waiting, and the reason is told")
    void deadlines() {
        ChannelScript script =
                resolved(PICK_FIRST, "a").pick(1, true, 50).pick(2, true, 30).pick(3, true, 0);
        script.expect(refused(3, Code.DEADLINE_EXCEEDED, "no connection in time"))
                .wakes(30, 30)
                .expect(refused(2, Code.DEADLINE_EXCEEDED, "no connection in time"))
                .failed(0)
                .forget()
                .wakes(20, 20)
                .expect(refused(1, Code.DEADLINE_EXCEEDED, "no connection in time; " + REFUSED));
        assertEquals(0, script.state.waiting());
    }

    @Test
    @DisplayName("First come, first served; who has gone is not answered")
    void order() {
        resolved(PICK_FIRST, "a")
                .pick(3)
                .pick(1)
                .pick(2)
                .pick(1)
                .step(new BalancerEvent.Abandon<>(1), new BalancerEvent.Abandon<>(9))
                .connected(0, "a")
                .expect(became(READY), picked(3, 0), picked(2, 0));
    }

    @Test
    @DisplayName("No more wait than are allowed")
    void full() {
        BalancerOptions options = new BalancerOptions(Backoff.CONNECTION, Duration.ZERO, 2);
        ChannelScript script = channel(options).pick(1).pick(2).forget().pick(3);
        script.expect(refused(3, Code.RESOURCE_EXHAUSTED, "2 calls wait for a connection already"));
        assertEquals(2, script.state.waiting());
    }

    @Test
    @DisplayName("A name that cannot be resolved fails calls, and is tried again with back-off")
    void unresolved() {
        String reason = "the name cannot be resolved: no such host";
        channel()
                .pick(1)
                .pickWhenReady(2)
                .unresolved("no such host")
                .expect(
                        resolve(),
                        became(CONNECTING),
                        became(TRANSIENT_FAILURE),
                        refused(1, Code.UNAVAILABLE, reason))
                .wakes(800, 1200)
                .expect(resolve())
                .pick(3)
                .expect(refused(3, Code.UNAVAILABLE, reason))
                .unresolved("no such host")
                .wakes(1280, 1920)
                .expect(resolve())
                .addresses(PICK_FIRST, "a")
                .connected(0, "a")
                .expect(connect(0, "a"), became(CONNECTING), became(READY), picked(2, 0));
    }

    @Test
    @DisplayName("Addresses that are known stay when the next look-up fails or finds none")
    void stays() {
        ChannelScript script =
                resolved(ROUND_ROBIN, "a")
                        .connected(0, "a")
                        .forget()
                        .unresolved("servfail")
                        .wakes(800, 1200)
                        .expect(resolve())
                        .addresses(ROUND_ROBIN)
                        .is(READY)
                        .expect()
                        .wakes(1280, 1920)
                        .expect(resolve());
        script.addresses(ROUND_ROBIN, "a").expect();
        assertEquals(Long.MAX_VALUE, script.state.wakeAt());
    }

    @Test
    @DisplayName("Re-resolution: after a failure, but not more often than every 30 s")
    void again() {
        resolved(ROUND_ROBIN, "a")
                .connected(0, "a")
                .advance(10_000)
                .disconnected(0)
                .connected(0, "a")
                .expect(became(READY), connect(0, "a"), became(CONNECTING), became(READY))
                .wakes(20_000, 20_000)
                .expect(resolve())
                .advance(60_000)
                .disconnected(0)
                .expect(connect(0, "a"), became(CONNECTING));
    }
}
