package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The smallest client: one request, and its whole response. */
public final class Get {
    private Get() {}

    /** What is there, as text. */
    static String text(URI uri) throws IOException {
        try (Client client = Client.builder().open()) {
            Request request = Request.get(uri).within(Duration.ofSeconds(10)).decoding();
            Response response = client.send(request);
            return response.status() + " " + response.content().utf8();
        }
    }

    /** Arguments: an http or https URI. */
    public static void main(String[] arguments) throws Exception {
        System.out.print(text(URI.create(arguments[0])));
    }
}
