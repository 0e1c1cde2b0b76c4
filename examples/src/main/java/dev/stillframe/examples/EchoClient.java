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
 * Two streams at once on one connection of the caller's own, each a fold that counts down and
 * collects its echo; then the connection shuts down.
 */
public final class EchoClient {
    private EchoClient() {}

    /** How many lines are still to be sent, and what has come back. */
    record Context(int left, String back) {}

    /** Sends lines when there is credit, and ends with what came back. */
    record Counting(int lines) implements Fold<Context> {
        @Override
        public Context initial() {
            return new Context(lines, "");
        }

        @Override
        public List<Action<Context>> on(Signal signal, Context context) {
            return signal instanceof Signal.Data data
                    ? List.of(
                            new Action.Become<>(
                                    new Context(
                                            context.left(), context.back() + data.octets().utf8())))
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

    /** The two outcomes, and then how the connection has ended. */
    static List<Object> run(Client client, URI uri) throws IOException {
        ClientConnection connection = client.connect(Endpoint.of(uri));
        Request request = Request.of("POST", uri);
        CompletableFuture<Outcome<Context>> one =
                connection.fold(request, new Counting(3)).toCompletableFuture();
        CompletableFuture<Outcome<Context>> two =
                connection.fold(request, new Counting(5)).toCompletableFuture();
        connection.shutdown(); // GOAWAY; what has begun is finished
        return List.of(one.join(), two.join(), connection.closed().toCompletableFuture().join());
    }

    /** Arguments: the URI of an echo server. */
    public static void main(String[] arguments) throws Exception {
        try (Client client = Client.builder().open()) {
            run(client, URI.create(arguments[0])).forEach(System.out::println);
        }
    }
}
