package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.COMPRESSION_ERROR;
import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.REFUSED_STREAM;
import static dev.stillframe.api.connection.ErrorCode.STREAM_CLOSED;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.CLOSED;
import static dev.stillframe.conformance.script.Opening.ENDED;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.serverMust;

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
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import java.util.function.Function;

/** Server push: PUSH_PROMISE, and what may be promised. */
final class Section66 {
    private static final int DISABLED = 0;

    static final Section PROMISE =
            Section.of(
                    "6.6",
                    "PUSH_PROMISE",
                    clientMust("PUSH_PROMISE where push is disabled: a connection error")
                            .after(AWAITING)
                            .act("PUSH_PROMISE", Section66::promiseToDisabled)
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
                    promise("padded with its whole length", AWAITING, Section66::overpadded),
                    promise("and another frame in its block", AWAITING, Section66::interrupted),
                    clientMust("A promise is taken, or refused on its own stream")
                            .after(AWAITING)
                            .act("PUSH_PROMISE", Section66::promiseToEnabled)
                            .then(goesOn()),
                    promise("of a stream below an earlier one", AWAITING, Section66::backwards),
                    clientMust("PUSH_PROMISE on a stream that we have ended: a connection error")
                            .after(ENDED)
                            .send("such a PUSH_PROMISE", stage -> promise(stage, stage.promise()))
                            // By section 5.1 the stream's state is a reason as well.
                            .then(connectionError(PROTOCOL_ERROR, STREAM_CLOSED)),
                    clientMust("PUSH_PROMISE on a pushed stream: a connection error")
                            .after(AWAITING)
                            .act("PUSH_PROMISE, and one on its stream", Section66::onPushed)
                            .then(connectionError(PROTOCOL_ERROR)),
                    clientMust("PUSH_PROMISE of fewer octets than 4: a connection error")
                            .after(AWAITING)
                            .send("PUSH_PROMISE of 3 octets", Section66::tooShort)
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    clientMust("PUSH_PROMISE with a block that does not decode: a connection error")
                            .after(AWAITING)
                            .send("PUSH_PROMISE with the index 0", Section66::undecodable)
                            .then(connectionError(COMPRESSION_ERROR)),
                    clientMust("A promise on a stream that it has reset is taken, or refused")
                            .after(AWAITING)
                            .act("an increment of 0, then PUSH_PROMISE", Section66::promiseOnReset)
                            .then(check("a PING is answered", Section66::stays)));

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
                    refused("of an authority that is not the server's", "GET", true, false),
                    clientMust("A promise of a request with content: a stream error")
                            .after(AWAITING)
                            .act(
                                    "PUSH_PROMISE with content-length: 10",
                                    stage ->
                                            promiseToEnabled(
                                                    stage,
                                                    right(stage)
                                                            .plus(
                                                                    Block.of(
                                                                            "content-length",
                                                                            "10"))))
                            .then(refusedPromise()));

    private Section66() {}

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
                .then(refusedPromise());
    }

    /** Who takes no promise at all may say so. */
    private static StreamError refusedPromise() {
        return streamError(Stage::promised, PROTOCOL_ERROR, REFUSED_STREAM, CANCEL);
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

    /** A right promise to whoever takes pushes. */
    static void promiseToEnabled(Stage stage) throws Unready {
        promiseToEnabled(stage, right(stage));
    }

    /** A promise that is taken, so that its stream is reserved. */
    static void reserve(Stage stage) throws Unready {
        promiseToEnabled(stage);
        stage.fence("the promise to be taken");
        // A refusal may come from another thread of the client's, and so a little later.
        stage.pause(stage.setup().grace());
        stage.fence("a PING to be answered");
        boolean refused =
                stage.since().stream()
                        .map(arrival -> Stage.frame(arrival, Frame.Reset.class))
                        .anyMatch(reset -> reset != null && reset.streamId() == stage.promised());
        if (refused) {
            throw new Unready(new Verdict.NotApplicable("it refuses the promise"));
        }
    }

    private static Octets backwards(Stage stage) {
        int lower = stage.promise();
        return promise(stage, stage.promise()).plus(promise(stage, lower));
    }

    private static void onPushed(Stage stage) throws Unready {
        reserve(stage);
        int pushed = stage.promised();
        stage.send(promise(stage, pushed, stage.promise()));
    }

    private static Octets tooShort(Stage stage) {
        return Frames.frame(
                FrameType.PUSH_PROMISE, Frames.END_HEADERS, stage.stream(), Frames.zeros(3));
    }

    private static Octets undecodable(Stage stage) {
        Octets block = right(stage).plus(Octets.of(0x80));
        return Frames.promise(stage.stream(), stage.promise(), block, Frames.END_HEADERS);
    }

    private static void promiseOnReset(Stage stage) throws Unready {
        if (!takesPush(stage)) {
            throw new Unready(new Verdict.NotApplicable("it has disabled push"));
        }
        Section5.provokeReset(stage);
        promiseToEnabled(stage);
    }

    private static Verdict stays(Stage stage) throws Unready {
        stage.fence("a PING to be answered");
        return Verdict.PASSED;
    }
}
