package dev.stillframe.it;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Not for speed: under load nothing may be lost, refused or mixed up. */
@EachFront
@DisplayName("h2load: every one of 10,000 requests is answered")
class H2loadTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    @DisplayName("over TCP")
    void overTcp(FrontUnderTest front) {
        load(front.plain("/"), 10, 32);
    }

    @Test
    @DisplayName("over TLS")
    void overTls(FrontUnderTest front) {
        load(front.tls("/"), 10, 32);
    }

    @Test
    @DisplayName("over one connection with a hundred at once")
    void overOneConnection(FrontUnderTest front) {
        load(front.plain("/bytes?n=1000"), 1, 100);
    }

    @Test
    @DisplayName("over a hundred connections, one at a time")
    void overManyConnections(FrontUnderTest front) {
        load(front.plain("/headers"), 100, 1);
    }

    private static void load(URI uri, int clients, int streams) {
        Tool.H2LOAD
                .run(PATIENCE, "-n", 10_000, "-c", clients, "-m", streams, uri)
                .succeeded()
                .says("10000 done, 10000 succeeded, 0 failed, 0 errored, 0 timeout")
                .says("10000 2xx");
    }
}
