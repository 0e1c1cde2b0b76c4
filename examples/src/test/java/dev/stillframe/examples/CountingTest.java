package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.server.Server;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountingTest {
    @Test
    @DisplayName("two folds at once on one connection end with what came back, then it closes")
    void twoStreams() throws Exception {
        try (Server server = Server.builder().listen(0).fold(new Echo.Folded()).start();
                Client client = Client.builder().open()) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            assertEquals(
                    List.of(
                            new Outcome.Ok<>(new Counting.Context(0, "3\n2\n1\n")),
                            new Outcome.Ok<>(new Counting.Context(0, "5\n4\n3\n2\n1\n"))),
                    Counting.twice(client, URI.create("http://localhost:" + port + "/")));
            assertEquals(1, server.statistics().accepted());
            assertEquals(0, server.statistics().faults());
        }
    }
}
