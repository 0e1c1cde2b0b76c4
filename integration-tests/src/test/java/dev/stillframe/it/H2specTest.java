package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * h2spec 2.2.0, all of it, in its strict mode; each of its cases is a test here.
 *
 * <p>It was written for RFC 7540. What RFC 9113 says otherwise is {@linkplain #OVERRULED listed}.
 */
@EachFront
@DisplayName("h2spec --strict")
class H2specTest {

    /** All cases that h2spec 2.2.0 knows; fewer means that it broke off. */
    private static final int ALL = 146;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Cases that need not pass, each with what RFC 9113 says instead. */
    private static final Map<String, String> OVERRULED =
            Map.of(
                    "http2/5.3.1/1", "section 5.3.2: a stream's dependencies are read and ignored",
                    "http2/5.3.1/2", "section 5.3.2: a stream's dependencies are read and ignored");

    @TempDir private Path folder;

    @TestFactory
    @DisplayName("over TCP")
    Stream<DynamicTest> overTcp(FrontUnderTest front) throws Exception {
        return cases(front.serving().port(), List.of());
    }

    @TestFactory
    @DisplayName("over TLS")
    Stream<DynamicTest> overTls(FrontUnderTest front) throws Exception {
        return cases(front.serving().tlsPort(), List.of("--tls", "--insecure"));
    }

    private Stream<DynamicTest> cases(int port, List<String> more) throws Exception {
        Path report = folder.resolve("report.xml");
        List<String> command = new ArrayList<>();
        command.addAll(List.of(binary().toString(), "--strict", "--port", String.valueOf(port)));
        command.addAll(List.of("--junit-report", report.toString()));
        // Cases about open streams send a request and then, in another packet, what is wrong with
        // it. The answer must not be over by then; docs/decisions/0007 has the cases.
        command.addAll(List.of("--path", "/sleep?ms=50"));
        command.addAll(more);
        Child h2spec = Child.run(PATIENCE, command);
        assertTrue(Files.exists(report), () -> "h2spec wrote no report" + h2spec.shown());
        List<H2specCase> cases = H2specCase.read(report);
        return Stream.concat(
                Stream.of(
                        dynamicTest(
                                "all cases ran",
                                () -> assertEquals(ALL, cases.size(), h2spec::shown))),
                cases.stream().map(H2specTest::test));
    }

    private static DynamicTest test(H2specCase one) {
        String overruled = OVERRULED.get(one.id());
        if (overruled != null) {
            // We do what RFC 9113 says, so the tool finds fault. Section53Test of the engine shows
            // it the other way round.
            return dynamicTest(
                    one.id() + " overruled by " + overruled,
                    () -> assertTrue(one.fault().isPresent(), "not done as RFC 9113 says"));
        }
        String name = one.id() + " " + one.title();
        return dynamicTest(
                name,
                () -> one.fault().ifPresent(fault -> fail(name + System.lineSeparator() + fault)));
    }

    /** The binary lies, packed, in the jar of a Maven plugin. */
    private Path binary() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the h2spec at hand is for Linux on amd64");
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream packed =
                H2specTest.class.getResourceAsStream("/h2spec/2.2.0/h2spec_linux_amd64.tar.gz")) {
            Files.copy(packed, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        new Tool("tar", "tar")
                .run(Duration.ofSeconds(30), "-xzf", archive, "-C", folder)
                .succeeded();
        return folder.resolve("h2spec");
    }
}
