package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the commands, as processes")
class CommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("ready http=(\\d+) https=(\\d+)");

    @Test
    @DisplayName("serve says ready; on SIGTERM it lets what runs finish, and exits with 0")
    void serveDrains() throws Exception {
        try (Background serve =
                        Background.workbench(
                                "serve", FrontUnderTest.first(), "--port", "0", "--tls-port", "0");
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            Matcher ready = READY.matcher(serve.line("ready", PATIENCE));
            assertEquals(true, ready.matches(), "the line that says ready");
            String base = "http://localhost:" + ready.group(1);
            // The Upgrade is over before the drain begins, so that a stream of HTTP/2 is drained.
            assertEquals(200, client.send(to(base + "/"), BodyHandlers.discarding()).statusCode());
            CompletableFuture<HttpResponse<String>> slow =
                    client.sendAsync(to(base + "/sleep?ms=2000"), BodyHandlers.ofString());
            // An answer on the same connection: the slow request before it has arrived.
            client.send(to(base + "/headers"), BodyHandlers.discarding());
            serve.terminate();
            HttpResponse<String> response = slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(200, response.statusCode());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertEquals("slept 2000 ms\n", response.body());
            assertEquals(0, serve.status(PATIENCE));
        }
    }

    @Test
    @DisplayName("serve names the fronts when it does not know one, and exits with 2")
    void serveUnknown() throws Exception {
        try (Background serve = Background.workbench("serve", "nothing", "--port", "0")) {
            serve.line("There is no front 'nothing'; there are: jetty, jetty-native", PATIENCE);
            assertEquals(2, serve.status(PATIENCE));
        }
    }

    @Test
    @DisplayName("demo --once calls itself over both ports, and exits with 0 when all was right")
    void demoOnce() throws Exception {
        try (Background demo =
                Background.workbench("demo", "--once", "--front", FrontUnderTest.first())) {
            for (int i = 0; i < 4; i++) {
                demo.line("  right", PATIENCE);
                demo.line("         200 HTTP_2", PATIENCE);
            }
            assertEquals(0, demo.status(PATIENCE));
        }
    }

    private static HttpRequest to(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build();
    }
}
