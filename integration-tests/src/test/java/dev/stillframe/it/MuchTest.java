package dev.stillframe.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("our client and our server, in a small heap")
class MuchTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"direct", "fold"})
    @DisplayName("100 MiB go up and 100 MiB come down, and neither end holds them")
    void upAndDown(String style) {
        Child.run(
                        PATIENCE,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx32m",
                                "-XX:MaxDirectMemorySize=16m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Much.class.getName(),
                                style))
                .succeeded()
                .says("up " + Much.SIZE)
                .says("down " + Much.SIZE);
    }
}
