package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;

/** Makes a tunnel of the case's stream (section 8.5): the last thing that an opening does. */
final class Tunnel {
    private static final int REDIRECTION = 300;

    private Tunnel() {}

    /** A client's CONNECT is answered, a server is sent one. */
    static void open(Stage stage) throws Unready {
        if (stage.peer() == Role.CLIENT) {
            Head request = stage.log().request();
            if (request == null || !"CONNECT".equals(request.value(":method"))) {
                throw new Unready(new Verdict.NotApplicable("the client's request was no CONNECT"));
            }
            stage.send(Frames.headers(stage.stream(), stage.head(), Frames.END_HEADERS));
        } else {
            ask(stage);
        }
        stage.fence("the tunnel to be there");
        stage.begins();
    }

    private static void ask(Stage stage) throws Unready {
        int id = stage.stream();
        Octets head = Block.of(":method", "CONNECT", ":authority", target(stage.authority()));
        stage.send(Frames.headers(id, head, Frames.END_HEADERS));
        // Whoever wants no tunnel may reset it, answer with an error, or wait for its end.
        stage.fence("a PING to be answered");
        long deadline = Stage.deadline(stage.setup().grace());
        while (stage.log().response(id) == null
                && stage.take(deadline) != null
                && !stage.isOver()) {
            // Until it has answered, or had the time to.
        }
        Head response = stage.log().response(id);
        if (response == null || response.status() >= REDIRECTION) {
            throw new Unready(new Verdict.NotApplicable("the server opens no tunnel"));
        }
    }

    /** A tunnel leads to a port, which must be said (RFC 9110 section 9.3.6). */
    private static String target(String authority) {
        boolean port = authority.matches(".*:[0-9]+");
        return port ? authority : authority + ":80";
    }
}
