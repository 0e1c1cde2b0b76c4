package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.REFUSED_STREAM;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.malformed;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.CLOSED;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;
import static dev.stillframe.conformance.script.Plan.serverShould;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Opening;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.StreamError;
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.FrameType;
import java.util.function.Function;

/** Control data, server push and CONNECT. */
final class Section83 {
    private static final int DISABLED = 0;

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

    static final Section PROMISE =
            Section.of(
                    "6.6",
                    "PUSH_PROMISE",
                    clientMust("PUSH_PROMISE where push is disabled: a connection error")
                            .after(AWAITING)
                            .act("PUSH_PROMISE", Section83::promiseToDisabled)
                            .then(connectionError(PROTOCOL_ERROR)),
                    promise("on stream 0", AWAITING, stage -> promise(stage, 0, stage.promise())),
                    promise("on an idle stream", AWAITING, stage -> onIdle(stage)),
                    promise(
                            "on a closed stream",
                            CLOSED,
                            stage -> promise(stage, stage.stream(), stage.promise())),
                    promise("of an odd stream", AWAITING, stage -> promise(stage, stage.idle())),
                    promise("of stream 0", AWAITING, stage -> promise(stage, 0)),
                    promise(
                            "of a stream twice",
                            AWAITING,
                            stage ->
                                    promise(stage, stage.promise())
                                            .plus(promise(stage, stage.promised()))),
                    promise("padded with its whole length", AWAITING, Section83::overpadded),
                    promise("and another frame in its block", AWAITING, Section83::interrupted),
                    clientMust("A promise is taken, or refused on its own stream")
                            .after(AWAITING)
                            .act("PUSH_PROMISE", stage -> promiseToEnabled(stage, right(stage)))
                            .then(goesOn()));

    static final Section PUSH =
            Section.of(
                    "8.4",
                    "Server Push",
                    serverMust("PUSH_PROMISE from a client: a connection error")
                            .after(OPENED)
                            .send(
                                    "PUSH_PROMISE",
                                    stage ->
                                            Frames.promise(
                                                    stage.stream(),
                                                    2,
                                                    right(stage),
                                                    Frames.END_HEADERS))
                            .then(connectionError(PROTOCOL_ERROR)),
                    refused("of an unsafe method", "POST", true, true),
                    refused("that is not complete", "GET", false, true),
                    refused("of an authority that is not the server's", "GET", true, false));

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
                    connect("CONNECT without :authority", ":method", "CONNECT"));

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

    private static Plan response(String what, String... fields) {
        return clientMust("A response with " + what + ": malformed")
                .after(AWAITING)
                .send("such a response", stage -> Section8.headOf(stage, Block.of(fields)))
                .then(malformed());
    }

    /** Whoever has disabled push has to find fault with it too, and with the same error. */
    private static Plan promise(String what, Opening opening, Function<Stage, Octets> octets) {
        return clientMust("PUSH_PROMISE " + what + ": a connection error")
                .after(opening)
                .send("such a PUSH_PROMISE", octets)
                .then(connectionError(PROTOCOL_ERROR));
    }

    private static Plan refused(String what, String method, boolean path, boolean ours) {
        return clientMust("A promise " + what + ": a stream error")
                .after(AWAITING)
                .act(
                        "such a PUSH_PROMISE",
                        stage -> promiseToEnabled(stage, block(stage, method, path, ours)))
                // Who takes no promise at all may say so.
                .then(streamError(Stage::promised, PROTOCOL_ERROR, REFUSED_STREAM, CANCEL));
    }

    private static Octets right(Stage stage) {
        return block(stage, "GET", true, true);
    }

    private static Octets block(Stage stage, String method, boolean path, boolean ours) {
        Octets block =
                Block.of(
                        ":method",
                        method,
                        ":scheme",
                        stage.setup().scheme(),
                        ":authority",
                        ours ? stage.authority() : "other.example");
        return path ? block.plus(Block.of(":path", "/pushed")) : block;
    }

    private static Octets promise(Stage stage, int promised) {
        return promise(stage, stage.stream(), promised);
    }

    private static Octets promise(Stage stage, int streamId, int promised) {
        return Frames.promise(streamId, promised, right(stage), Frames.END_HEADERS);
    }

    private static Octets onIdle(Stage stage) {
        return promise(stage, stage.idle(), stage.promise());
    }

    private static Octets overpadded(Stage stage) {
        Octets rest = Frames.u32(stage.promise()).plus(right(stage));
        return Frames.frame(
                FrameType.PUSH_PROMISE,
                Frames.END_HEADERS | Flag.PADDED,
                stage.stream(),
                Frames.padded(rest.length() + 1, rest, 0));
    }

    private static Octets interrupted(Stage stage) {
        return Frames.promise(stage.stream(), stage.promise(), right(stage), 0)
                .plus(Frames.ping(Frames.OPAQUE, 0));
    }

    private static boolean takesPush(Stage stage) {
        return stage.log().setting(Frames.ENABLE_PUSH, 1) != DISABLED;
    }

    private static void promiseToDisabled(Stage stage) throws Unready {
        if (takesPush(stage)) {
            throw new Unready(new Verdict.NotApplicable("it has not disabled push"));
        }
        stage.send(promise(stage, stage.promise()));
    }

    private static void promiseToEnabled(Stage stage, Octets block) throws Unready {
        if (!takesPush(stage)) {
            throw new Unready(new Verdict.NotApplicable("it has disabled push"));
        }
        stage.send(Frames.promise(stage.stream(), stage.promise(), block, Frames.END_HEADERS));
    }
}
