package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.pool.PoolEffect;
import dev.stillframe.h2.pool.PoolEvent;
import dev.stillframe.h2.runtime.net.Loop;
import dev.stillframe.h2.runtime.net.Loops;
import java.lang.reflect.Method;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
@DisplayName("a pool on a loop")
class PoolTurnsTest {
    private static final int ROUNDS = 500;

    /** Alarms that were moved are cleared away some dozens at a time. */
    private static final int MOST = 200;

    private static final long SOON = 1_000_000L;

    private final BlockingQueue<PoolEffect> effects = new LinkedBlockingQueue<>();

    private void asked(PoolEffect effect) {
        if (!(effect instanceof PoolEffect.WakeAt)) {
            effects.add(effect);
        }
    }

    private static int alarms(Loop loop) throws Exception {
        Method queue = Loop.class.getDeclaredMethod("alarms");
        queue.setAccessible(true);
        FutureTask<Integer> size =
                new FutureTask<>(
                        () -> {
                            Object alarms = queue.invoke(loop);
                            Method count = alarms.getClass().getDeclaredMethod("size");
                            count.setAccessible(true);
                            return (Integer) count.invoke(alarms);
                        });
        loop.execute(size);
        return size.get();
    }

    @Test
    @DisplayName("L5: has few alarms, however often what is due first comes nearer")
    void oneAlarm() throws Exception {
        Loops loops = new Loops("stillframe-test", 1);
        try (loops) {
            Loop loop = loops.next();
            PoolOptions options =
                    PoolOptions.DEFAULT.toBuilder().maxConnectionsPerEndpoint(1).build();
            PoolTurns turns = new PoolTurns(options, loop, opened -> {}, this::asked);
            Endpoint endpoint = Endpoint.of("http", "a", 80);
            turns.step(new PoolEvent.Acquire(1, endpoint, Long.MAX_VALUE));
            PoolEffect.Open open = assertInstanceOf(PoolEffect.Open.class, effects.take());
            turns.step(new PoolEvent.Opened(open.connection(), 1));
            assertInstanceOf(PoolEffect.Lease.class, effects.take());
            // The connection's end is minutes away; those who wait for a stream have less patience.
            for (int i = 2; i < 2 + ROUNDS; i++) {
                turns.step(new PoolEvent.Acquire(i, endpoint, Loop.now() + SOON));
                PoolEffect late = effects.poll(20, TimeUnit.SECONDS);
                assertInstanceOf(PoolEffect.Refuse.class, late);
            }
            int alarms = alarms(loop);
            assertTrue(alarms <= MOST, "alarms: " + alarms);
        }
        loops.join();
    }
}
