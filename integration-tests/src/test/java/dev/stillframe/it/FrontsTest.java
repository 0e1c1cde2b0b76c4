package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.front.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every front serves the reference application, over TCP and over TLS: what is compared with each
 * other does the same work.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("names")
@DisplayName("each front")
class FrontsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String HOW = "[%{http_code} over %{http_version}]";
    private static final int LARGE = 3_000_000;

    private static FrontUnderTest front;

    @Parameter private String name;
    @TempDir private Path folder;

    static Stream<String> names() {
        return Fronts.names().stream();
    }

    @BeforeParameterizedClassInvocation
    static void start(String name) {
        front = FrontUnderTest.start(name);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        front.close();
    }

    @Test
    @DisplayName("says hello, and to HEAD only how long that would be")
    void hello() {
        each("/", HOW).forEach(child -> child.says(Reference.HELLO + "[200 over 2]"));
        for (String base : bases()) {
            Child child = curl("--head", base + "/").succeeded().says("content-length: 13");
            assertEquals(-1, child.out().indexOf(Reference.HELLO), child::shown);
        }
    }

    @Test
    @DisplayName("gives any number of octets")
    void bytes() throws IOException {
        for (String base : bases()) {
            for (int count : new int[] {0, 1, LARGE}) {
                Path got = folder.resolve("got");
                curl("-o", got, "-w", HOW, base + "/bytes?n=" + count)
                        .succeeded()
                        .says("[200 over 2]");
                assertPattern(got, count);
            }
        }
    }

    @Test
    @DisplayName("echoes a large body")
    void echo() throws IOException {
        Path sent = Files.write(folder.resolve("sent"), pattern(LARGE));
        for (String base : bases()) {
            Path got = folder.resolve("echoed");
            curl("-T", sent, "-X", "POST", "-o", got, base + "/echo").succeeded();
            assertPattern(got, LARGE);
            curl("-X", "POST", "-w", HOW, base + "/echo").succeeded().says("[200 over 2]");
        }
    }

    @Test
    @DisplayName("reads a body that its answer does not depend on")
    void unusedBody() {
        for (String base : bases()) {
            curl("-d", "a body", "-w", HOW, base + "/")
                    .succeeded()
                    .says(Reference.HELLO + "[200 over 2]");
        }
    }

    @Test
    @DisplayName("shows the request's fields")
    void headers() {
        for (String base : bases()) {
            curl("-H", "x-asked: for", base + "/headers?a=b")
                    .succeeded()
                    .says("GET /headers?a=b HTTP/2.0\n")
                    .says("x-asked: for\n");
        }
    }

    @Test
    @DisplayName("answers after a while")
    void sleep() {
        each("/sleep?ms=20", HOW).forEach(child -> child.says("slept 20 ms\n[200 over 2]"));
    }

    @Test
    @DisplayName("sends 103 before 200, where its stack can")
    void early() {
        boolean can = front.has(Ability.EARLY_HINTS);
        for (String base : bases()) {
            Child child = curl("-i", base + "/early").succeeded();
            child.saysLike(
                    can ? "(?s)HTTP/2 103.*link: .*preload.*HTTP/2 200.*early" : "HTTP/2 501");
        }
    }

    @Test
    @DisplayName("says 404 and 400")
    void errors() {
        each("/nowhere", HOW).forEach(child -> child.says("[404 over 2]"));
        each("/bytes?n=many", HOW).forEach(child -> child.says("[400 over 2]"));
    }

    @Test
    @DisplayName("sends trailers, and those it was sent, where its stack shows them")
    void trailers() throws IOException {
        nghttp(front.plain("/trailers"))
                .saysLike(
                        "(?s)recv DATA.*recv .*"
                                + Reference.TRAILER_NAME
                                + ": "
                                + Reference.TRAILER_VALUE);
        Path body = Files.writeString(folder.resolve("body"), "a body");
        Child child = nghttp("--data", body, "--trailer", "x-sum: 17", front.plain("/echo"));
        child.saysLike(
                front.has(Ability.REQUEST_TRAILERS)
                        ? "(?s)recv .*:status: 200.*recv DATA.*recv .*x-sum: 17"
                        : "(?s)recv .*:status: 200.*recv DATA");
    }

    @Test
    @DisplayName("pushes where the client allows it, but for the fold, which cannot")
    void push() {
        Child child = nghttp(front.plain("/push"));
        child.saysLike(
                front.has(Ability.PUSH)
                        ? "(?s)recv PUSH_PROMISE.*recv \\(stream_id=2[^)]*\\) content-length: 1000"
                        : "(?s)recv .*:status: 200");
        assertEquals(front.has(Ability.PUSH), child.out().contains(":path: " + Reference.PUSHED));
        Child refusing = nghttp("--no-push", front.plain("/push"));
        refusing.saysLike("(?s)recv .*:status: 200");
        assertFalse(refusing.out().contains("recv PUSH_PROMISE"), refusing::shown);
        each("/push", HOW).forEach(asked -> asked.says(Reference.WITHOUT_PUSH + "[200 over 2]"));
    }

    private List<String> bases() {
        return List.of(front.plain("").toString(), front.tls("").toString());
    }

    private List<Child> each(String path, String format) {
        return bases().stream().map(base -> curl("-w", format, base + path).succeeded()).toList();
    }

    private Child curl(Object... arguments) {
        boolean plain = arguments[arguments.length - 1].toString().startsWith("http:");
        List<Object> all = new ArrayList<>(List.of("--silent", "--show-error"));
        all.add(plain ? "--http2-prior-knowledge" : "--http2");
        all.addAll(List.of("--cacert", front.certificate()));
        all.addAll(List.of(arguments));
        return Tool.CURL.run(PATIENCE, all.toArray());
    }

    private static Child nghttp(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("--verbose", "--null-out", "--timeout=20"));
        all.addAll(List.of(arguments));
        return Tool.NGHTTP.run(PATIENCE, all.toArray()).succeeded();
    }

    private static byte[] pattern(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = Reference.at(i);
        }
        return octets;
    }

    private static void assertPattern(Path file, int count) throws IOException {
        Path expected = Files.write(file.resolveSibling("expected"), pattern(count));
        // curl makes no file when there is nothing to put into it.
        if (count > 0 || Files.exists(file)) {
            assertEquals(-1, Files.mismatch(expected, file), "the first octet that differs");
            Files.delete(file);
        }
    }
}
