package dev.stillframe.conformance.script;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;

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
        // Whoever wants no tunnel may reset it, or answer with an error.
        stage.until(
                "an answer to CONNECT",
                arrival -> stage.log().response(id) != null || resets(arrival, id));
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

    private static boolean resets(Arrival arrival, int id) {
        Frame.Reset reset = Stage.frame(arrival, Frame.Reset.class);
        return reset != null && reset.streamId() == id;
    }
}
