package dev.stillframe.examples.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.message.Octets;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("verticles")
class VerticlesTest {
    private Vertx vertx;
    private HttpServerOptions options;
    private URI uri;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        try (ServerSocket free = new ServerSocket(0)) {
            options = new HttpServerOptions().setPort(free.getLocalPort());
        }
        uri = URI.create("http://localhost:" + options.getPort() + "/");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("connections go to all instances that share the port")
    void instances() throws Exception {
        vertx.deployVerticle(() -> new Greetings(options), new DeploymentOptions().setInstances(2))
                .await(30, TimeUnit.SECONDS);
        Set<String> greetings = new TreeSet<>();
        // A connection that loses the race of addresses takes a turn too.
        for (int i = 0; i < 100 && greetings.size() < 2; i++) {
            try (Client client = Client.builder().open()) {
                greetings.add(client.send(Request.get(uri)).content().utf8());
            }
        }
        assertEquals(2, greetings.size(), greetings::toString);
    }

    @Test
    @DisplayName("a virtual thread waits for the body")
    void virtual() throws Exception {
        vertx.deployVerticle(new Waiting(options), Waiting.deployment())
                .await(30, TimeUnit.SECONDS);
        try (Client client = Client.builder().open()) {
            Request request = Request.post(uri, Octets.utf8("all of it"));
            String said = client.send(request).content().utf8();
            assertEquals("a virtual thread has read all of it", said);
        }
    }
}
