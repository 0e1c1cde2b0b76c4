package dev.stillframe.workbench.demo;

import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The demo's calls of itself, over both ports, with the JDK's client. */
public final class DemoCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private DemoCalls() {}

    /**
     * One call.
     *
     * @param asked what was asked
     * @param answer what came back, or what went wrong
     * @param right whether that is 200 over HTTP/2 with the expected words in it
     */
    public record Call(String asked, String answer, boolean right) {}

    /** Calls the page and the API over both ports; the plain port by Upgrade, the other by ALPN. */
    public static List<Call> make(Serving serving, Identity identity) throws InterruptedException {
        String plain = "http://localhost:" + serving.port();
        String tls = "https://localhost:" + serving.tlsPort();
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(identity.trusting())
                        .connectTimeout(PATIENCE)
                        .build()) {
            return List.of(
                    call(client, plain + "/", "<title>Stillframe</title>"),
                    call(client, plain + DemoHandler.GREETING + "?name=demo", "Hello, demo!"),
                    call(client, tls + "/", "<title>Stillframe</title>"),
                    call(client, tls + DemoHandler.GREETING + "?name=demo", "Hello, demo!"));
        }
    }

    private static Call call(HttpClient client, String uri, String expected)
            throws InterruptedException {
        String asked = "GET " + uri;
        try {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build(),
                            BodyHandlers.ofString());
            boolean right =
                    response.statusCode() == 200
                            && response.version() == HttpClient.Version.HTTP_2
                            && response.body().contains(expected);
            return new Call(
                    asked,
                    "%d %s %s"
                            .formatted(
                                    response.statusCode(), response.version(), firstLine(response)),
                    right);
        } catch (IOException failure) {
            return new Call(asked, failure.toString(), false);
        }
    }

    private static String firstLine(HttpResponse<String> response) {
        return response.body().lines().findFirst().orElse("(no body)");
    }
}
