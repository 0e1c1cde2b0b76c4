package dev.stillframe.grpc.picking;

import static dev.stillframe.api.grpc.Connectivity.CONNECTING;
import static dev.stillframe.api.grpc.Connectivity.READY;
import static dev.stillframe.api.grpc.Connectivity.TRANSIENT_FAILURE;
import static dev.stillframe.grpc.picking.ChannelScript.HEALTHY;
import static dev.stillframe.grpc.picking.ChannelScript.ROUND_ROBIN;
import static dev.stillframe.grpc.picking.ChannelScript.became;
import static dev.stillframe.grpc.picking.ChannelScript.connect;
import static dev.stillframe.grpc.picking.ChannelScript.connected;
import static dev.stillframe.grpc.picking.ChannelScript.disconnect;
import static dev.stillframe.grpc.picking.ChannelScript.picked;
import static dev.stillframe.grpc.picking.ChannelScript.refused;
import static dev.stillframe.grpc.picking.ChannelScript.resolved;
import static dev.stillframe.grpc.picking.ChannelScript.unwatch;
import static dev.stillframe.grpc.picking.ChannelScript.watch;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A17, "Client Behavior". */
class WatchingTest {
    private static BalancerEvent<String> health(int subchannel, boolean serving) {
        return new BalancerEvent.Health<>(subchannel, serving);
    }

    private static BalancerEvent<String> ended(int subchannel, Code code) {
        return new BalancerEvent.WatchEnded<>(subchannel, Status.of(code, ""));
    }

    @Test
    @DisplayName("A17, Client Workflow: connecting until the first answer")
    void firstAnswer() {
        resolved(HEALTHY, "a")
                .pick(1)
                .connected(0, "a")
                .expect(watch(0))
                .is(CONNECTING)
                .step(health(0, true))
                .expect(became(READY), picked(1, 0));
    }

    @Test
    @DisplayName("A17, Client Workflow: unhealthy is failing, and healthy again is ready")
    void unhealthy() {
        connected(HEALTHY, "a")
                .step(health(0, false))
                .pick(1)
                .pickWhenReady(2)
                .expect(
                        became(TRANSIENT_FAILURE),
                        refused(
                                1,
                                Code.UNAVAILABLE,
                                "no server is reached; [a]: it says that it is not serving"))
                .step(health(0, true))
                .expect(became(READY), picked(2, 0));
    }

    @Test
    @DisplayName("A17, round_robin: no calls go to one that is unhealthy")
    void leftOut() {
        connected(HEALTHY, "a", "b")
                .step(health(0, true), health(1, true))
                .step(health(0, false))
                .pick(1)
                .pick(2)
                .expect(became(READY), picked(1, 1), picked(2, 1));
    }

    @Test
    @DisplayName("A17, Client Workflow: UNIMPLEMENTED is healthy, and is not asked again")
    void unimplemented() {
        connected(HEALTHY, "a")
                .step(ended(0, Code.UNIMPLEMENTED))
                .expect(became(READY))
                .step(health(0, false), ended(0, Code.UNAVAILABLE))
                .expect()
                .is(READY);
    }

    @Test
    @DisplayName("A17, Client Workflow: after any other end with back-off, longer each time")
    void backoff() {
        connected(HEALTHY, "a")
                .step(ended(0, Code.INTERNAL))
                .expect(became(TRANSIENT_FAILURE))
                .wakes(800, 1200)
                .expect(watch(0))
                .is(TRANSIENT_FAILURE)
                .step(ended(0, Code.OK))
                .wakes(1280, 1920)
                .expect(watch(0));
    }

    @Test
    @DisplayName("A17, Client Workflow: after an answer at once, and the back-off begins anew")
    void atOnce() {
        connected(HEALTHY, "a")
                .step(ended(0, Code.INTERNAL))
                .wakes(800, 1200)
                .step(health(0, true))
                .forget()
                .step(ended(0, Code.UNAVAILABLE))
                .expect(watch(0), became(TRANSIENT_FAILURE))
                .step(ended(0, Code.UNAVAILABLE))
                .expect()
                .wakes(800, 1200)
                .expect(watch(0));
    }

    @Test
    @DisplayName("A17, Client Workflow: the call is cancelled with the connection")
    void cancelled() {
        connected(HEALTHY, "a")
                .advance(5000)
                .disconnected(0)
                .expect(unwatch(0), connect(0, "a"))
                .step(health(0, true))
                .is(CONNECTING)
                .connected(0, "a")
                .expect(watch(0))
                .addresses(HEALTHY, "b")
                .expect(unwatch(0), disconnect(0), connect(1, "b"));
    }

    @Test
    @DisplayName("A17, Service Config Changes: health is asked for, or no longer, as it says")
    void config() {
        connected(ROUND_ROBIN, "a")
                .addresses(HEALTHY, "a")
                .expect(watch(0), became(CONNECTING))
                .addresses(HEALTHY, "a")
                .expect()
                .addresses(ROUND_ROBIN, "a")
                .expect(unwatch(0), became(READY));
    }
}
