package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.PoolScript.THERE;
import static dev.stillframe.h2.pool.PoolScript.drain;
import static dev.stillframe.h2.pool.PoolScript.lease;
import static dev.stillframe.h2.pool.PoolScript.open;
import static dev.stillframe.h2.pool.PoolScript.pool;
import static dev.stillframe.h2.pool.PoolScript.refuse;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.connection.Settings;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who gets a stream, where, and when. */
class LeasesTest {
    @Test
    @DisplayName("The first who comes makes a connection, and gets a stream when it stands")
    void first() {
        pool().acquire(1)
                .expect(open(1))
                .opened(1, 100)
                .expect(lease(1, 1))
                .release(1)
                .expectNothing();
    }

    @Test
    @DisplayName("A connection is shared by as many streams as both sides allow, and no more")
    void shared() {
        pool(options -> options.maxStreamsPerConnection(3).maxConnectionsPerEndpoint(1))
                .acquire(1, 2, 3, 4)
                .expect(open(1))
                .opened(1, 2)
                .expect(lease(1, 1), lease(2, 1))
                .release(1)
                .expect(lease(3, 1))
                .limit(1, Settings.UNLIMITED)
                .expect(lease(4, 1))
                .acquire(5)
                .expectNothing();
    }

    @Test
    @DisplayName("A peer without a limit gets as many streams as we allow ourselves")
    void unlimitedPeer() {
        PoolScript script =
                pool(options -> options.maxConnectionsPerEndpoint(1))
                        .acquire(0)
                        .opened(1, Settings.UNLIMITED);
        for (int waiter = 1; waiter <= 120; waiter++) {
            script.acquire(waiter);
        }
        assertEquals(100, script.statistics().active());
        assertEquals(21, script.statistics().waiting());
    }

