package dev.stillframe.workbench.standalone;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;
import java.io.IOException;
import java.util.OptionalLong;

/** The reference in direct style: each request on a virtual thread. */
final class ReferenceDirect implements DirectHandler {
    @Override
    public void handle(ServerExchange exchange) throws Exception {
        RequestHead head = exchange.request();
        Target target = Answers.target(head);
        if (target.path().equals("/echo")) {
            echo(exchange);
            return;
        }
        exchange.trailers(); // whatever body there is is read and dropped
        if (head.method().equals("HEAD")) {
            exchange.respond(Answers.toHead(head), Octets.EMPTY);
            return;
        }
        switch (target.path()) {
            case "/" -> exchange.respond(Answers.HELLO_HEAD, Answers.HELLO);
            case "/bytes" -> bytes(exchange, target.number("n"));
            case "/headers" -> exchange.respond(Answers.TEXT, Answers.headers(head));
            case "/sleep" -> sleep(exchange, target.number("ms"));
            case "/early" -> {
                exchange.respond(Answers.EARLY);
                exchange.respond(Answers.TEXT, Answers.EARLY_TEXT);
            }
            case "/trailers" -> {
                exchange.respond(Answers.TEXT);
                exchange.write(Answers.TRAILERS_BODY.toByteBuffer());
                exchange.end(Answers.TRAILERS);
            }
            case "/push" -> push(exchange);
            default -> exchange.respond(ResponseHead.of(404), Octets.EMPTY);
        }
    }

    private static void echo(ServerExchange exchange) throws IOException {
        if (Answers.waits(exchange.request())) {
            exchange.respond(Answers.CONTINUE);
        }
        exchange.respond(Answers.content(exchange.request()));
        for (Octets part = exchange.read(); part != null; part = exchange.read()) {
            exchange.write(part.toByteBuffer());
        }
        exchange.end(exchange.trailers());
    }

    private static void bytes(ServerExchange exchange, OptionalLong octets) throws IOException {
        if (octets.isEmpty()) {
            refuse(exchange, "n must be a number of octets");
            return;
        }
        exchange.respond(Answers.bytes(octets.getAsLong()));
        long position = 0;
        while (position < octets.getAsLong()) {
            Octets part = Answers.pattern(position, octets.getAsLong() - position);
            exchange.write(part.toByteBuffer());
            position += part.length();
        }
        exchange.end();
    }

    private static void sleep(ServerExchange exchange, OptionalLong milliseconds)
            throws IOException, InterruptedException {
        if (milliseconds.isEmpty()) {
            refuse(exchange, "ms must be a number of milliseconds");
            return;
        }
        Thread.sleep(milliseconds.getAsLong());
        exchange.respond(Answers.TEXT, Answers.slept(milliseconds.getAsLong()));
    }

    private static void push(ServerExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        RequestHead promised =
                new RequestHead(
                        "GET",
                        request.scheme(),
                        request.authority(),
                        Reference.PUSHED,
                        null,
                        FieldSection.EMPTY);
        ServerExchange pushed = exchange.push(promised);
        if (pushed != null) {
            bytes(pushed, Answers.target(promised).number("n"));
        }
        exchange.respond(
                Answers.TEXT,
                Octets.utf8(pushed == null ? Reference.WITHOUT_PUSH : Reference.WITH_PUSH));
    }

    private static void refuse(ServerExchange exchange, String reason) throws IOException {
        exchange.respond(ResponseHead.of(400, "content-type", "text/plain"), Octets.utf8(reason));
    }
}
