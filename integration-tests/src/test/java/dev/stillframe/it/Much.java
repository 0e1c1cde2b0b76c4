package dev.stillframe.it;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.Exchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sends 100 MiB up and 100 MiB down, from our client to our server and back, in one JVM: for a
 * process with a heap that holds far less. {@code Much direct} or {@code Much fold}, by which both
 * ends are meant.
 */
final class Much {
    static final int SIZE = 100 << 20;

    private static final int PIECE = 65_536;
    private static final Octets ZEROES = Octets.wrap(new byte[PIECE]);

    private Much() {}

    public static void main(String[] args) throws Exception {
        boolean direct = args[0].equals("direct");
        var options = Server.builder().listen(0);
        try (Server server =
                        (direct ? options.handler(Much::answer) : options.fold(new Answering()))
                                .start();
                Client client = Client.builder().open()) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            URI uri = URI.create("http://127.0.0.1:" + port + "/");
            Request up = Request.of("POST", uri);
            Request down = Request.get(uri);
            System.out.println("up " + (direct ? upload(client, up) : fold(client, up)));
            System.out.println("down " + (direct ? download(client, down) : fold(client, down)));
        }
    }

    // ---- direct style

    /** Counts what comes, says how much it was, and sends much to who has sent nothing. */
    private static void answer(ServerExchange exchange) throws IOException {
        long count = count(exchange.read(), exchange);
        exchange.respond(ResponseHead.of(200, "x-count", Long.toString(count)));
        if (count == 0) {
            for (int sent = 0; sent < SIZE; sent += PIECE) {
                exchange.write(ZEROES.toByteBuffer());
            }
        }
        exchange.end();
    }

    private static long count(Octets first, Exchange exchange) throws IOException {
        long count = 0;
        for (Octets part = first; part != null; part = exchange.read()) {
            count += part.length();
        }
        return count;
    }

    private static String upload(Client client, Request request) throws IOException {
        try (ClientExchange exchange = client.exchange(request)) {
            ByteBuffer buffer = ByteBuffer.allocate(PIECE);
            for (int sent = 0; sent < SIZE; sent += PIECE) {
                exchange.write(buffer.clear());
            }
            exchange.end();
            return exchange.response().fields().value("x-count");
        }
    }

    private static String download(Client client, Request request) throws IOException {
        try (ClientExchange exchange = client.exchange(request)) {
            return Long.toString(count(exchange.read(), exchange));
        }
    }

    // ---- as folds

    private static String fold(Client client, Request request) {
        Outcome<Far> outcome = client.fold(request, new Asking()).toCompletableFuture().join();
        if (outcome instanceof Outcome.Failed<Far> failed) {
            throw new IllegalStateException(failed.toString());
        }
        Far far = outcome.context();
        return far.said().equals("0") ? Long.toString(far.received()) : far.said();
    }

    /** How far a stream is, and what the other end has said of it. */
    private record Far(long sent, long received, String said) {
        static final Far BEGUN = new Far(0, 0, "");

        Far took(int octets) {
            return new Far(sent, received + octets, said);
        }

        Far says(String text) {
            return new Far(sent, received, text);
        }

        Pull<Far> next() {
            return sent < SIZE
                    ? new Pull.Emit<>(ZEROES, new Far(sent + PIECE, received, said))
                    : new Pull.Done<>(this, FieldSection.EMPTY);
        }
    }

    private static final class Asking implements Fold<Far> {
        @Override
        public Far initial() {
            return Far.BEGUN;
        }

        @Override
        public List<Action<Far>> on(Signal signal, Far context) {
            return switch (signal) {
                case Signal.Data data ->
                        List.of(new Action.Become<>(context.took(data.octets().length())));
                case Signal.Response response ->
                        List.of(
                                new Action.Become<>(
                                        context.says(response.head().fields().value("x-count"))));
                default -> List.of();
            };
        }

        @Override
        public Pull<Far> generate(Far context) {
            return context.next();
        }
    }

    private static final class Answering implements Fold<Far> {
        @Override
        public Far initial() {
            return Far.BEGUN;
        }

        @Override
        public List<Action<Far>> on(Signal signal, Far context) {
            return switch (signal) {
                case Signal.Data data ->
                        List.of(new Action.Become<>(context.took(data.octets().length())));
                case Signal.End ignored ->
                        List.of(
                                new Action.Respond<>(
                                        ResponseHead.of(
                                                200,
                                                "x-count",
                                                Long.toString(context.received()))));
                default -> List.of();
            };
        }

        @Override
        public Pull<Far> generate(Far context) {
            return context.received() > 0
                    ? new Pull.Done<>(context, FieldSection.EMPTY)
                    : context.next();
        }
    }
}
