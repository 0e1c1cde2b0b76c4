package dev.stillframe.it;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachFront({"jetty", "vertx", "vertx4", "standalone"})
@DisplayName("headless Chromium, on the reference")
class ChromiumFrontTest {

    @Test
    @DisplayName("asks over h2, with the fields of a real browser")
    void headers(FrontUnderTest front, @TempDir Path folder) {
        Chromium.dom(folder, front.tls("/headers").toString())
                .succeeded()
                .says("GET /headers HTTP/2.0")
                .says("sec-fetch-mode: navigate");
    }
}
