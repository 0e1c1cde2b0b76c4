package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More connections where the peer's MAX_CONCURRENT_STREAMS is reached (gRFC A105). */
class ScalingTest {
    /** A pool whose connections open as they are asked for, and who got its streams. */
    private static final class Scaling {
        private final PoolScript script;
        private final int streams;
        private final List<Integer> served = new ArrayList<>();
        private final Queue<Integer> running = new ArrayDeque<>();
        private int connections;

        Scaling(int most, int streams) {
            this.streams = streams;
            script =
                    PoolScript.pool(
                            options ->
                                    options.maxConnections(100)
                                            .maxConnectionsPerEndpoint(most)
                                            .maxStreamsPerConnection(1000));
        }

        void settle() {
            for (List<PoolEffect> done = script.take(); !done.isEmpty(); done = script.take()) {
                for (PoolEffect effect : done) {
                    if (effect instanceof PoolEffect.Open open) {
                        connections++;
                        script.opened(open.connection(), streams);
                    } else if (effect instanceof PoolEffect.Lease lease) {
                        served.add(lease.waiter());
                        running.add(lease.waiter());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("A105: as many as calls fill, within both limits; who waits is served in order")
    void scales(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            int most = 1 + random.nextInt(10);
            int asked = 1 + random.nextInt(12);
            int streams = 1 + random.nextInt(5);
            int calls = 1 + random.nextInt(40);
            Scaling scaling = new Scaling(most, streams);
            scaling.script.step(new PoolEvent.PerEndpoint(asked));
            for (int waiter = 1; waiter <= calls; waiter++) {
                scaling.script.acquire(waiter);
                if (random.nextBoolean()) {
                    scaling.settle();
                }
            }
            scaling.settle();
            int filled = (calls - 1) / streams + 1;
            int connections = Math.min(Math.min(most, asked), filled);
            String what = "seed " + seed + ", round " + round;
            assertEquals(connections, scaling.connections, what);
            assertEquals(Math.min(calls, connections * streams), scaling.served.size(), what);
            // A lower limit takes nobody's stream, and those that wait get the next ones.
            scaling.script.step(new PoolEvent.PerEndpoint(1));
            while (!scaling.running.isEmpty()) {
                scaling.script.release(scaling.running.remove());
                scaling.settle();
            }
            assertEquals(IntStream.rangeClosed(1, calls).boxed().toList(), scaling.served, what);
            assertEquals(connections, scaling.connections, what);
        }
    }
}
