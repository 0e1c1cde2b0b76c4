package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class LastSocketTest {
    @Test
    @DisplayName(
            "A client is closed when its last socket is, not when its last connection has ended")
    void last() throws Exception {
        AtomicBoolean left = new AtomicBoolean();
        try (RawPeer quick = new RawPeer(line -> line.preface().serve());
                RawPeer slow =
                        new RawPeer(
                                line -> {
                                    line.preface();
                                    try {
                                        line.serve();
                                    } finally {
                                        // All that the client has said has come.
                                        Thread.sleep(400);
                                        left.set(true);
                                    }
                                })) {
            Client client = Client.builder().open();
            assertEquals(200, client.send(Request.get(slow.uri("/"))).status());
            assertEquals(200, client.send(Request.get(quick.uri("/"))).status());
            client.close();
            assertTrue(left.get(), "the other one's socket is open");
        }
    }
}
