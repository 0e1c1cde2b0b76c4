package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.PoolScript.HERE;
import static dev.stillframe.h2.pool.PoolScript.THERE;
import static dev.stillframe.h2.pool.PoolScript.close;
import static dev.stillframe.h2.pool.PoolScript.drain;
import static dev.stillframe.h2.pool.PoolScript.lease;
import static dev.stillframe.h2.pool.PoolScript.open;
import static dev.stillframe.h2.pool.PoolScript.pool;
import static dev.stillframe.h2.pool.PoolScript.refuse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.PoolOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When connections are opened, and what a failure leads to. */
class ConnectingTest {
    private static final Duration DELAY = Duration.ofMillis(100);

    @Test
    @DisplayName("Waiters that fit on one connection make one")
    void one() {
        pool().acquire(1, 2, 3, 4, 5).expect(open(1));
    }

    @Test
    @DisplayName("As many are opened as the waiters will fill, at once, up to the limit")
    void asNeeded() {
        pool(options -> options.maxStreamsPerConnection(2).maxConnectionsPerEndpoint(3))
                .acquire(1, 2)
                .expect(open(1))
                .acquire(3)
                .expect(open(2))
                .acquire(4, 5, 6, 7, 8, 9)
                .expect(open(3));
    }

    @Test
    @DisplayName("The limit can change: what waits goes on by a higher one, a lower closes nothing")
    void changingLimit() {
        pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(3))
                .step(new PoolEvent.PerEndpoint(1))
                .acquire(1, 2, 3, 4)
                .expect(open(1))
                .opened(1, 1)
                .expect(lease(1, 1))
                .step(new PoolEvent.PerEndpoint(100))
                .expect(open(2), open(3))
                .opened(2, 1)
                .opened(3, 1)
                .expect(lease(2, 2), lease(3, 3))
                .step(new PoolEvent.PerEndpoint(0))
                .expectNothing()
                .release(3)
                .expect(lease(4, 3))
                .acquire(5)
                .closed(3)
                .expectNothing()
                .closed(2)
                .closed(1)
                .advance(DELAY)
                .expect(open(4));
    }

    @Test
    @DisplayName("What a peer allows is remembered for the next connections to it")
    void peerLimit() {
        pool().acquire(1, 2, 3)
                .opened(1, 1)
                .expect(open(1), lease(1, 1), open(2), open(3))
                .acquire(4)
                .expect(open(4));
    }

    @Test
    @DisplayName("A peer that allows no streams at all is not asked on more connections")
    void noStreamsAllowed() {
        pool(options -> options.maxIdleTime(Duration.ofSeconds(3)))
                .acquire(1, 2, 3)
                .opened(1, 0)
                .expect(open(1))
                .advance(Duration.ofSeconds(3))
                .expect(drain(1), open(2))
                .opened(2, 100)
                .expect(lease(1, 2), lease(2, 2), lease(3, 2));
    }

    @Test
    @DisplayName("A full connection makes another, while its own streams and the others go on")
    void another() {
        pool(options -> options.maxStreamsPerConnection(1))
                .acquire(1)
                .opened(1, 1)
                .acquire(2)
                .expect(open(1), lease(1, 1), open(2))
                .release(1)
                .expect(lease(2, 1))
                .opened(2, 1)
                .expectNothing()
                .acquire(3)
                .expect(lease(3, 2));
    }

    @Test
    @DisplayName("A failure is followed by another attempt, ever later, and who waits waits")
    void backOff() {
        pool().acquire(1)
                .failed(1, "refused")
                .expect(open(1))
                .expectWakeAfter(DELAY)
                .advance(DELAY.minusNanos(1))
                .expectNothing()
                .advance(Duration.ofNanos(1))
                .expect(open(2))
                .failed(2, "refused")
                .expectWakeAfter(DELAY.multipliedBy(2))
                .advance(DELAY.multipliedBy(2))
                .expect(open(3))
                .failed(3, "refused")
                .expectWakeAfter(DELAY.multipliedBy(4))
                .advance(DELAY.multipliedBy(4))
                .expect(open(4))
                .opened(4, 100)
                .expect(lease(1, 4));
    }

    @Test
    @DisplayName("The delay grows no further than its limit")
    void longestDelay() {
        PoolScript script =
                pool(options -> options.connectRetries(40).maxRetryDelay(Duration.ofMillis(300)));
        script.acquire(1);
        for (int attempt = 1; attempt <= 40; attempt++) {
            long delay = Math.min(300, 100L << Math.min(attempt - 1, 10));
            script.failed(attempt, "refused").expectWakeAfter(Duration.ofMillis(delay));
            script.advance(Duration.ofMillis(delay));
        }
        script.forget();
        script.failed(41, "refused")
                .expect(refuse(1, new Refusal.ConnectFailed(41, 41, "refused")));
    }

    @Test
    @DisplayName("When the retries are used up all who wait are told the last error, in turn")
    void exhausted() {
        PoolScript script = pool(options -> options.connectRetries(1));
        script.acquire(1, 2)
                .failed(1, "refused")
                .advance(DELAY)
                .expect(open(1), open(2))
                .failed(2, "unreachable")
                .expect(
                        refuse(1, new Refusal.ConnectFailed(2, 2, "unreachable")),
                        refuse(2, new Refusal.ConnectFailed(2, 2, "unreachable")));
        assertEquals(2, script.statistics().errors());
        script.acquire(3).expect(open(3));
    }

    @Test
    @DisplayName("What another attempt cannot mend is told at once")
    void notRetryable() {
        pool().acquire(1)
                .step(new PoolEvent.OpenFailed(1, "the certificate is not trusted", false))
                .expect(
                        open(1),
                        refuse(
                                1,
                                new Refusal.ConnectFailed(1, 4, "the certificate is not trusted")));
    }

    @Test
    @DisplayName("Several attempts that fail together count as one failure")
    void together() {
        pool(options -> options.maxStreamsPerConnection(1).connectRetries(1))
                .acquire(1, 2, 3)
                .expect(open(1), open(2), open(3))
                .failed(1, "refused")
                .failed(2, "refused")
                .failed(3, "refused")
                .expectNothing()
                .advance(DELAY)
                .expect(open(4))
                .opened(4, 1)
                .expect(lease(1, 4), open(5));
    }

    @Test
    @DisplayName("An attempt that goes on is waited for, though another has failed for good")
    void stillConnecting() {
        pool(options -> options.maxStreamsPerConnection(1).connectRetries(0))
                .acquire(1, 2)
                .failed(1, "refused")
                .expect(open(1), open(2))
                .opened(2, 1)
                .expect(lease(1, 2))
                .release(1)
                .expect(lease(2, 2));
    }

    @Test
    @DisplayName("A failure beside an open connection refuses nobody")
    void besideOpen() {
        pool(options -> options.maxStreamsPerConnection(1).connectRetries(0))
                .acquire(1)
                .opened(1, 1)
                .acquire(2)
                .failed(2, "refused")
                .expect(open(1), lease(1, 1), open(2))
                .release(1)
                .expect(lease(2, 1));
    }

    @Test
    @DisplayName("An endpoint that fails costs the others nothing")
    void apart() {
        pool().acquire(1)
                .failed(1, "refused")
                .acquire(2, THERE)
                .opened(2, 100)
                .expect(open(1), open(2, THERE), lease(2, 2))
                .advance(DELAY)
                .expect(open(3, HERE));
    }

    @Test
    @DisplayName("A connect that takes too long is given up and counts as a failure")
    void timeout() {
        PoolScript script = pool(options -> options.connectRetries(0));
        script.acquire(1)
                .expect(open(1))
                .expectWakeAfter(Duration.ofSeconds(10))
                .advance(Duration.ofSeconds(10))
                .expect(
                        close(1),
                        refuse(1, new Refusal.ConnectFailed(1, 1, "not connected within PT10S")));
        assertEquals(1, script.state.connections());
        script.opened(1, 100).acquire(2).expect(open(2)).closed(1);
        assertEquals(1, script.state.connections());
    }

    @Test
    @DisplayName("A peer that closes each connection before any stream is served is not stormed")
    void useless() {
        pool(options -> options.connectRetries(1))
                .acquire(1)
                .opened(1, 0)
                .closed(1)
                .expect(open(1))
                .expectWakeAfter(DELAY)
                .advance(DELAY)
                .expect(open(2))
                .opened(2, 0)
                .closed(2)
                .expect(refuse(1, new Refusal.ConnectFailed(2, 2, "connection reset")));
    }

    @Test
    @DisplayName("A peer that says GOAWAY to each connection at once does not keep us going")
    void goAwayAtOnce() {
        PoolScript script = pool(options -> options.connectRetries(2)).acquire(1);
        for (int connection = 1; connection <= 3; connection++) {
            script.opened(connection, 100)
                    .draining(connection)
                    .giveBack(1)
                    .closed(connection)
                    .advance(Duration.ofSeconds(1));
        }
        script.expect(
                open(1),
                lease(1, 1),
                drain(1),
                open(2),
                lease(1, 2),
                drain(2),
                open(3),
                lease(1, 3),
                drain(3),
                refuse(1, new Refusal.ConnectFailed(3, 3, "GOAWAY")));
    }

    @Test
    @DisplayName("A connection that has stood or served ends a series of failures")
    void proven() {
        pool().acquire(1)
                .failed(1, "refused")
                .advance(DELAY)
                .opened(2, 100)
                .release(1)
                .closed(2)
                .forget()
                .acquire(2)
                .expect(open(3));
    }

    @Test
    @DisplayName("A new waiter begins anew where nobody waited for the attempts that failed before")
    void anew() {
        pool(options -> options.connectRetries(1))
                .acquire(1, Duration.ofMillis(50))
                .failed(1, "refused")
                .advance(Duration.ofHours(1))
                .forget()
                .acquire(2)
                .expect(open(2))
                .failed(2, "refused")
                .expectNothing();
    }

    @Test
    @DisplayName("Jitter shortens a delay by its part at the most, differently for each seed")
    void jitter() {
        Set<Long> delays = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Pool pool = Pool.of(PoolOptions.DEFAULT.toBuilder().jitter(0.5).build(), seed, 0);
            pool =
                    pool.step(
                                    List.of(
                                            new PoolEvent.Acquire(1, HERE, Long.MAX_VALUE),
                                            new PoolEvent.OpenFailed(1, "no", true)))
                            .next();
            pool = pool.step(List.of(new PoolEvent.OpenFailed(1, "no", true))).next();
            assertTrue(
                    pool.wakeAt() >= DELAY.toNanos() / 2 && pool.wakeAt() <= DELAY.toNanos(),
                    () -> "a delay outside of its range");
            delays.add(pool.wakeAt());
        }
        assertTrue(delays.size() > 45, delays::toString);
    }
}
