package dev.stillframe.it;

import dev.stillframe.workbench.demo.DemoHandler;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("headless Chromium")
class ChromiumTest {

    @Test
    @DisplayName("loads the demo's page over TLS, and says that it came over h2")
    void page(@TempDir Path folder) throws Exception {
        Tool.CHROMIUM.require();
        JettyFront front = (JettyFront) FrontUnderTest.front("jetty");
        try (Serving demo = front.start(Listening.both(0, 0, Identity.make()), new DemoHandler())) {
            Chromium.dom(folder, "https://localhost:" + demo.tlsPort() + "/")
                    .succeeded()
                    .says("<b id=\"protocol\">h2</b>")
                    .says("<b id=\"answers\">12</b>")
                    .says("<b id=\"api-protocol\">HTTP/2.0</b>");
        }
    }
}
