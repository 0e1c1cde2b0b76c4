package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.message.Octets;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/** Sends a form, and prints what comes back, without a thread that waits for it. */
public final class Post {
    private Post() {}

    /** {@code Post URI CONTENT}. */
    public static void main(String[] args) {
        try (Client client = Client.builder().open()) {
            String answer = post(client, URI.create(args[0]), args[1]).toCompletableFuture().join();
            System.out.println(answer);
        }
    }

    static CompletionStage<String> post(Client client, URI uri, String form) {
        Request request =
                Request.post(uri, Octets.utf8(form))
                        .with("content-type", "application/x-www-form-urlencoded");
        return client.sendAsync(request).thenApply(Post::describe);
    }

    private static String describe(Response response) {
        return response.status() + " " + response.content().utf8();
    }
}
