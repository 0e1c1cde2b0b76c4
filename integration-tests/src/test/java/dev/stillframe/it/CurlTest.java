package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.workbench.front.Reference;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachFront
@DisplayName("curl")
class CurlTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PRIOR_KNOWLEDGE = "--http2-prior-knowledge";
    private static final String NEGOTIATED = "--http2";

    /** 100 MB: many times every window, so that all of them must be refilled again and again. */
    private static final int LARGE = 100_000_000;

    /** What curl adds behind the body. */
    private static final String HOW = "[%{http_code} over %{http_version}]";

    @TempDir private Path folder;

    @Test
    @DisplayName("by prior knowledge")
    void priorKnowledge(FrontUnderTest front) {
        curl(PRIOR_KNOWLEDGE, "-w", HOW, front.plain("/"))
                .succeeded()
                .says(Reference.HELLO + "[200 over 2]");
    }

    @Test
    @DisplayName("by Upgrade, and the request that asked for it is answered as stream 1")
    void upgrade(FrontUnderTest front) {
        curl(NEGOTIATED, "-i", "-w", HOW, front.plain("/headers"))
                .succeeded()
                .says("HTTP/1.1 101")
                .says("GET /headers HTTP/2.0")
                .says("[200 over 2]");
    }

    @Test
    @DisplayName("by ALPN, with a certificate that it checks")
    void alpn(FrontUnderTest front) {
        curl(NEGOTIATED, "--cacert", front.certificate(), "-w", HOW, front.tls("/"))
                .succeeded()
                .says(Reference.HELLO + "[200 over 2]");
    }

    @Test
    @DisplayName("still gets HTTP/1.1 where it wants that, or is told that it cannot")
    void http1(FrontUnderTest front) {
        if (!front.has(Ability.HTTP1)) {
            curl("--http1.1", "-w", HOW, front.plain("/")).succeeded().says("[426 over 1.1]");
            Child refused = curl("--http1.1", "--cacert", front.certificate(), front.tls("/"));
            assertEquals(35, refused.status(), refused::shown); // the handshake failed
            return;
        }
        curl("--http1.1", "-w", HOW, front.plain("/")).succeeded().says("[200 over 1.1]");
        curl("--http1.1", "--cacert", front.certificate(), "-w", HOW, front.tls("/"))
                .succeeded()
                .says("[200 over 1.1]");
    }

    @Test
    @DisplayName("sees a 103 before the 200")
    void earlyHints(FrontUnderTest front) {
        curl(PRIOR_KNOWLEDGE, "-i", front.plain("/early"))
                .succeeded()
                .saysLike("(?s)HTTP/2 103.*link: .*preload.*HTTP/2 200.*early");
    }

    @Test
    @DisplayName("sees a HEAD answered without its body")
    void head(FrontUnderTest front) {
        Child child = curl(PRIOR_KNOWLEDGE, "--head", front.plain("/")).succeeded();
        child.says("content-length: 13");
        assertEquals(-1, child.out().indexOf(Reference.HELLO), child::shown);
    }

    @Test
    @DisplayName("is told 404 and 400")
    void errors(FrontUnderTest front) {
        curl(PRIOR_KNOWLEDGE, "-w", HOW, front.plain("/nowhere")).says("[404 over 2]");
        curl(PRIOR_KNOWLEDGE, "-w", HOW, front.plain("/bytes?n=many")).says("[400 over 2]");
    }

    /** Over TLS: curl 7.88 itself fails when it does this by prior knowledge, with any server. */
    @Test
    @DisplayName("many requests at once over one connection")
    void parallel(FrontUnderTest front) {
        Child child =
                curl(
                                NEGOTIATED,
                                "--cacert",
                                front.certificate(),
                                "--no-progress-meter",
                                "--parallel",
                                "--parallel-max",
                                "50",
                                "-w",
                                "%{http_code}/%{http_version}/%{num_connects}\\n",
                                "-o",
                                "/dev/null",
                                front.tls("/bytes?n=10000&x=[1-200]"))
                        .succeeded();
        assertEquals(200, child.out().lines().filter(line -> line.startsWith("200/2/")).count());
        long connections = child.out().lines().filter(line -> line.endsWith("/1")).count();
        assertEquals(1, connections, child::shown);
    }

    @Test
    @DisplayName("downloads 100 MB over TCP and over TLS")
    void download(FrontUnderTest front) throws IOException {
        Path expected = large();
        Path got = folder.resolve("downloaded");
        curl(PRIOR_KNOWLEDGE, "-o", got, front.plain("/bytes?n=" + LARGE)).succeeded();
        assertEquals(-1, Files.mismatch(expected, got), "the first octet that differs");
        curl(NEGOTIATED, "--cacert", front.certificate(), "-o", got, front.tls("/bytes?n=" + LARGE))
                .succeeded();
        assertEquals(-1, Files.mismatch(expected, got), "the first octet that differs");
    }

    @Test
    @DisplayName("uploads 100 MB over TCP and over TLS, and gets them back meanwhile")
    void upload(FrontUnderTest front) throws IOException {
        Path sent = large();
        Path got = folder.resolve("echoed");
        curl(PRIOR_KNOWLEDGE, "-T", sent, "-X", "POST", "-o", got, front.plain("/echo"))
                .succeeded();
        assertEquals(-1, Files.mismatch(sent, got), "the first octet that differs");
        curl(
                        NEGOTIATED,
                        "--cacert",
                        front.certificate(),
                        "-T",
                        sent,
                        "-X",
                        "POST",
                        "-o",
                        got,
                        front.tls("/echo"))
                .succeeded();
        assertEquals(-1, Files.mismatch(sent, got), "the first octet that differs");
    }

    private Path large() throws IOException {
        Path file = folder.resolve("large");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                var channel = Channels.newChannel(out)) {
            for (int left = LARGE; left > 0; ) {
                ByteBuffer piece = Reference.pattern();
                piece.limit(Math.min(piece.limit(), left));
                left -= channel.write(piece);
            }
        }
        return file;
    }

    private static Child curl(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("--silent", "--show-error"));
        all.addAll(List.of(arguments));
        return Tool.CURL.run(PATIENCE, all.toArray());
    }
}
