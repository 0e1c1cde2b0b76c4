package dev.stillframe.examples;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;

/** The smallest server: the same answer to everything. */
public final class Hello {
    private Hello() {}

    /** Serves on this port; 0 for any free one. */
    static Server serve(int port) throws IOException {
        ResponseHead ok = ResponseHead.of(200, "content-type", "text/plain");
        return Server.builder()
                .listen(port)
                .handler(exchange -> exchange.respond(ok, Octets.utf8("Hello, World!\n")))
                .start();
    }

    /** Arguments: the port. Runs until it is stopped. */
    public static void main(String[] arguments) throws Exception {
        Running.untilStopped(serve(Integer.parseInt(arguments[0])));
    }
}
