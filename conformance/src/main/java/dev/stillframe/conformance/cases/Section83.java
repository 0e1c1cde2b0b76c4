package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.malformed;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;
import static dev.stillframe.conformance.script.Plan.serverShould;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.StreamError;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;

/** Control data and CONNECT. */
final class Section83 {
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;

    static final Section PSEUDO =
            Section.of(
                    "8.3",
                    "HTTP Control Data",
                    must("An unknown pseudo-header field: malformed")
                            .after(AWAITING)
                            .send(
                                    "a head with :unknown",
                                    stage -> plus(stage, Block.of(":unknown", "1"), true))
                            .then(malformed()),
                    must("A pseudo-header field of the other direction: malformed")
                            .after(AWAITING)
                            .send(
                                    "a request with :status, a response with :path",
                                    stage ->
                                            stage.peer() == Role.CLIENT
                                                    ? plus(stage, Block.of(":path", "/"), true)
                                                    : plus(stage, Block.of(":status", "200"), true))
                            .then(malformed()),
                    must("A pseudo-header field after other fields: malformed")
                            .after(AWAITING)
                            .send(
                                    "a head that begins with another field",
                                    stage -> plus(stage, Block.of("x-field", "1"), false))
                            .then(malformed()),
                    must("The same pseudo-header field twice: malformed")
                            .after(AWAITING)
                            .send(
                                    ":status or :path twice",
                                    stage ->
                                            stage.peer() == Role.CLIENT
                                                    ? plus(stage, Block.of(":status", "200"), true)
                                                    : plus(stage, Block.of(":path", "/"), true))
                            .then(malformed()));

    static final Section REQUEST =
            Section.of(
                    "8.3.1",
                    "Request Pseudo-Header Fields",
                    request("no :method", ":scheme", "http", ":path", "/"),
                    request("no :scheme", ":method", "GET", ":path", "/"),
                    request("no :path", ":method", "GET", ":scheme", "http"),
                    request("an empty :path", ":method", "GET", ":scheme", "http", ":path", ""),
                    serverShould("A Host that differs from :authority: malformed")
                            .after(AWAITING)
                            .send(
                                    "a host field of another host",
                                    stage -> Section8.head(stage, "host", "other.example"))
                            .then(malformed()));

    static final Section RESPONSE =
            Section.of(
                    "8.3.2",
                    "Response Pseudo-Header Fields",
                    response("no :status", "x-field", "1"),
                    response("a :status of two digits", ":status", "20"),
                    response("a :status that is no number", ":status", "abc"));

    static final Section CONNECT =
            Section.of(
                    "8.5",
                    "The CONNECT Method",
                    connect(
                            "CONNECT with :scheme and :path",
                            ":method",
                            "CONNECT",
                            ":scheme",
                            "http",
                            ":path",
                            "/",
                            ":authority",
                            "example.org:80"),
                    connect("CONNECT without :authority", ":method", "CONNECT"),
                    must("DATA, WINDOW_UPDATE and PRIORITY may come in a tunnel")
                            .tunnel()
                            .send("DATA, WINDOW_UPDATE and PRIORITY", Section83::managed)
                            .then(completes()),
                    must("HEADERS in a tunnel: a stream error")
                            .tunnel()
                            .send(
                                    "HEADERS with END_STREAM",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(), Block.of("x-late", "1"), WHOLE))
                            .then(streamError(PROTOCOL_ERROR)),
                    clientMust("PUSH_PROMISE in a tunnel: a stream error")
                            .tunnel()
                            .act("PUSH_PROMISE", Section66::promiseToEnabled)
                            .then(streamError(PROTOCOL_ERROR)),
                    must("RST_STREAM ends a tunnel, and nothing else")
                            .tunnel()
                            .send("RST_STREAM", stage -> Frames.reset(stage.stream(), CANCEL))
                            .then(goesOn()));

    private Section83() {}

    private static Octets plus(Stage stage, Octets more, boolean behind) {
        Octets head = stage.head();
        return Section8.headOf(stage, behind ? head.plus(more) : more.plus(head));
    }

    private static Plan request(String what, String... fields) {
        return request("A request with " + what, malformed(), fields);
    }

    private static Plan connect(String what, String... fields) {
        return request(what, malformed().orRefused(), fields);
    }

    private static Plan request(String what, StreamError malformed, String... fields) {
        return serverMust(what + ": malformed")
                .after(AWAITING)
                .send("such a request", stage -> Section8.headOf(stage, Block.of(fields)))
                .then(malformed);
    }

    private static Octets managed(Stage stage) {
        int id = stage.stream();
        return Frames.data(id, 3, 0)
                .plus(Frames.windowUpdate(id, 1))
                .plus(Frames.priority(id, 0))
                .plus(Frames.data(id, 3, 0));
    }

    private static Plan response(String what, String... fields) {
        return clientMust("A response with " + what + ": malformed")
                .after(AWAITING)
                .send("such a response", stage -> Section8.headOf(stage, Block.of(fields)))
                .then(malformed());
    }
}
