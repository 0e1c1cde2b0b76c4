package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.jmx.MBeanContainer;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.util.component.Dumpable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see. */
@Timeout(30)
class ObservationTest {
    @Test
    void statistics_count_messages_and_octets() throws Exception {
        ConnectionStatistics statistics = new ConnectionStatistics();
        CountDownLatch closed = new CountDownLatch(1);
        Connection.Listener whenClosed =
                new Connection.Listener() {
                    @Override
                    public void onClosed(Connection connection) {
                        if (connection instanceof Http2ServerConnection) {
                            closed.countDown();
                        }
                    }
                };
        try (TestServer server =
                TestServer.with((request, response, callback) -> callback.succeeded())
                        .configured(
                                it -> {
                                    it.connector.addBean(statistics);
                                    it.connector.addBean(whenClosed);
                                })
                        .start()) {
            try (Peer peer = server.peer()) {
                for (int stream = 1; stream < 11; stream += 2) {
                    peer.get(stream, "/").await(stream);
                }
            }
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertEquals(5, statistics.getReceivedMessages() - 1, "and the preface, to HTTP/1.1");
            assertTrue(statistics.getReceivedBytes() > 5 * 20);
            assertTrue(statistics.getSentBytes() > 5 * 20);
        }
    }

    @Test
    void the_request_log_knows_when_a_request_began() throws Exception {
        CompletableFuture<String> line = new CompletableFuture<>();
        RequestLog log =
                (request, response) ->
                        line.complete(
                                request.getMethod()
                                        + " "
                                        + response.getStatus()
                                        + " "
                                        + (System.nanoTime() - request.getBeginNanoTime() >= 0));
        try (TestServer server =
                        TestServer.with((request, response, callback) -> callback.succeeded())
                                .configured(it -> it.server.setRequestLog(log))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/").await(1);
            assertEquals("GET 200 true", line.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void beans_are_managed() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try (TestServer server =
                        TestServer.with((request, response, callback) -> callback.succeeded())
                                .configured(it -> it.server.addBean(new MBeanContainer(beans)))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/").await(1);
            ObjectName factory = only(beans, "http2cserverconnectionfactory");
            assertEquals(128, beans.getAttribute(factory, "maxConcurrentStreams"));
            assertEquals(1, beans.getAttribute(only(beans, "http2connections"), "size"));
            assertEquals(0L, beans.getAttribute(only(beans, "faults"), "total"));
        }
    }

    private static ObjectName only(MBeanServer beans, String type) throws Exception {
        var found =
                beans.queryNames(new ObjectName("dev.stillframe.jetty:type=" + type + ",*"), null);
        assertFalse(found.isEmpty(), type);
        ObjectName name = found.iterator().next();
        assertNotNull(beans.getMBeanInfo(name));
        return name;
    }

    @Test
    void a_dump_names_connections_and_their_state() throws Exception {
        try (TestServer server =
                        TestServer.with((request, response, callback) -> callback.succeeded())
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/").await(1);
            String dump = Dumpable.dump(server.server);
            assertTrue(dump.contains("Http2ServerConnection@"), dump);
            assertTrue(dump.contains("OPEN"), dump);
        }
    }
}
