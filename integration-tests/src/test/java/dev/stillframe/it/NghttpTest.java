package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.workbench.front.Reference;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nghttp shows every frame, so these tests look at frames. */
@EachFront
@DisplayName("nghttp")
class NghttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    @DisplayName("gets its trailers back behind its body, where the application is told them")
    void trailersBothWays(FrontUnderTest front) throws IOException {
        Path body = Files.writeString(folder.resolve("body"), "a body");
        Child child =
                nghttp("--data", body, "--trailer", "x-sum: 17", front.plain("/echo")).succeeded();
        child.saysLike("(?s)recv .*:status: 200.*recv DATA.*END_STREAM");
        if (front.has(Ability.REQUEST_TRAILERS)) {
            child.saysLike("(?s)recv DATA.*recv .*x-sum: 17.*END_STREAM");
        } else {
            assertFalse(child.out().contains("recv (stream_id=1) x-sum"), child::shown);
            assertEquals("a body", quiet("--data", body, front.plain("/echo")).succeeded().out());
        }
    }

    @Test
    @DisplayName("sees trailers that only the server has")
    void trailersOfTheServer(FrontUnderTest front) {
        nghttp(front.plain("/trailers"))
                .succeeded()
                .saysLike(
                        "(?s)recv DATA.*recv .*"
                                + Reference.TRAILER_NAME
                                + ": "
                                + Reference.TRAILER_VALUE);
    }

    @Test
    @DisplayName("may say priorities: weights, dependencies, and none of them")
    void priorities(FrontUnderTest front) {
        assertAnswers(
                3,
                nghttp(
                        "--weight=1",
                        "--weight=256",
                        "--weight=16",
                        front.plain("/bytes?n=100000"),
                        front.plain("/bytes?n=100001"),
                        front.plain("/bytes?n=100002")));
        assertAnswers(1, nghttp("--no-dep", front.plain("/")));
        assertAnswers(1, nghttp("--header=priority: u=0, i", front.plain("/")));
    }

    @Test
    @DisplayName("gets what is pushed, promise first and then whole, plain and over TLS")
    void push(FrontUnderTest front) {
        if (!front.has(Ability.PUSH)) {
            assertEquals(Reference.WITHOUT_PUSH, quiet(front.plain("/push")).succeeded().out());
            return;
        }
        for (URI asked : List.of(front.plain("/push"), front.tls("/push"))) {
            Child child = nghttp("--no-verify-peer", asked);
            assertAnswers(2, child);
            child.saysLike(
                    "(?s)recv PUSH_PROMISE frame .*promised_stream_id=2\\).*"
                            + "recv \\(stream_id=2\\) :status: 200.*"
                            + "recv DATA frame <[^>]*flags=0x01, stream_id=2>");
            child.says(":path: " + Reference.PUSHED);

            Child bodies = quiet("--no-verify-peer", asked).succeeded();
            int answer = bodies.out().indexOf(Reference.WITH_PUSH);
            assertTrue(answer >= 0, bodies::shown);
            // The bodies may come in any order, and even one within the other.
            String pushed =
                    bodies.out().substring(0, answer)
                            + bodies.out().substring(answer + Reference.WITH_PUSH.length());
            assertEquals(pattern(1000), pushed, bodies::shown);
        }
    }

    @Test
    @DisplayName("with push off gets no push, and its answer")
    void withoutPush(FrontUnderTest front) {
        Child child = nghttp("--no-push", front.plain("/push"));
        assertAnswers(1, child);
        child.says("SETTINGS_ENABLE_PUSH(0x02):0");
        assertFalse(child.out().contains("recv PUSH_PROMISE"), child::shown);
        assertEquals(
                Reference.WITHOUT_PUSH, quiet("--no-push", front.plain("/push")).succeeded().out());
    }

    @Test
    @DisplayName("may pad every frame")
    void padding(FrontUnderTest front) throws IOException {
        String text = "padded ".repeat(5_000);
        Path body = Files.writeString(folder.resolve("body"), text);
        Child child = quiet("--padding=255", "--data", body, front.plain("/echo")).succeeded();
        assertEquals(text, child.out(), child::shown);
        assertAnswers(1, nghttp("--padding=1", front.plain("/headers")));
    }

    @Test
    @DisplayName("with small windows gets everything")
    void smallWindows(FrontUnderTest front) {
        Child child =
                quiet(
                                "--window-bits=10",
                                "--connection-window-bits=11",
                                front.plain("/bytes?n=200000"))
                        .succeeded();
        assertEquals(pattern(200_000), child.out());
    }

    @Test
    @DisplayName("with a header table of no size, and with a large one, understands the fields")
    void headerTable(FrontUnderTest front) {
        for (int size : new int[] {0, 65_536}) {
            assertAnswers(
                    2,
                    nghttp(
                            "--header-table-size=" + size,
                            front.plain("/headers?a"),
                            front.plain("/headers?b")));
        }
    }

    @Test
    @DisplayName("may send fields of several frames (CONTINUATION)")
    void continuation(FrontUnderTest front) {
        Child child = nghttp("--continuation", front.plain("/headers"));
        assertAnswers(1, child);
        // It shows the whole as one frame; one frame may have 16,384 octets.
        child.saysLike("send HEADERS frame <length=(1[789]|2)\\d{3,4},");
    }

    @Test
    @DisplayName("by Upgrade")
    void upgrade(FrontUnderTest front) {
        Child child = nghttp("--upgrade", front.plain("/"));
        assertAnswers(1, child);
        child.says("HTTP Upgrade success").says("recv (stream_id=1) :status: 200");
    }

    @Test
    @DisplayName("over TLS")
    void overTls(FrontUnderTest front) {
        Child child = nghttp(front.tls("/"));
        assertAnswers(1, child);
        child.says("The negotiated protocol: h2");
    }

    private static void assertAnswers(int expected, Child child) {
        child.succeeded();
        long answers = child.out().lines().filter(line -> line.contains(":status: 200")).count();
        assertEquals(expected, answers, child::shown);
        assertFalse(child.out().contains("recv RST_STREAM"), child::shown);
    }

    /** What {@code /bytes} gives, as the text that a child's output is read as. */
    private static String pattern(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = Reference.at(i);
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Shows frames and no bodies. */
    private static Child nghttp(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("--verbose", "--null-out", "--timeout=20"));
        all.addAll(List.of(arguments));
        return Tool.NGHTTP.run(PATIENCE, all.toArray());
    }

    /** Shows bodies and no frames. */
    private static Child quiet(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("--timeout=20"));
        all.addAll(List.of(arguments));
        return Tool.NGHTTP.run(PATIENCE, all.toArray());
    }
}
