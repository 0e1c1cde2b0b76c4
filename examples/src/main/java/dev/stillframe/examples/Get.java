package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;

/** Asks for a page, and prints it. */
public final class Get {
    private Get() {}

    /** {@code Get URI}. */
    public static void main(String[] args) throws IOException {
        try (Client client = Client.builder().open()) {
            get(client, URI.create(args[0]), System.out);
        }
    }

    static void get(Client client, URI uri, PrintStream out) throws IOException {
        Request request =
                Request.get(uri)
                        .with("user-agent", "stillframe-example")
                        .decoding()
                        .within(Duration.ofSeconds(10));
        Response response = client.send(request);
        out.println(response.status());
        response.head().fields().forEach(field -> out.println(field.name() + ": " + field.value()));
        out.println();
        out.println(response.content().utf8());
    }
}
