package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.PoolScript.HERE;
import static dev.stillframe.h2.pool.PoolScript.close;
import static dev.stillframe.h2.pool.PoolScript.drain;
import static dev.stillframe.h2.pool.PoolScript.lease;
import static dev.stillframe.h2.pool.PoolScript.open;
import static dev.stillframe.h2.pool.PoolScript.pool;
import static dev.stillframe.h2.pool.PoolScript.refuse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How connections leave. */
class DeparturesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @DisplayName("A connection without streams is drained after its idle time, and not before")
    void idle() {
        pool().acquire(1)
                .opened(1, 100)
                .advance(MINUTE.multipliedBy(2))
                .release(1)
                .forget()
                .advance(MINUTE.minusNanos(1))
                .expectNothing()
                .advance(Duration.ofNanos(1))
                .expect(drain(1));
    }

    @Test
    @DisplayName("A connection that is used again in time begins its idle time anew")
    void usedAgain() {
        pool().acquire(1)
                .opened(1, 100)
                .release(1)
                .advance(MINUTE.minusSeconds(1))
                .acquire(2)
                .release(2)
                .forget()
                .advance(MINUTE.minusSeconds(1))
                .expectNothing()
                .advance(Duration.ofSeconds(1))
                .expect(drain(1));
    }

    @Test
    @DisplayName("As many idle connections are spared as the options say")
    void minIdle() {
        PoolScript script =
                pool(
                        options ->
                                options.maxStreamsPerConnection(1)
                                        .minIdlePerEndpoint(1)
                                        .maxLifetime(Duration.ZERO));
        script.acquire(1, 2).opened(1, 1).opened(2, 1).release(1, 2).forget();
        script.advance(MINUTE).expect(drain(1)).closed(1);
        script.advance(MINUTE).advance(MINUTE).expectNothing();
        assertEquals(1, script.statistics().idle());
    }

    @Test
    @DisplayName("A connection past its lifetime takes no new streams; those it has go on")
    void lifetime() {
        pool(options -> options.maxLifetime(MINUTE).maxIdleTime(Duration.ZERO))
                .acquire(1)
                .opened(1, 100)
                .advance(MINUTE)
                .acquire(2)
                .expect(open(1), lease(1, 1), open(2))
                .opened(2, 100)
                .expect(lease(2, 2))
                .advance(MINUTE.minusSeconds(1))
                .release(1)
                .expect(drain(1));
    }

    @Test
    @DisplayName("Connections that were opened together do not end together")
    void lifetimeJitter() {
        PoolScript script =
                pool(options ->
                                options.maxStreamsPerConnection(1)
                                        .maxLifetime(MINUTE)
                                        .maxIdleTime(Duration.ZERO)
                                        .jitter(0.5))
                        .acquire(1, 2)
                        .opened(1, 1)
                        .opened(2, 1);
        script.release(1, 2).forget();
        while (script.statistics().open() == 2) {
            script.advance(Duration.ofNanos(script.state.wakeAt() - script.now));
        }
        long first = script.now - PoolScript.START;
        assertEquals(1, script.statistics().open());
        assertTrue(first > MINUTE.toNanos() / 2 && first < MINUTE.toNanos(), first + " ns");
    }

    @Test
    @DisplayName("A connection that has been used often enough takes no new streams")
    void uses() {
        pool(options -> options.maxUses(2))
                .acquire(1, 2, 3)
                .opened(1, 100)
                .expect(open(1), lease(1, 1), lease(2, 1), open(2))
                .release(1)
                .expectNothing()
                .release(2)
                .expect(drain(1));
    }

    @Test
    @DisplayName("A connection that drains gets no lease, and is replaced for who waits")
    void draining() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(1)
                .opened(1, 100)
                .advance(MINUTE)
                .draining(1)
                .forget()
                .acquire(2)
                .expect(open(2))
                .opened(2, 100)
                .expect(lease(2, 2))
                .release(1)
                .expect(drain(1));
    }

    @Test
    @DisplayName("As many connections may drain as may be open, and no more")
    void manyDrain() {
        PoolScript script = pool(options -> options.maxConnectionsPerEndpoint(1)).acquire(1);
        script.opened(1, 100).advance(MINUTE).draining(1).acquire(2).opened(2, 100);
        script.advance(MINUTE).draining(2).forget().acquire(3).expectNothing();
        script.release(1).closed(1).expect(drain(1), open(3));
    }

    @Test
    @DisplayName("A connection that drains too long is closed under its streams, if so asked")
    void drainTimeout() {
        pool(options -> options.drainTimeout(MINUTE))
                .acquire(1)
                .opened(1, 100)
                .draining(1)
                .forget()
                .advance(MINUTE)
                .expect(close(1))
                .release(1)
                .closed(1)
                .expectNothing();
    }

    @Test
    @DisplayName("An ill connection is closed once it has no streams, without GOAWAY")
    void unhealthy() {
        PoolScript script = pool().acquire(1).opened(1, 100).unhealthy(1).forget();
        script.release(1).expect(close(1));
        assertEquals(1, script.statistics().errors());
        pool().acquire(1).opened(1, 100).release(1).forget().unhealthy(1).expect(close(1));
    }

    @Test
    @DisplayName("One that was told to drain and falls ill is closed")
    void drainedIll() {
        pool().acquire(1)
                .opened(1, 100)
                .release(1)
                .draining(1)
                .unhealthy(1)
                .expect(open(1), lease(1, 1), drain(1), close(1));
    }

    @Test
    @DisplayName("A connection that is lost is replaced for who waits")
    void lost() {
        PoolScript script =
                pool(options -> options.maxConnectionsPerEndpoint(1).maxStreamsPerConnection(1))
                        .acquire(1, 2)
                        .opened(1, 1)
                        .advance(MINUTE)
                        .forget();
        script.step(new PoolEvent.Released(1), new PoolEvent.Closed(1, "reset"));
        script.expect(lease(2, 1)).giveBack(2).expect(open(2)).opened(2, 1).expect(lease(2, 2));
        assertEquals(1, script.statistics().errors());
    }

    @Test
    @DisplayName("Clearing an endpoint replaces its connections; who waits goes on waiting")
    void clear() {
        pool(options -> options.maxStreamsPerConnection(1))
                .acquire(1)
                .opened(1, 1)
                .acquire(2)
                .expect(open(1), lease(1, 1), open(2))
                .step(new PoolEvent.Clear(HERE))
                .expect(close(2), open(3))
                .release(1)
                .expect(drain(1))
                .opened(2, 1)
                .opened(3, 1)
                .expect(lease(2, 3));
    }

    @Test
    @DisplayName("Clearing an endpoint forgets that it failed")
    void clearFailures() {
        pool().acquire(1)
                .failed(1, "refused")
                .expect(open(1))
                .step(new PoolEvent.Clear(HERE))
                .expect(open(2));
    }

    @Test
    @DisplayName("Shutting down refuses who waits, drains what stands, and closes what is left")
    void shutdown() {
        PoolScript script =
                pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(3));
        script.acquire(1, 2)
                .opened(1, 1)
                .opened(2, 1)
                .release(2)
                .acquire(3, 4)
                .expect(open(1), open(2), lease(1, 1), lease(2, 2), lease(3, 2), open(3))
                .release(3)
                .expect(lease(4, 2))
                .release(4)
                .acquire(5)
                .acquire(6)
                .expect(lease(5, 2))
                .shutdown(Duration.ofSeconds(5))
                .expect(refuse(6, new Refusal.ShutDown()), close(3))
                .acquire(7)
                .expect(refuse(7, new Refusal.ShutDown()))
                .giveBack(5)
                .expect(refuse(5, new Refusal.ShutDown()), drain(2))
                .closed(2)
                .failed(3, "given up")
                .expectWakeAfter(Duration.ofSeconds(5))
                .advance(Duration.ofSeconds(5))
                .expect(close(1));
        assertFalse(script.state.isClosed());
        script.closed(1);
        assertTrue(script.state.isClosed());
        assertEquals(Long.MAX_VALUE, script.state.wakeAt());
    }

    @Test
    @DisplayName("A second shutdown may shorten the grace time, not lengthen it")
    void shutdownAgain() {
        pool().acquire(1)
                .opened(1, 1)
                .forget()
                .shutdown(Duration.ofSeconds(5))
                .shutdown(Duration.ofSeconds(9))
                .expectWakeAfter(Duration.ofSeconds(5))
                .shutdown(Duration.ZERO)
                .expect(close(1));
    }
}
