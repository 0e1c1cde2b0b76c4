package dev.stillframe.it;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.conformance.ClientRun;
import dev.stillframe.conformance.Progress;
import dev.stillframe.conformance.ServerRun;
import dev.stillframe.conformance.Suite;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server and client of ours passes every case of the conformance kit. */
@DisplayName("conform, with what is ours")
class ConformOursTest {

    /** Long: nothing that is right waits for it to run out. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** More than a connection's window, so that all cases about windows can be played. */
    private static final String LARGE = "/bytes?n=100000";

    /** The fronts of ours: all but those that are there to compare with. */
    static Stream<Front> fronts() {
        return StreamSupport.stream(Fronts.all().spliterator(), false)
                .filter(front -> !front.isPeer());
    }

    @ParameterizedTest
    @MethodSource("fronts")
    @DisplayName("a server, over TCP and over TLS")
    void server(Front front) throws Exception {
        Suite suite = Suite.of(Role.SERVER);
        Identity identity = Identity.make();
        try (Serving serving = front.start(Listening.both(0, 0, identity))) {
            var plain = new ServerRun("127.0.0.1", serving.port(), null, LARGE, PATIENCE);
            ConformanceReport.allPassed(suite, plain.run(suite, Progress.NONE));
            var tls =
                    new ServerRun(
                            "localhost", serving.tlsPort(), identity.trusting(), LARGE, PATIENCE);
            ConformanceReport.allPassed(suite, tls.run(suite, Progress.NONE));
        }
    }

    @Test
    @DisplayName("the client, over TCP")
    void client() {
        passes(ClientRun.plain(), Client.builder());
    }

    @Test
    @DisplayName("the client, over TLS")
    void clientOverTls() {
        Identity identity = Identity.make();
        passes(
                ClientRun.plain().secured(identity.serving()),
                Client.builder().tls(Tls.of(identity.trusting())));
    }

    @Test
    @DisplayName("the client, accepting pushes")
    void clientWithPush() {
        passes(ClientRun.plain(), Client.builder().acceptPush());
    }

    private static void passes(ClientRun run, ClientOptionsBuilder options) {
        Suite suite = Suite.of(Role.CLIENT);
        ClientOptions quick = options.drain(Duration.ZERO).build();
        ClientRun.Driver driver = (uri, asked) -> ask(quick, uri, asked);
        ConformanceReport.allPassed(suite, run.patient(PATIENCE).run(suite, driver, Progress.NONE));
    }

    /** A client of its own for each case, which stays until the end of the case interrupts it. */
    private static void ask(ClientOptions options, URI uri, Asked asked)
            throws InterruptedException {
        try (Client client = Client.open(options)) {
            switch (asked) {
                case GET -> {
                    Request get = Request.get(uri).onPush(promised -> ConformOursTest::take);
                    client.sendAsync(get);
                    client.sendAsync(get);
                }
                case CONTENT ->
                        client.sendAsync(
                                Request.post(uri, Octets.wrap(new byte[ClientRun.CONTENT])));
                case TUNNEL -> client.sendAsync(connect(uri));
            }
            new CountDownLatch(1).await();
        }
    }

    /** Waits for what is pushed. */
    private static void take(ClientExchange pushed) {
        try (pushed) {
            pushed.response();
        } catch (IOException ended) {
            // The case is over.
        }
    }

    /** CONNECT has no scheme and no path (section 8.5). */
    private static Request connect(URI uri) {
        Endpoint endpoint = Endpoint.of(uri);
        FieldSection none = FieldSection.EMPTY;
        RequestHead head = new RequestHead("CONNECT", null, endpoint.authority(), null, null, none);
        return new Request(
                endpoint,
                head,
                null,
                none,
                Duration.ZERO,
                false,
                null,
                promised -> ConformOursTest::take);
    }
}
