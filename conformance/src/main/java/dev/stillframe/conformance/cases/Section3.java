package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.conformance.script.Expectation.answers;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Opening;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;
import java.util.List;
import java.util.function.Predicate;

/** Starting HTTP/2. */
final class Section3 {
    static final Section HTTPS =
            Section.of(
                    "3.2",
                    "Starting HTTP/2 for \"https\" URIs",
                    clientMust("Over TLS, h2 is offered by ALPN, and h2c is not")
                            .after(Opening.AWAITING)
                            .then(check("h2 among the protocols, h2c not", Section3::offered)));

    static final Section TLS =
            Section.of(
                    "9.2",
                    "Use of TLS Features",
                    clientMust("A server that has a domain name is named in the handshake (SNI)")
                            .after(Opening.AWAITING)
                            .then(check("the server's name", Section3::named)));

    static final Section PREFACE =
            Section.of(
                    "3.4",
                    "HTTP/2 Connection Preface",
                    clientMust("The client begins with its 24 octets and SETTINGS")
                            .after(Opening.CONNECTED)
                            .send("SETTINGS", stage -> Frames.settings())
                            .then(check("the preface, then SETTINGS", Section3::clientPreface)),
                    serverMust("The server's first frame is SETTINGS")
                            .after(Opening.CONNECTED)
                            .send("the preface", Section3::preface)
                            .then(check("SETTINGS first", Section3::serverPreface)),
                    must("The SETTINGS of the preface are acknowledged")
                            .after(Opening.CONNECTED)
                            .send("the preface", Section3::preface)
                            .then(answers("SETTINGS ACK", settings(true))),
                    serverMust("A client that begins with other octets is cut off")
                            .after(Opening.CONNECTED)
                            .send(
                                    "\"PRI * HTTP/3.0\"",
                                    stage ->
                                            Octets.utf8("PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n")
                                                    .plus(Frames.settings()))
                            .then(connectionError(PROTOCOL_ERROR).orSilence()),
                    must("A preface that begins with another frame is a connection error")
                            .after(Opening.CONNECTED)
                            .send(
                                    "PING in place of SETTINGS",
                                    stage -> magic(stage).plus(Frames.ping(Frames.OPAQUE, 0)))
                            .then(connectionError(PROTOCOL_ERROR).orSilence()),
                    must("A preface that begins with SETTINGS ACK is a connection error")
                            .after(Opening.CONNECTED)
                            .send(
                                    "SETTINGS ACK in place of SETTINGS",
                                    stage -> magic(stage).plus(Frames.settingsAck()))
                            .then(connectionError(PROTOCOL_ERROR).orSilence()),
                    serverMust("Requests may come before the server's preface has arrived")
                            .after(Opening.CONNECTED)
                            .send("the preface and a request at once", Section3::atOnce)
                            .then(completes()),
                    must("The connection stays as long as nothing is wrong")
                            .after(Opening.AWAITING)
                            .act("PINGs for a while", Section3::linger)
                            .then(goesOn()));

    /** The case that shows that the peer does not leave by itself. */
    static final String LINGERS = "3.4/8";

    private Section3() {}

    private static Octets magic(Stage stage) {
        return switch (stage.peer()) {
            case CLIENT -> Octets.EMPTY;
            case SERVER -> Frames.magic();
        };
    }

    private static Octets preface(Stage stage) {
        return magic(stage).plus(Frames.settings());
    }

    private static Octets atOnce(Stage stage) {
        int flags = Frames.END_HEADERS | Frames.END_STREAM;
        return preface(stage).plus(Frames.headers(stage.fresh(), stage.head(), flags));
    }

    /** For as long as a case may take, with a PING from time to time. */
    private static void linger(Stage stage) throws Unready {
        long end = System.nanoTime() + stage.setup().patience().toNanos();
        while (System.nanoTime() < end) {
            stage.fence("a PING to be answered");
            stage.pause(stage.setup().patience().dividedBy(20));
        }
    }

    private static Verdict offered(Stage stage) throws Unready {
        List<String> protocols = stage.secure().protocols();
        return protocols.contains("h2") && !protocols.contains("h2c")
                ? Verdict.PASSED
                : new Verdict.Failed("h2 among the protocols, h2c not", protocols.toString());
    }

    private static Verdict named(Stage stage) throws Unready {
        return stage.secure().named()
                ? Verdict.PASSED
                : new Verdict.Failed("the server's name", "no name");
    }

    private static Verdict clientPreface(Stage stage) throws Unready {
        stage.until("the client's preface", Arrival.Preface.class::isInstance);
        return serverPreface(stage);
    }

    private static Verdict serverPreface(Stage stage) throws Unready {
        Arrival first = stage.until("a frame", arrival -> true);
        return settings(false).test(first)
                ? Verdict.PASSED
                : new Verdict.Failed("SETTINGS first", first.toString());
    }

    private static Predicate<Arrival> settings(boolean ack) {
        return arrival -> {
            Frame.Settings settings = Stage.frame(arrival, Frame.Settings.class);
            return settings != null && settings.ack() == ack;
        };
    }
}
