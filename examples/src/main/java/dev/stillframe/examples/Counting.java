package dev.stillframe.examples;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A client's fold against an echo: it counts down in lines, sent when there is credit, and collects
 * what comes back. Two of them run at once on one connection, which then says GOAWAY.
 *
 * @param lines how many are sent
 */
record Counting(int lines) implements Fold<Counting.Context> {
    /** How many lines are still to be sent, and what has come back. */
    record Context(int left, String back) {}

    /** {@code Counting URI}, of an echo server. */
    public static void main(String[] args) throws IOException {
        try (Client client = Client.builder().open()) {
            System.out.println(twice(client, URI.create(args[0])));
        }
    }

    /** How the two have ended, each with its last context; the connection has closed then. */
    static List<Outcome<Context>> twice(Client client, URI uri) throws IOException {
        try (ClientConnection connection = client.connect(Endpoint.of(uri))) {
            Request request = Request.of("POST", uri);
            CompletableFuture<Outcome<Context>> one =
                    connection.fold(request, new Counting(3)).toCompletableFuture();
            CompletableFuture<Outcome<Context>> two =
                    connection.fold(request, new Counting(5)).toCompletableFuture();
            connection.shutdown(); // what has begun is finished
            List<Outcome<Context>> both = List.of(one.join(), two.join());
            connection.closed().toCompletableFuture().join();
            return both;
        }
    }

    @Override
    public Context initial() {
        return new Context(lines, "");
    }

    @Override
    public List<Action<Context>> on(Signal signal, Context context) {
        return signal instanceof Signal.Data data
                ? List.of(
                        new Action.Become<>(
                                new Context(context.left(), context.back() + data.octets().utf8())))
                : List.of();
    }

    @Override
    public Pull<Context> generate(Context context) {
        return context.left() == 0
                ? new Pull.Done<>(context, FieldSection.EMPTY)
                : new Pull.Emit<>(
                        Octets.utf8(context.left() + "\n"),
                        new Context(context.left() - 1, context.back()));
    }
}
