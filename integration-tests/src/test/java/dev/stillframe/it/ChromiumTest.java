package dev.stillframe.it;

import dev.stillframe.workbench.demo.DemoHandler;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("headless Chromium")
class ChromiumTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of the page's own time: it does not run on while an answer is outstanding. */
    private static final int BUDGET_MILLISECONDS = 10_000;

    @Test
    @DisplayName("loads the demo's page over TLS, and says that it came over h2")
    void page(@TempDir Path folder) throws Exception {
        Tool.CHROMIUM.require();
        JettyFront front = (JettyFront) FrontUnderTest.front("jetty");
        try (Serving demo = front.start(Listening.both(0, 0, Identity.make()), new DemoHandler())) {
            Tool.CHROMIUM
                    .run(
                            PATIENCE,
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--ignore-certificate-errors",
                            "--user-data-dir=" + folder.resolve("profile"),
                            "--virtual-time-budget=" + BUDGET_MILLISECONDS,
                            "--dump-dom",
                            "https://localhost:" + demo.tlsPort() + "/")
                    .succeeded()
                    .says("<b id=\"protocol\">h2</b>")
                    .says("<b id=\"answers\">12</b>")
                    .says("<b id=\"api-protocol\">HTTP/2.0</b>");
        }
    }
}
