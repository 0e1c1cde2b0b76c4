package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.ClientRun;
import dev.stillframe.conformance.JUnitXml;
import dev.stillframe.conformance.Progress;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.Result.Outcome;
import dev.stillframe.conformance.Suite;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each asks twice where it can, so that it has a reason to stay when its first stream is closed.
 */
@DisplayName("conform client, with other people's clients")
@Execution(ExecutionMode.CONCURRENT) // they wait for what does not come
class ConformOthersClientsTest {

    @TempDir private Path folder;

    @Test
    @DisplayName("curl, with prior knowledge")
    void curl(TestReporter reporter) throws Exception {
        String curl = Tool.CURL.require() + " --silent --http2-prior-knowledge";
        conform(
                "curl",
                curl + " {url} {url}",
                curl + " --data-binary @" + content() + " {url}",
                List.of(),
                reporter);
    }

    @Test
    @DisplayName("curl, over TLS")
    void curlOverTls(TestReporter reporter) throws Exception {
        String curl = Tool.CURL.require() + " --silent --insecure --http2";
        conform(
                "curl-tls",
                curl + " {url} {url}",
                curl + " --data-binary @" + content() + " {url}",
                List.of("--tls"),
                reporter);
    }

    @Test
    @DisplayName("nghttp")
    void nghttp(TestReporter reporter) throws Exception {
        String nghttp = Tool.NGHTTP.require() + " --null-out";
        conform(
                "nghttp",
                nghttp + " {url}-1 {url}-2",
                nghttp + " --data=" + content() + " {url}",
                List.of(),
                reporter);
    }

    @Test
    @DisplayName("node's http2")
    void node(TestReporter reporter) throws Exception {
        String node = Tool.NODE.require() + " " + Script.copy("node-conform.mjs", folder);
        conform("node", node + " get {url}", node + " upload {url}", List.of(), reporter);
    }

    @Test
    @DisplayName("Python's h2")
    void python(TestReporter reporter) throws Exception {
        Child library = Tool.PYTHON.run(Duration.ofSeconds(30), "-c", "import h2.connection");
        Assumptions.assumeTrue(
                library.status() == 0, "Python's h2 is not installed: apt-get install python3-h2");
        String python = Tool.PYTHON.require() + " " + Script.copy("python-conform.py", folder);
        conform("python-h2", python + " get {url}", python + " upload {url}", List.of(), reporter);
    }

    @Test
    @DisplayName("the JDK's HttpClient")
    void jdk(TestReporter reporter) throws Exception {
        Identity identity = Identity.make();
        double seconds = Double.parseDouble(ConformanceReport.TIMEOUT);
        ClientRun run =
                ClientRun.plain()
                        .secured(identity.serving())
                        .patient(Duration.ofMillis(Math.round(seconds * 1000)));
        Suite suite = Suite.of(Role.CLIENT);
        SSLContext trusting = identity.trusting();
        Report report =
                run.run(
                        suite,
                        (uri, asked) -> ask(trusting, uri, asked == Asked.CONTENT),
                        Progress.NONE);
        assertEquals(suite.cases().size(), report.results().size());
        assertTrue(report.count(Outcome.PASSED) > suite.cases().size() / 2, report::totals);
        Path junit = Files.createDirectories(Path.of("target", "conformance"));
        JUnitXml.write(report, junit.resolve("jdk.xml"), false);
        reporter.publishEntry("jdk", report.totals());
    }

    /** It stays as long as it is not closed, which the end of the case interrupts. */
    private static void ask(SSLContext trusting, URI uri, boolean content)
            throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(trusting)
                        .build();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (content) {
                request.POST(BodyPublishers.ofByteArray(new byte[ClientRun.CONTENT]));
            }
            client.sendAsync(request.build(), BodyHandlers.discarding());
            new CountDownLatch(1).await();
        } finally {
            client.shutdownNow();
        }
    }

    private void conform(
            String name, String asking, String sending, List<String> more, TestReporter reporter)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of("client"));
        arguments.addAll(List.of("--exec", asking, "--upload", sending));
        arguments.addAll(more);
        reporter.publishEntry(name, ConformanceReport.ofCommand(name, Role.CLIENT, arguments));
    }

    private Path content() throws IOException {
        return Files.write(folder.resolve("content"), new byte[ClientRun.CONTENT]);
    }
}
