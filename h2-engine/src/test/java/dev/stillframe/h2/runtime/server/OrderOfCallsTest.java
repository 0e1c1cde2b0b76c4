package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.Exchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Direct style in the wrong order: an error of the caller's at once, and nothing on the wire. */
@Timeout(60)
class OrderOfCallsTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    @Test
    @DisplayName("Content before the head, a second head, anything after the end: refused, unsent")
    void handler() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    try {
                                        wrongOrder(exchange);
                                        done.complete(null);
                                    } catch (AssertionError e) {
                                        done.completeExceptionally(e);
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/");
            done.get(30, TimeUnit.SECONDS);
            peer.expect(
                    "HEADERS 1 :status=103", "HEADERS 1 :status=200", "HEADERS 1 END_STREAM a=b");
            peer.get(3, "/").until("HEADERS 3 END_STREAM a=b");
        }
    }

    private static void wrongOrder(ServerExchange exchange) throws IOException {
        refused(exchange);
        assertThrows(IllegalStateException.class, exchange::end);
        exchange.respond(ResponseHead.of(103));
        refused(exchange);
        exchange.respond(OK);
        assertThrows(IllegalStateException.class, () -> exchange.respond(OK));
        assertThrows(IllegalStateException.class, () -> exchange.respond(ResponseHead.of(103)));
        assertThrows(IllegalStateException.class, () -> exchange.respond(OK, Octets.EMPTY));
        exchange.end(FieldSection.of("a", "b"));
        refused(exchange);
        exchange.end(); // does nothing
    }

    private static void refused(Exchange exchange) {
        assertThrows(
                IllegalStateException.class,
                () -> exchange.write(Octets.utf8("stray").toByteBuffer()));
    }

    @Test
    @DisplayName("A client writes nothing after its end either; what it wrote before arrives")
    void client() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange ->
                                        exchange.respond(
                                                OK, Octets.wrap(exchange.input().readAllBytes())));
                Client client = Client.builder().open()) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            URI uri = URI.create("http://127.0.0.1:" + port + "/");
            try (ClientExchange exchange = client.exchange(Request.of("POST", uri))) {
                exchange.write(Octets.utf8("all of it").toByteBuffer());
                exchange.end();
                refused(exchange);
                exchange.end();
                refused(exchange);
                assertEquals("all of it", new String(exchange.input().readAllBytes()));
            }
        }
    }
}