    @Test
    @DisplayName("A peer that lowers its limit below the streams there are gets no new ones")
    void lowered() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(1, 2, 3)
                .opened(1, 10)
                .limit(1, 1)
                .acquire(4)
                .forget()
                .release(1, 2)
                .expectNothing()
                .release(3)
                .expect(lease(4, 1));
    }

    @Test
    @DisplayName("A limit of zero stops new streams until it is raised")
    void zero() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(1)
                .opened(1, 0)
                .expect(open(1))
                .limit(1, 1)
                .expect(lease(1, 1));
    }

    @Test
    @DisplayName("Of the connections with room the most loaded gets the stream, so others drain")
    void mostLoaded() {
        pool(options -> options.maxStreamsPerConnection(3))
                .acquire(1, 2, 3, 4)
                .opened(1, 3)
                .opened(2, 3)
                .expect(open(1), open(2), lease(1, 1), lease(2, 1), lease(3, 1), lease(4, 2))
                .release(1)
                .acquire(5)
                .expect(lease(5, 1))
                .release(2, 3)
                .acquire(6, 7)
                .expect(lease(6, 2), lease(7, 2));
    }

    @Test
    @DisplayName("Who wants a connection and no stream makes one stand, and its room is free again")
    void unused() {
        PoolScript script =
                pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(1))
                        .acquire(1)
                        .opened(1, 1)
                        .acquire(2)
                        .expect(open(1), lease(1, 1))
                        .step(new PoolEvent.Unused(1))
                        .expect(lease(2, 1))
                        .release(2)
                        .acquire(3)
                        .expect(lease(3, 1));
        PoolStatistics counted = script.statistics();
        assertEquals(2, counted.leased());
        assertEquals(1, counted.reused());
    }

    @Test
    @DisplayName("A connection that was only wanted, and ends at once, has served nobody")
    void unusedProvesNothing() {
        pool(options -> options.connectRetries(1).retryDelay(Duration.ofMillis(100)).jitter(0))
                .acquire(1)
                .opened(1, 1)
                .step(new PoolEvent.Unused(1))
                .closed(1)
                .expect(open(1), lease(1, 1))
                .acquire(2)
                .expectNothing()
                .advance(Duration.ofMillis(100))
                .expect(open(2));
    }

    @Test
    @DisplayName("Waiters are served in the order in which they came")
    void inTurn() {
        pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(1))
                .acquire(1)
                .opened(1, 1)
                .acquire(9, 2, 7)
                .forget()
                .release(1)
                .expect(lease(9, 1))
                .release(9)
                .expect(lease(2, 1))
                .release(2)
                .expect(lease(7, 1));
    }

    @Test
    @DisplayName("Who comes in the step in which room appears does not get ahead of who waits")
    void sameStep() {
        pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(1))
                .acquire(1, 2)
                .opened(1, 1)
                .forget()
                .step(
                        new PoolEvent.Released(1),
                        new PoolEvent.Acquire(3, PoolScript.HERE, Long.MAX_VALUE))
                .expect(lease(2, 1))
                .release(2)
                .expect(lease(3, 1));
    }

    @Test
    @DisplayName("Who waits past its deadline is refused, once, when the clock says so")
    void deadline() {
        pool().acquire(1, Duration.ofSeconds(2))
                .expect(open(1))
                .expectWakeAfter(Duration.ofSeconds(2))
                .advance(Duration.ofSeconds(1))
                .expectNothing()
                .advance(Duration.ofSeconds(1))
                .expect(refuse(1, new Refusal.DeadlinePassed("")))
                .opened(1, 100)
                .expectNothing();
    }

    @Test
    @DisplayName("A deadline that has passed is refused at once")
    void pastDeadline() {
        pool().acquire(1, Duration.ZERO).expect(refuse(1, new Refusal.DeadlinePassed("")));
    }

    @Test
    @DisplayName("A deadline that passes while the endpoint fails says what it fails with")
    void deadlineOfFailing() {
        pool().acquire(1, Duration.ofMillis(50))
                .failed(1, "refused")
                .forget()
                .advance(Duration.ofMillis(50))
                .expect(refuse(1, new Refusal.DeadlinePassed("refused")));
    }

    @Test
    @DisplayName("Who gives up waiting is answered, and its place goes to the next")
    void abandon() {
        pool().acquire(1, 2)
                .abandon(1)
                .expect(open(1), refuse(1, new Refusal.Abandoned()))
                .opened(1, 1)
                .expect(lease(2, 1));
    }

    @Test
    @DisplayName("Who gives up when the lease is on its way still has it, and releases it")
    void abandonTooLate() {
        PoolScript script = pool().acquire(1).opened(1, 1).abandon(1);
        script.expect(open(1), lease(1, 1));
        assertEquals(1, script.statistics().active());
        script.release(1);
        assertEquals(0, script.statistics().active());
    }

    @Test
    @DisplayName("No more wait than the limit allows; the others are refused at once")
    void queueFull() {
        pool(options -> options.maxWaiting(2))
                .acquire(1, 2, 3)
                .expect(open(1), refuse(3, new Refusal.QueueFull(2)))
                .opened(1, 100)
                .expect(lease(1, 1), lease(2, 1))
                .acquire(3)
                .expect(lease(3, 1));
    }

    @Test
    @DisplayName("A lease that could not be used waits again ahead of others, with its deadline")
    void returned() {
        pool(options -> options.maxStreamsPerConnection(1).maxConnectionsPerEndpoint(1))
                .acquire(1, Duration.ofSeconds(5))
                .opened(1, 1)
                .acquire(2)
                .draining(1)
                .forget()
                .giveBack(1)
                .expect(drain(1))
                .advance(Duration.ofMillis(100))
                .expect(open(2))
                .opened(2, 1)
                .expect(lease(1, 2))
                .release(1)
                .expect(lease(2, 2));
    }

    @Test
    @DisplayName("Several that come back take their old places, in whatever order they come")
    void returnedInOrder() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(1, 2, 3)
                .opened(1, 100)
                .forget()
                .step(
                        new PoolEvent.Draining(1, "GOAWAY"),
                        new PoolEvent.Returned(3),
                        new PoolEvent.Returned(1),
                        new PoolEvent.Returned(2))
                .expect(drain(1))
                .advance(Duration.ofMillis(100))
                .opened(2, 100)
                .expect(open(2), lease(1, 2), lease(2, 2), lease(3, 2));
    }

    @Test
    @DisplayName("What comes back after its deadline is refused")
    void returnedLate() {
        PoolScript script = pool().acquire(1, Duration.ofSeconds(1)).opened(1, 1).forget();
        script.advance(Duration.ofSeconds(2))
                .giveBack(1)
                .expect(refuse(1, new Refusal.DeadlinePassed("")));
        assertEquals(0, script.statistics().active());
    }

    @Test
    @DisplayName("What was refused by one connection goes to another, where there is another")
    void elsewhere() {
        pool(options -> options.maxStreamsPerConnection(2))
                .acquire(1, 2, 3)
                .opened(1, 2)
                .opened(2, 2)
                .expect(open(1), open(2), lease(1, 1), lease(2, 1), lease(3, 2))
                .giveBack(1)
                .expect(lease(1, 2));
    }

    @Test
    @DisplayName("What was refused by the only connection that there may be goes there again")
    void sameAgain() {
        pool(options -> options.maxConnectionsPerEndpoint(1))
                .acquire(1)
                .opened(1, 100)
                .giveBack(1)
                .expect(open(1), lease(1, 1), lease(1, 1));
    }

    @Test
    @DisplayName("A lease is released once; a second time changes nothing")
    void releasedTwice() {
        PoolScript script = pool().acquire(1, 2).opened(1, 100).release(1).release(1);
        assertEquals(1, script.statistics().active());
    }

    @Test
    @DisplayName("A number that is in use already changes nothing")
    void acquiredTwice() {
        PoolScript script = pool().acquire(1, 1);
        assertEquals(1, script.statistics().waiting());
        script.opened(1, 100).acquire(1).expect(open(1), lease(1, 1));
    }

    @Test
    @DisplayName("Endpoints that differ in anything share nothing, the TLS identity included")
    void keys() {
        Endpoint identity = new Endpoint("https", "here", 443, "client certificate");
        Endpoint port = Endpoint.of("https", "here", 8443);
        Endpoint plain = Endpoint.of("http", "here", 443);
        pool().acquire(1)
                .opened(1, 100)
                .forget()
                .acquire(2, identity)
                .acquire(3, port)
                .acquire(4, plain)
                .acquire(5, THERE)
                .expect(open(2, identity), open(3, port), open(4, plain), open(5, THERE))
                .acquire(6, Endpoint.of("https", "Here", 443))
                .expect(lease(6, 1));
    }

    @Test
    @DisplayName("The counts say what has happened")
    void statistics() {
        PoolScript script =
                pool(options -> options.maxStreamsPerConnection(2).maxConnectionsPerEndpoint(2))
                        .acquire(1, 2, 3, 4, 5)
                        .opened(1, 2);
        script.failed(2, "refused").release(1).acquire(6).abandon(6).draining(1);
        assertEquals(
                new PoolStatistics(PoolScript.HERE, 2, 2, 1, 0, 0, 1, 3, 1, 3, 2, 1, 1),
                script.statistics());
        assertEquals(1, script.state.statistics().size());
    }
}
