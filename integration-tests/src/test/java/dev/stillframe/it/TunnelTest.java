package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("CONNECT, which has no scheme and no path (RFC 9113 section 8.5)")
@EachFront({"vertx", "vertx4", "standalone", "standalone-direct"})
@Timeout(120)
class TunnelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TEXT = "through the tunnel and back ".repeat(10_000);

    @Test
    @DisplayName("what comes through a tunnel is echoed, and the connection serves on")
    void echo(FrontUnderTest front) throws Exception {
        try (Client client = Client.builder().open()) {
            Response response = client.send(connect(front.plain("/")));
            assertEquals(200, response.status());
            assertEquals(TEXT, response.content().utf8());
            assertEquals(200, client.send(Request.get(front.plain("/"))).status());
        }
    }

    private static Request connect(URI uri) {
        Endpoint endpoint = Endpoint.of(uri);
        FieldSection none = FieldSection.EMPTY;
        RequestHead head = new RequestHead("CONNECT", null, endpoint.authority(), null, null, none);
        return new Request(endpoint, head, Octets.utf8(TEXT), none, PATIENCE, false, null, null);
    }
}
