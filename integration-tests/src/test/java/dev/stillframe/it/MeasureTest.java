package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Not for figures: runs that are far too short, to see that the commands work and what they say.
 */
@DisplayName("the commands that measure")
class MeasureTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;

    @ParameterizedTest(name = "with {0}")
    @ValueSource(strings = {"", "--tls"})
    @DisplayName("bench http compares a front with nghttpd, and writes the table into a document")
    void http(String tls) throws IOException {
        Tool.H2LOAD.require();
        Tool.NGHTTPD.require();
        Path document = Files.writeString(folder.resolve("performance.md"), "# Performance\n");
        List<String> command = new ArrayList<>(List.of("bench", "http"));
        command.addAll(List.of("--fronts", FrontUnderTest.first() + ",nghttpd"));
        command.addAll(List.of("--rounds", "2", "--counted", "1", "--requests", "400"));
        command.addAll(List.of("--clients", "2", "--streams", "4", "--write", document.toString()));
        if (!tls.isEmpty()) {
            command.add(tls);
        }
        Child child = stillframe(command).succeeded();
        child.says("`h2load -c 2 -m 4 -n 400` over " + (tls.isEmpty() ? "TCP" : "TLS"));
        child.saysLike("(?m)^\\| " + FrontUnderTest.first() + " \\| [\\d,]+ \\| \\d+\\.\\d\\d \\|");
        child.saysLike("(?m)^\\| nghttpd \\| [\\d,]+ \\| 1\\.00 \\|");
        assertEquals("", child.err(), "progress is for terminals");
        String written = Files.readString(document);
        assertTrue(written.startsWith("# Performance\n\n<!-- begin http"), written);
        assertTrue(written.contains("| nghttpd |"), written);
    }

    @Test
    @DisplayName("bench latency has a row for each case, no errors, and a plot")
    void latency() throws IOException {
        Path document = folder.resolve("performance.md");
        Child child =
                stillframe(
                                List.of(
                                        "bench",
                                        "latency",
                                        "--fronts=" + FrontUnderTest.first(),
                                        "--rate=500",
                                        "--warm-up=0.2",
                                        "--seconds=0.4",
                                        "--before=0",
                                        "--connections=1,3",
                                        "--write=" + document))
                        .succeeded();
        String times = " \\| [\\d,]+".repeat(5);
        for (String over : List.of("TCP \\| 1", "TCP \\| 3", "TLS \\| 1", "TLS \\| 3")) {
            child.saysLike(
                    "(?m)^\\| " + over + " \\| " + FrontUnderTest.first() + times + " \\| 0 \\| ");
        }
        String svg = Files.readString(folder.resolve("latency.svg"));
        assertEquals(4, svg.split("<polyline", -1).length - 1, "lines in the plot");
        assertTrue(Files.readString(document).contains("](latency.svg)"));
    }

    @Test
    @DisplayName("bench grpc has a table for each part, nothing wrong in any, and plots")
    void grpc() throws IOException {
        Tool.H2LOAD.require();
        Path document = folder.resolve("performance.md");
        String front = "grpc-standalone";
        Child child =
                stillframe(
                                List.of(
                                        "bench",
                                        "grpc",
                                        "--fronts=" + front,
                                        "--requests=200",
                                        "--at-once=1,4",
                                        "--connections=2",
                                        "--h2load-streams=2",
                                        "--unary-rounds=1",
                                        "--unary-seconds=0.3",
                                        "--streams=6",
                                        "--slow=1",
                                        "--seconds=0.4",
                                        "--warm-up=0.2",
                                        "--write=" + document))
                        .succeeded();
        child.says("`h2load -c 2 -m 2 -n 200`");
        child.saysLike("(?m)^\\| " + front + " \\| [\\d,]+ \\| 1\\.00 \\|");
        for (int atOnce : List.of(1, 4)) {
            child.saysLike(
                    "(?m)^\\| %d \\| %s \\| [\\d,]+ \\| 1\\.00 \\| [\\d.]+ \\| .* \\| 0 \\|$"
                            .formatted(atOnce, front));
        }
        for (int slow : List.of(0, 1)) {
            child.saysLike(
                    "(?m)^\\| %d \\| %s( \\| [\\d,]+){6} \\| [\\d.]+ \\| [\\d,]+ \\| 0 \\| "
                            .formatted(slow, front));
        }
        for (String plot : List.of("grpc-unary.svg", "grpc-streams.svg")) {
            String svg = Files.readString(folder.resolve(plot));
            assertEquals(2, svg.split("<polyline", -1).length - 1, "lines in " + plot);
            assertTrue(Files.readString(document).contains("](" + plot + ")"), plot);
        }
    }

    @Test
    @DisplayName("soak looks at the heap, draws its line, and every stream ends as it should")
    void soak() {
        Child child = stillframe(List.of("soak", "--streams=2000", "--samples=4"));
        child.saysLike("(?m)^\\| 1,\\d{3} \\| \\d+ \\| [\\d,]{9,} \\|");
        for (String front : List.of("standalone", "jetty")) {
            child.saysLike("(?m)^" + front + ", 1,\\d{3} streams: \\{unary=\\d+, .*cut=\\d+.*call");
        }
        // A run of this length says nothing about the slope; that it is judged is seen here.
        child.saysLike(child.status() == 0 ? "in all: flat\\." : "in all: IT GROWS\\.");
        assertFalse(child.out().contains("did not end as they should"), child::shown);
    }

    @Test
    @DisplayName("bench memory divides the heap by connections and streams")
    void memory() {
        stillframe(
                        List.of(
                                "bench",
                                "memory",
                                "--fronts=" + FrontUnderTest.first(),
                                "--connections=50"))
                .succeeded()
                .saysLike("(?m)^\\| " + FrontUnderTest.first() + " \\| 50( \\| -?[\\d,]+){6} \\|$");
    }

    @Test
    @DisplayName("bench distance compares a front with itself with unlimited windows, far away")
    void distance() throws IOException {
        Path document = folder.resolve("performance.md");
        Child child =
                stillframe(
                                List.of(
                                        "bench",
                                        "distance",
                                        "--by=relay",
                                        "--fronts=vertx,vertx-unlimited",
                                        "--octets=300000",
                                        "--warm-up=1000",
                                        "--rounds=1",
                                        "--delay=3",
                                        "--write=" + document))
                        .succeeded();
        child.says("300,000 octets to and from a server 3 ms away each way at 1,000 Mbit/s");
        child.saysLike("(?m)^\\| vertx( \\| \\d+\\.\\d\\d){6} \\|$");
        child.saysLike("(?m)^\\| vertx-unlimited( \\| \\d+\\.\\d\\d){6} \\|$");
        child.saysLike("(?m)^\\| vertx, upload \\| \\d+\\.\\d\\d \\| 1\\.25 \\| ");
        assertTrue(
                Files.readString(document).startsWith("<!-- begin distance"), document::toString);
    }

    @Test
    @DisplayName("name what they can measure when asked for something else")
    void unknown() {
        Child child = stillframe(List.of("bench", "http", "--fronts", "jetty,nothing"));
        assertEquals(2, child.status(), child::shown);
        assertTrue(child.err().contains("There is no front 'nothing'; there are: standalone,"));
    }

    private static Child stillframe(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("dev.stillframe.workbench.Main");
        command.addAll(arguments);
        return Child.run(PATIENCE, command);
    }
}
