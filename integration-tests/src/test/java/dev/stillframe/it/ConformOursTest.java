package dev.stillframe.it;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.ClientRun;
import dev.stillframe.conformance.Progress;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.ServerRun;
import dev.stillframe.conformance.Suite;
import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
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

    /**
     * What a client of ours has to pass, once there is one: a test calls this with whatever makes
     * it send a request. The engine as a client is tested in the kit's own module.
     */
    static void client(ClientRun run, ClientRun.Driver driver) {
        Suite suite = Suite.of(Role.CLIENT);
        Report report = run.patient(PATIENCE).run(suite, driver, Progress.NONE);
        ConformanceReport.allPassed(suite, report);
    }
}
