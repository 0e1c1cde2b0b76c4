package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("the examples, as processes")
@Timeout(180)
class ExampleCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @DisplayName("a server and its client find each other, and an unknown name is told")
    void run() throws Exception {
        try (Background server =
                Background.workbench("example", "route-guide-server", "0", "folded")) {
            String line = server.line("listening on ", PATIENCE);
            String port = line.replaceAll(".*:(\\d+)]$", "$1");
            try (Background client =
                    Background.workbench("example", "route-guide-client", "localhost:" + port)) {
                client.line("there is ", PATIENCE);
                client.line("once more: ", PATIENCE);
                client.line("left there before: two", PATIENCE);
                assertEquals(0, client.status(PATIENCE));
            }
        }
        try (Background nothing = Background.workbench("example", "nothing")) {
            nothing.line("There is no example 'nothing'; there are: [greeter-server", PATIENCE);
            assertEquals(2, nothing.status(PATIENCE));
        }
        try (Background alone = Background.workbench("example", "greeter-client")) {
            alone.line("greeter-client takes more arguments.", PATIENCE);
            assertEquals(2, alone.status(PATIENCE));
        }
    }
}
