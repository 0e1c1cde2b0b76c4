package dev.stillframe.h2.pool;

import static dev.stillframe.h2.pool.PoolScript.HERE;
import static dev.stillframe.h2.pool.PoolScript.THERE;
import static dev.stillframe.h2.pool.PoolScript.drain;
import static dev.stillframe.h2.pool.PoolScript.lease;
import static dev.stillframe.h2.pool.PoolScript.open;
import static dev.stillframe.h2.pool.PoolScript.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What endpoints do to each other. */
class CrowdingTest {
    private static final Endpoint YONDER = Endpoint.of("https", "yonder", 443);

    @Test
    @DisplayName("The pool opens no more connections than it may, in all")
    void limit() {
        pool(options -> options.maxConnections(1))
                .acquire(1)
                .acquire(2, THERE)
                .expect(open(1))
                .failed(1, "refused")
                .expect(open(2, THERE));
    }

    @Test
    @DisplayName("A full pool drains the connection that is idle longest for another endpoint")
    void idle() {
        pool(options -> options.maxConnections(2))
                .acquire(1)
                .acquire(2, THERE)
                .opened(1, 100)
                .opened(2, 100)
                .advance(Duration.ofSeconds(1))
                .release(2)
                .advance(Duration.ofSeconds(1))
                .release(1)
                .forget()
                .acquire(3, YONDER)
                .expect(drain(2))
                .closed(2)
                .expect(open(3, YONDER));
    }

    @Test
    @DisplayName("One idle connection is drained for each endpoint that wants one, no more")
    void noMore() {
        PoolScript script = pool(options -> options.maxConnections(3).maxStreamsPerConnection(1));
        script.acquire(1, 2, 3).opened(1, 1).opened(2, 1).opened(3, 1).release(1, 2, 3).forget();
        script.acquire(4, THERE).acquire(5, THERE);
        script.expect(drain(1)).closed(1).expect(open(4, THERE), drain(2));
    }

    @Test
    @DisplayName("A busy endpoint gives up one of several connections for one that has none")
    void busy() {
        pool(options -> options.maxConnections(2).maxStreamsPerConnection(2))
                .acquire(1, 2, 3)
                .opened(1, 2)
                .opened(2, 2)
                .expect(open(1), open(2), lease(1, 1), lease(2, 1), lease(3, 2))
                .acquire(4, THERE)
                .expectNothing()
                .acquire(5)
                .release(3)
                .expect(drain(2))
                .closed(2)
                .expect(open(3, THERE));
    }

    @Test
    @DisplayName("An endpoint with one connection keeps it while it is busy")
    void lastOne() {
        pool(options -> options.maxConnections(1).maxStreamsPerConnection(1))
                .acquire(1)
                .opened(1, 1)
                .forget()
                .acquire(2, THERE)
                .expectNothing()
                .release(1)
                .expect(drain(1))
                .closed(1)
                .expect(open(2, THERE));
    }

    @Test
    @DisplayName("Room goes to the endpoint with the fewest connections, then to who came first")
    void fewestFirst() {
        pool(options -> options.maxConnections(3).maxStreamsPerConnection(1))
                .acquire(1, 2, 3)
                .opened(1, 1)
                .opened(2, 1)
                .opened(3, 1)
                .acquire(4)
                .acquire(5, YONDER)
                .acquire(6, THERE)
                .forget()
                .step(new PoolEvent.Released(1), new PoolEvent.Closed(1, "reset"))
                .expect(drain(1), open(4, YONDER));
    }

    @Test
    @DisplayName("Endpoints that nobody uses are forgotten, the one unused longest first")
    void forgotten() {
        PoolScript script = pool(options -> options.maxEndpoints(2));
        int connection = 0;
        for (String host : new String[] {"a", "b", "c"}) {
            connection++;
            script.acquire(connection, Endpoint.of("http", host, 80))
                    .opened(connection, 1)
                    .release(connection)
                    .draining(connection)
                    .closed(connection)
                    .advance(Duration.ofSeconds(1));
        }
        assertEquals(2, script.state.statistics().size());
        assertNull(script.state.statistics(Endpoint.of("http", "a", 80)));
        assertTrue(script.state.statistics(Endpoint.of("http", "c", 80)) != null);
    }

    @Test
    @DisplayName("A thousand endpoints in turn leave no more behind than are remembered")
    void bounded() {
        PoolScript script = pool(options -> options.maxEndpoints(10).maxConnections(4));
        for (int i = 1; i <= 1000; i++) {
            script.acquire(i, Endpoint.of("https", "host" + i, 443));
            script.step(new PoolEvent.Abandon(i), new PoolEvent.OpenFailed(i, "no", false));
        }
        assertEquals(10, script.state.statistics().size());
        assertEquals(0, script.state.connections());
        assertEquals(Long.MAX_VALUE, script.state.state().retries().firstRank());
        assertNull(script.state.statistics(HERE));
    }
}
