package dev.stillframe.examples;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;

/**
 * Sends back what comes, trailers too, in direct style. Each write waits for the client's credit,
 * and what was read returns as credit with the next read: a slow client slows its own stream.
 */
public final class EchoDirect {
    private EchoDirect() {}

    static void echo(ServerExchange exchange) throws IOException {
        exchange.respond(ResponseHead.of(200));
        for (Octets part = exchange.read(); part != null; part = exchange.read()) {
            exchange.write(part.toByteBuffer());
        }
        exchange.end(exchange.trailers());
    }

    /** Arguments: the port. Runs until it is stopped. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Running.untilStopped(Server.builder().listen(port).handler(EchoDirect::echo).start());
    }
}
