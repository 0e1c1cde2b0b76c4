package dev.stillframe.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachFront({"jetty", "vertx", "vertx4", "standalone-direct"})
@DisplayName("node's http2")
class NodeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    @DisplayName(
            "ping, trailers, 103, parallel streams, a conversation, reset, settings, goaway, close")
    void everything(FrontUnderTest front, @TempDir Path folder) throws IOException {
        Path script = Script.copy("node-client.mjs", folder);
        Tool.NODE
                .run(
                        PATIENCE,
                        script,
                        front.plain(""),
                        front.tls(""),
                        front.certificate(),
                        front.has(Ability.PUSH) ? "push" : "no-push",
                        front.has(Ability.REQUEST_TRAILERS) ? "trailers" : "no-trailers")
                .succeeded()
                .says("all right");
    }
}
