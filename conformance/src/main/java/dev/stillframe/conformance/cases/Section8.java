package dev.stillframe.conformance.cases;

import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.malformed;
import static dev.stillframe.conformance.script.Expectation.unlessAnswered;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;

/** Expressing HTTP semantics: message framing and fields. */
final class Section8 {
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;

    static final Section FRAMING =
            Section.of(
                    "8.1",
                    "HTTP Message Framing",
                    must("Trailers without END_STREAM: malformed")
                            .after(OPENED)
                            .send(
                                    "HEADERS without END_STREAM",
                                    stage -> trailers(stage, Frames.END_HEADERS, "x-sum", "1"))
                            .then(malformed()),
                    must("A pseudo-header field among trailers: malformed")
                            .after(OPENED)
                            .send(
                                    "trailers with a pseudo-header field",
                                    stage ->
                                            stage.peer() == Role.CLIENT
                                                    ? trailers(stage, WHOLE, ":status", "200")
                                                    : trailers(stage, WHOLE, ":path", "/"))
                            .then(malformed()),
                    must("Content may be followed by trailers")
                            .after(OPENED)
                            .send(
                                    "DATA, then trailers",
                                    stage ->
                                            Frames.data(stage.stream(), 3, 0)
                                                    .plus(trailers(stage, WHOLE, "x-sum", "1")))
                            .then(completes()),
                    clientMust("Any number of interim responses may come first")
                            .after(AWAITING)
                            .send(
                                    "100 and twice 103",
                                    stage ->
                                            interim(stage, "100")
                                                    .plus(interim(stage, "103"))
                                                    .plus(interim(stage, "103")))
                            .then(completes()),
                    clientMust("An interim response with END_STREAM: malformed")
                            .after(AWAITING)
                            .send(
                                    "103 with END_STREAM",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    Block.of(":status", "103"),
                                                    WHOLE))
                            .then(malformed()),
                    clientMust("Content before a final response: malformed")
                            .after(AWAITING)
                            .send("DATA before HEADERS", stage -> data(stage, 5, 0))
                            .then(malformed()),
                    clientMust("Content after an interim response: malformed")
                            .after(AWAITING)
                            .send(
                                    "103, then DATA",
                                    stage -> interim(stage, "103").plus(data(stage, 5, 0)))
                            .then(malformed()));

    static final Section MALFORMED =
            Section.of(
                    "8.1.1",
                    "Malformed Messages",
                    must("Less content than its content-length: malformed")
                            .after(AWAITING)
                            .send(
                                    "content-length: 10, and 5 octets with END_STREAM",
                                    stage -> sized(stage).plus(data(stage, 5, Frames.END_STREAM)))
                            .then(unlessAnswered(malformed())),
                    must("More content than its content-length: malformed")
                            .after(AWAITING)
                            .send(
                                    "content-length: 10, and 15 octets",
                                    stage -> sized(stage).plus(data(stage, 15, 0)))
                            .then(unlessAnswered(malformed())),
                    serverMust("A content-length and no content: malformed")
                            .after(AWAITING)
                            .send(
                                    "content-length: 10, and END_STREAM",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    stage.headWithContent("content-length", "10"),
                                                    WHOLE))
                            .then(malformed()),
                    must("As much content as its content-length is right")
                            .after(AWAITING)
                            .send(
                                    "content-length: 10, and 10 octets in two DATA",
                                    stage ->
                                            sized(stage)
                                                    .plus(data(stage, 4, 0))
                                                    .plus(data(stage, 6, Frames.END_STREAM)))
                            .then(completes()));

    static final Section CASE =
            Section.of("8.2", "HTTP Fields", bad("upper case in a name", "X-Upper", "1"));

    static final Section VALIDITY =
            Section.of(
                    "8.2.1",
                    "Field Validity",
                    bad("a space in a name", "x y", "1"),
                    bad("a control character in a name", "x\u0001y", "1"),
                    bad("DEL in a name", "x\u007fy", "1"),
                    bad("an octet above 0x7f in a name", "x\u00e4y", "1"),
                    bad("a colon in a name", "x:y", "1"),
                    bad("NUL in a value", "x-field", "a\u0000b"),
                    bad("CR in a value", "x-field", "a\rb"),
                    bad("LF in a value", "x-field", "a\nb"),
                    bad("a space before a value", "x-field", " a"),
                    bad("a space behind a value", "x-field", "a "),
                    bad("a tab before a value", "x-field", "\ta"),
                    must("Values may be empty, and have octets above 0x7f and inner spaces")
                            .after(AWAITING)
                            .send(
                                    "such a head",
                                    stage ->
                                            head(
                                                    stage,
                                                    "x-a",
                                                    "",
                                                    "x-b",
                                                    "\u00e4 \t b",
                                                    "x-c",
                                                    "1"))
                            .then(completes()));

    static final Section CONNECTION_SPECIFIC =
            Section.of(
                    "8.2.2",
                    "Connection-Specific Header Fields",
                    bad("Connection", "connection", "close"),
                    bad("Keep-Alive", "keep-alive", "timeout=5"),
                    bad("Proxy-Connection", "proxy-connection", "keep-alive"),
                    bad("Transfer-Encoding", "transfer-encoding", "chunked"),
                    bad("Upgrade", "upgrade", "h2c"),
                    serverMust("TE with another value than trailers: malformed")
                            .after(AWAITING)
                            .send("te: gzip", stage -> head(stage, "te", "gzip"))
                            .then(malformed()),
                    serverMust("TE may say trailers")
                            .after(AWAITING)
                            .send("te: trailers", stage -> head(stage, "te", "trailers"))
                            .then(completes()));

    static final Section COOKIES =
            Section.of(
                    "8.2.3",
                    "Compressing the Cookie Header Field",
                    serverMust("Cookies may come in several fields")
                            .after(AWAITING)
                            .send(
                                    "three cookie fields",
                                    stage ->
                                            head(
                                                    stage, "cookie", "a=b", "cookie", "c=d",
                                                    "cookie", "e=f"))
                            .then(completes()));

    private Section8() {}

    /** A head with such a field is malformed. */
    private static Plan bad(String what, String name, String value) {
        return must("A head with " + what + ": malformed")
                .after(AWAITING)
                .send("such a head", stage -> head(stage, name, value))
                .then(malformed());
    }

    /** A request ends with it; a response does not, so that the stream is there to be reset. */
    static Octets head(Stage stage, String... more) {
        return headOf(stage, stage.head(more));
    }

    static Octets headOf(Stage stage, Octets block) {
        int flags = stage.peer() == Role.SERVER ? WHOLE : Frames.END_HEADERS;
        return Frames.headers(stage.stream(), block, flags);
    }

    private static Octets sized(Stage stage) {
        return Frames.headers(
                stage.stream(), stage.headWithContent("content-length", "10"), Frames.END_HEADERS);
    }

    private static Octets data(Stage stage, int length, int flags) {
        return Frames.data(stage.stream(), length, flags);
    }

    private static Octets interim(Stage stage, String status) {
        return Frames.headers(stage.stream(), Block.of(":status", status), Frames.END_HEADERS);
    }

    private static Octets trailers(Stage stage, int flags, String... fields) {
        return Frames.headers(stage.stream(), Block.of(fields), flags);
    }
}
