package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/** Content that is there as a whole, with trailers after it, without a thread that waits. */
public final class Post {
    private Post() {}

    /** The response's content and its trailers, when they have come. */
    static CompletionStage<String> post(Client client, URI uri, String content) {
        Request request =
                Request.post(uri, Octets.utf8(content))
                        .with("content-type", "text/plain")
                        .withTrailers(FieldSection.of("octets", "" + content.length()));
        return client.sendAsync(request).thenApply(Post::shown);
    }

    private static String shown(Response response) {
        return response.content().utf8() + " " + response.trailers().asList();
    }

    /** Arguments: an http or https URI, and what to post. */
    public static void main(String[] arguments) {
        try (Client client = Client.builder().open()) {
            URI uri = URI.create(arguments[0]);
            System.out.println(post(client, uri, arguments[1]).toCompletableFuture().join());
        }
    }
}
