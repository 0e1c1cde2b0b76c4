package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.tls.Trust;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the commands, as processes")
class CommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("ready http=(\\d+) https=(\\d+)");

    /** How others drain is their affair. */
    static Stream<String> ours() {
        return Fronts.names().stream()
                .filter(name -> Fronts.named(name).filter(front -> !front.isPeer()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("serve says ready; on SIGTERM it lets what runs finish, and exits with 0")
    void serveDrains(String front) throws Exception {
        try (Background serve =
                        Background.workbench("serve", front, "--port", "0", "--tls-port", "0");
                HttpClient client =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_2)
                                .sslContext(Trust.all())
                                .build()) {
            Matcher ready = READY.matcher(serve.line("ready", PATIENCE));
            assertEquals(true, ready.matches(), "the line that says ready");
            String base = "https://localhost:" + ready.group(2);
            // The connection stands before the slow request, so that both share it.
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
            serve.line("There is no front 'nothing'; there are: ", PATIENCE);
            assertEquals(2, serve.status(PATIENCE));
        }
    }

    @Test
    @DisplayName("serve says so when a front has no TLS port, and exits with 2")
    void serveWithoutTls() throws Exception {
        try (Background serve =
                Background.workbench(
                        "serve", "grpc-standalone", "--port", "0", "--tls-port", "0")) {
            serve.line("grpc-standalone has no TLS port.", PATIENCE);
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
