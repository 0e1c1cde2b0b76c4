package dev.stillframe.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachFront({"jetty", "standalone-direct"})
@DisplayName("Python's h2")
class PythonTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    @DisplayName(
            "finds no frame that is wrong: echo, trailers, 103, closed windows, reset, close and more")
    void everything(FrontUnderTest front, @TempDir Path folder) throws IOException {
        Child library = Tool.PYTHON.run(PATIENCE, "-c", "import h2.connection");
        Assumptions.assumeTrue(
                library.status() == 0, "Python's h2 is not installed: apt-get install python3-h2");
        Path script = Script.copy("python-client.py", folder);
        Tool.PYTHON
                .run(
                        PATIENCE,
                        script,
                        front.serving().port(),
                        front.serving().tlsPort(),
                        front.certificate())
                .succeeded()
                .says("all right");
    }
}
