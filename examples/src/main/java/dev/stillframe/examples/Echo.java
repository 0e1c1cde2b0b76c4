package dev.stillframe.examples;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import java.io.IOException;
import java.util.List;

/** A server that sends back what it gets, trailers included, in both styles. */
public final class Echo {
    private Echo() {}

    /** {@code Echo direct|fold [port]}. */
    public static void main(String[] args) throws Exception {
        boolean direct = args.length == 0 || args[0].equals("direct");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
        ServerOptionsBuilder server = Server.builder().listen(port);
        if (direct) {
            server.handler(Echo::direct);
        } else {
            server.fold(new Folded());
        }
        try (Server running = server.start()) {
            System.out.println("Listening on " + running.addresses());
            Thread.currentThread().join();
        }
    }

    /** On a virtual thread of its own: it waits for content and for credit. */
    static void direct(ServerExchange exchange) throws IOException {
        exchange.respond(ResponseHead.of(200));
        for (var content = exchange.read(); content != null; content = exchange.read()) {
            exchange.write(content.toByteBuffer());
        }
        exchange.end(exchange.trailers());
    }

    /** On the connection's loop: no thread waits. The context is what trailers have come. */
    static final class Folded implements Fold<FieldSection> {
        @Override
        public FieldSection initial() {
            return FieldSection.EMPTY;
        }

        @Override
        public List<Action<FieldSection>> on(Signal signal, FieldSection trailers) {
            return switch (signal) {
                case Signal.Request ignored -> List.of(new Action.Respond<>(ResponseHead.of(200)));
                case Signal.Data data -> List.of(new Action.Send<>(data.octets().copy()));
                case Signal.Trailers last -> List.of(new Action.Become<>(last.fields()));
                case Signal.End ignored ->
                        List.of(
                                trailers.isEmpty()
                                        ? new Action.Close<>()
                                        : new Action.Trailers<>(trailers));
                case Signal.Response ignored -> List.of();
                case Signal.Alarm ignored -> List.of();
            };
        }
    }
}
