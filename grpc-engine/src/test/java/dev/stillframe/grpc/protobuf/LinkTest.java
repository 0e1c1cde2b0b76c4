package dev.stillframe.grpc.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.GrpcEngine;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Protobuf is there for those who want it: the module links and runs without it. */
@Timeout(120)
class LinkTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("An image of api + grpc holds nothing else but java.base")
    void image() throws Exception {
        String path = where(GrpcEngine.class) + File.pathSeparator + where(ProtobufCodec.class);
        Path image = folder.resolve("image");
        // Not in this process: its own modules are patched with the tests.
        String jlink = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
        run(
                jlink,
                "-p",
                path,
                "--add-modules",
                "dev.stillframe.grpc",
                "--output",
                image.toString());
        List<String> modules =
                run(image.resolve("bin/java").toString(), "--list-modules")
                        .map(line -> line.replaceFirst("@.*", ""))
                        .sorted()
                        .toList();
        assertEquals(List.of("dev.stillframe.api", "dev.stillframe.grpc", "java.base"), modules);
    }

    private static Stream<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            return said.lines();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String where(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
