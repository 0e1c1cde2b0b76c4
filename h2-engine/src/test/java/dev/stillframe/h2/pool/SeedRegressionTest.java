package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.PoolScript.HERE;
import static dev.stillframe.h2.pool.PoolScript.close;
import static dev.stillframe.h2.pool.PoolScript.drain;
import static dev.stillframe.h2.pool.PoolScript.lease;
import static dev.stillframe.h2.pool.PoolScript.open;
import static dev.stillframe.h2.pool.PoolScript.pool;
import static dev.stillframe.h2.pool.PoolScript.refuse;
import static dev.stillframe.h2.pool.ProtocolMemory.Protocol.H2;
import static dev.stillframe.h2.pool.ProtocolMemory.Protocol.HTTP_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Faults of pools that came before this one, each as the script that would show it. */
class SeedRegressionTest {
    @Test
    @DisplayName("CP-7: with all connections exhausted a release serves who waits; nothing hangs")
    void exhausted() {
        PoolScript script =
                pool(options -> options.maxConnectionsPerEndpoint(2).maxStreamsPerConnection(1))
                        .acquire(1, 2, 3, 4, 5)
                        .opened(1, 1)
                        .opened(2, 1)
                        .expect(open(1), open(2), lease(1, 1), lease(2, 2));
        script.release(2).expect(lease(3, 2));
        script.release(1).expect(lease(4, 1));
        script.release(4).expect(lease(5, 1));
        assertEquals(0, script.statistics().waiting());
    }

    @Test
    @DisplayName("CP-8: a connection that leaves is told to, in every case, and counts until gone")
    void everyConnectionIsClosed() {
        // By idle time, by lifetime, by uses, by an error while idle, by one while busy, by a
        // connect that hangs: what is behind a connection is let go exactly once.
        leaves(pool().acquire(1).opened(1, 9).release(1).advance(Duration.ofMinutes(1)), drain(1));
        leaves(pool().acquire(1).opened(1, 9).advance(Duration.ofMinutes(5)).release(1), drain(1));
        leaves(pool(options -> options.maxUses(1)).acquire(1).opened(1, 9).release(1), drain(1));
        leaves(pool().acquire(1).opened(1, 9).release(1).unhealthy(1), close(1));
        leaves(pool().acquire(1).opened(1, 9).unhealthy(1).release(1), close(1));
        PoolScript hanging = pool().acquire(1).abandon(1).advance(Duration.ofSeconds(10));
        hanging.expect(open(1), refuse(1, new Refusal.Abandoned()), close(1));
        assertEquals(1, hanging.state.connections());
        hanging.failed(1, "given up");
        assertEquals(0, hanging.state.connections());
    }

    private static void leaves(PoolScript script, PoolEffect told) {
        script.expect(open(1), lease(1, 1), told);
        assertEquals(1, script.state.connections());
        script.closed(1);
        assertEquals(0, script.state.connections());
        assertEquals(1, script.statistics().closed());
    }

    @Test
    @DisplayName("CP-10: GOAWAY ends the streams above its last one only, and only these go again")
    void goAway() {
        PoolScript script = pool().acquire(1, 2, 3).opened(1, 100).forget();
        // Streams 1 and 3 are at or below the last of GOAWAY, stream 5 is above it.
        script.draining(1);
        assertEquals(3, script.statistics().active());
        End above = new End.Unprocessed(ErrorCode.NO_ERROR, "above the last stream of GOAWAY");
        assertEquals(Retry.AGAIN, Retry.of(above, false, true, 0, Retry.ONCE));
        script.giveBack(3).advance(Duration.ofMillis(100)).expect(open(2));
        script.opened(2, 100).expect(lease(3, 2));
        script.release(1).expectNothing().release(2).expect(drain(1));
        End lost = new End.Lost(ErrorCode.NO_ERROR, true, "goaway, connection closed");
        assertEquals(Retry.PROCESSED, Retry.of(lost, false, true, 0, Retry.ONCE));
        assertEquals(Retry.SPENT, Retry.of(above, false, true, 1, Retry.ONCE));
    }

    @Test
    @DisplayName("CP-12: what an endpoint speaks is remembered, for a time, and can be unlearnt")
    void protocolMemory() {
        ProtocolMemory memory = ProtocolMemory.of(10, Duration.ofNanos(100));
        assertNull(memory.at(HERE, 0));
        memory = memory.learn(HERE, HTTP_1_1, 0);
        assertEquals(HTTP_1_1, memory.at(HERE, 99));
        assertNull(memory.at(HERE, 100));
        memory = memory.learn(HERE, H2, 50);
        assertEquals(H2, memory.at(HERE, 149));
        assertNull(memory.forget(HERE).at(HERE, 50));
    }

    @Test
    @DisplayName("GR-12: no request goes to a connection that shuts down")
    void shuttingDown() {
        pool().acquire(1)
                .opened(1, 100)
                .draining(1)
                .forget()
                .acquire(2)
                .expectNothing()
                .advance(Duration.ofMillis(100))
                .expect(open(2));
    }

    @Test
    @DisplayName("GR-12: a request counts from the moment it is assigned, by the peer's limit")
    void countsAtOnce() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(9)
                .opened(1, 2)
                .forget()
                .step(
                        new PoolEvent.Acquire(1, HERE, Long.MAX_VALUE),
                        new PoolEvent.Acquire(2, HERE, Long.MAX_VALUE))
                .expect(lease(1, 1));
    }

    @Test
    @DisplayName("GR-12: GOAWAY and then a new request costs nothing but a connection")
    void goAwayThenRequest() {
        PoolScript script = pool().acquire(1).opened(1, 100).release(1).draining(1).forget();
        script.acquire(2).expect(open(2)).opened(2, 100).expect(lease(2, 2));
    }

    @Test
    @DisplayName("GR-12: what was assigned to a connection that died is assigned again")
    void pendingOfDead() {
        PoolScript script = pool().acquire(1, 2).opened(1, 100).forget();
        script.closed(1).giveBack(1).giveBack(2).advance(Duration.ofMillis(100));
        script.expect(open(2)).opened(2, 100).expect(lease(1, 2), lease(2, 2));
    }

    @Test
    @DisplayName("GR-12: a request after the shutdown is refused at once")
    void afterShutdown() {
        PoolScript script = pool().acquire(1).opened(1, 100).forget().shutdown(Duration.ZERO);
        script.expect(close(1)).acquire(2).expect(refuse(2, new Refusal.ShutDown()));
        script.release(1).closed(1);
        assertTrue(script.state.isClosed());
        script.acquire(3).expect(refuse(3, new Refusal.ShutDown()));
    }
}
