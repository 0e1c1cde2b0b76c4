package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.ClientCertificate;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A delegated task")
@Timeout(60)
class TaskTest {
    /** Runs the tasks of an end on threads of their own. */
    private static int elsewhere(End end) throws InterruptedException {
        int count = 0;
        for (Runnable task; (task = end.tasks.poll()) != null; count++) {
            assertTrue(end.tls.isWaiting());
            Thread thread = new Thread(task);
            thread.start();
            thread.join();
            end.step(end.tls::resume);
        }
        return count;
    }

    @Test
    @DisplayName("runs on another thread, and what comes meanwhile waits for it")
    void elsewhere() throws InterruptedException {
        Wire wire =
                Wire.of(
                        Fixtures.client("client"),
                        Fixtures.server("localhost-ec").with(ClientCertificate.NEEDED));
        wire.server.begin();
        wire.client.begin();
        int tasks = 0;
        // The client's data follows its Finished at once, while the server still verifies.
        for (int round = 0; round < 20 && wire.client.text().isEmpty(); round++) {
            tasks += elsewhere(wire.client);
            if (wire.client.tls.isEstablished() && wire.client.told.size() == 1) {
                wire.client.told.add("asked");
                wire.client.write("question");
            }
            wire.server.receive(wire.client.sent());
            assertTrue(wire.server.text().isEmpty() || wire.server.tls.isEstablished());
            tasks += elsewhere(wire.server);
            if (wire.server.text().equals("question")) {
                wire.server.write("answer");
            }
            wire.client.receive(wire.server.sent());
        }
        assertEquals("answer", wire.client.text());
        assertEquals(List.of("established h2", "data"), wire.server.told);
        assertTrue(tasks >= 3, "tasks: " + tasks);
    }

    @Test
    @DisplayName("keeps whatever comes while it is under way, octet by octet")
    void keeps() {
        Wire wire =
                Wire.of(
                        Fixtures.client("client"),
                        Fixtures.server("localhost-ec").with(ClientCertificate.NEEDED));
        wire.server.begin();
        wire.client.begin();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int round = 0; round < 20 && !wire.server.tls.isEstablished(); round++) {
            wire.client.runTasks();
            if (wire.client.tls.isEstablished() && data.size() == 0) {
                for (int i = 0; i < 100; i++) {
                    byte[] part = new byte[1000 + i];
                    data.writeBytes(part);
                    wire.client.write(part);
                }
            }
            for (byte octet : wire.client.sent()) {
                wire.server.receive(new byte[] {octet});
            }
            wire.server.runTasks();
            wire.client.receive(wire.server.sent());
        }
        assertEquals(data.size(), wire.server.read.size());
        assertNull(wire.server.failure);
    }

    @Test
    @DisplayName("may be run at once, within the call")
    void atOnce() {
        Wire wire = Wire.of("TLSv1.3");
        for (End end : List.of(wire.client, wire.server)) {
            end.onTask =
                    task -> {
                        task.run();
                        end.step(end.tls::resume);
                    };
        }
        wire.established();
        wire.client.write("question");
        wire.run();
        assertEquals("question", wire.server.text());
        assertFalse(wire.server.tls.isWaiting());
    }

    @Test
    @DisplayName("that ends after the session does nothing")
    void afterTheEnd() {
        Wire wire = Wire.of("TLSv1.3");
        wire.client.begin();
        wire.server.receive(wire.client.sent());
        wire.server.step(wire.server.tls::endOfInput).runTasks();
        int sent = wire.server.sent().length;
        assertTrue(sent > 0, "the server's flight, which nobody reads");
        wire.server.step(wire.server.tls::resume).step(wire.server.tls::resume);
        assertEquals(0, wire.server.sent().length);
        assertEquals(List.of("closed"), wire.server.told);
    }
}
