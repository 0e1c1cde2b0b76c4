package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.must;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.FrameType;
import java.util.function.Function;

/** Frames of a stream: DATA, HEADERS, PRIORITY, RST_STREAM and CONTINUATION. */
final class Section6Data {
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;
    private static final Octets CONTENT = Octets.utf8("content");

    static final Section DATA =
            Section.of(
                    "6.1",
                    "DATA",
                    must("DATA on stream 0: a connection error")
                            .after(OPENED)
                            .send("DATA on stream 0", stage -> Frames.data(0, 1, 0))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("Padding as long as the payload: a connection error")
                            .after(OPENED)
                            .send(
                                    "DATA of 5 octets with a Pad Length of 5",
                                    stage -> data(stage, Frames.padded(5, Frames.zeros(4), 0)))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("Padding longer than the payload: a connection error")
                            .after(OPENED)
                            .send(
                                    "DATA of 5 octets with a Pad Length of 255",
                                    stage -> data(stage, Frames.padded(255, Frames.zeros(4), 0)))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("DATA may be padded")
                            .after(OPENED)
                            .send(
                                    "DATA with 255 octets of padding, and with padding alone",
                                    stage ->
                                            data(stage, Frames.padded(255, CONTENT, 255))
                                                    .plus(
                                                            data(
                                                                    stage,
                                                                    Frames.padded(
                                                                            9, Octets.EMPTY, 9))))
                            .then(completes()),
                    must("DATA may be empty")
                            .after(OPENED)
                            .send(
                                    "DATA without octets, then with some",
                                    stage ->
                                            Frames.data(stage.stream(), 0, 0)
                                                    .plus(Frames.data(stage.stream(), 3, 0)))
                            .then(completes()));

    static final Section HEADERS =
            Section.of(
                    "6.2",
                    "HEADERS",
                    must("HEADERS on stream 0: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS on stream 0",
                                    stage -> Frames.headers(0, stage.head(), WHOLE))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("Padding as long as the payload: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS with a Pad Length of the whole payload",
                                    stage -> overpadded(stage, stage.head().length() + 1))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("HEADERS may be padded, and have a priority")
                            .after(AWAITING)
                            .send(
                                    "HEADERS with PADDED and PRIORITY",
                                    stage ->
                                            Frames.headers(
                                                    stage.stream(),
                                                    Frames.padded(
                                                            100,
                                                            Frames.u32(0)
                                                                    .plus(Octets.of(15))
                                                                    .plus(stage.headWithContent()),
                                                            100),
                                                    Frames.END_HEADERS
                                                            | Flag.PADDED
                                                            | Flag.PRIORITY))
                            .then(completes()),
                    interrupted("PING", stage -> Frames.ping(Frames.OPAQUE, 0)),
                    interrupted("DATA", stage -> Frames.data(stage.stream(), 1, 0)),
                    interrupted("PRIORITY", stage -> Frames.priority(stage.stream(), 0)),
                    interrupted("WINDOW_UPDATE", stage -> Frames.windowUpdate(0, 1)),
                    interrupted("SETTINGS", stage -> Frames.settings()),
                    interrupted("HEADERS", stage -> trailers(stage)),
                    interrupted(
                            "CONTINUATION on another stream",
                            stage ->
                                    Frames.continuation(
                                            stage.idle(), Octets.EMPTY, Frames.END_HEADERS)));

    static final Section PRIORITY =
            Section.of(
                    "6.3",
                    "PRIORITY",
                    must("PRIORITY on stream 0: a connection error")
                            .after(OPENED)
                            .send("PRIORITY on stream 0", stage -> Frames.priority(0, 3))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("PRIORITY of another size than 5: a stream error")
                            .after(OPENED)
                            .send(
                                    "PRIORITY of 4 octets",
                                    stage -> sized(FrameType.PRIORITY, stage.stream(), 4))
                            .then(streamError(FRAME_SIZE_ERROR)));

    static final Section RESET =
            Section.of(
                    "6.4",
                    "RST_STREAM",
                    must("RST_STREAM on stream 0: a connection error")
                            .after(OPENED)
                            .send("RST_STREAM on stream 0", stage -> Frames.reset(0, CANCEL))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("RST_STREAM of fewer octets than 4: a connection error")
                            .after(OPENED)
                            .send(
                                    "RST_STREAM of 3 octets",
                                    stage -> sized(FrameType.RST_STREAM, stage.stream(), 3))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("RST_STREAM of more octets than 4: a connection error")
                            .after(OPENED)
                            .send(
                                    "RST_STREAM of 5 octets",
                                    stage -> sized(FrameType.RST_STREAM, stage.stream(), 5))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("RST_STREAM ends its stream and nothing else")
                            .after(OPENED)
                            .send("RST_STREAM", stage -> Frames.reset(stage.stream(), CANCEL))
                            .then(goesOn()));

    static final Section CONTINUATION =
            Section.of(
                    "6.10",
                    "CONTINUATION",
                    must("A block may go on in CONTINUATION frames")
                            .after(AWAITING)
                            .send(
                                    "HEADERS without octets, CONTINUATION with all of them",
                                    stage ->
                                            Frames.headers(stage.stream(), Octets.EMPTY, 0)
                                                    .plus(
                                                            Frames.continuation(
                                                                    stage.stream(),
                                                                    stage.headWithContent(),
                                                                    Frames.END_HEADERS)))
                            .then(completes()),
                    must("CONTINUATION on stream 0: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS without END_HEADERS, CONTINUATION on stream 0",
                                    stage -> begun(stage).plus(rest(0)))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("CONTINUATION after a whole block: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS with END_HEADERS, then CONTINUATION",
                                    stage ->
                                            Frames.headers(
                                                            stage.stream(),
                                                            stage.headWithContent(),
                                                            Frames.END_HEADERS)
                                                    .plus(rest(stage.stream())))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("CONTINUATION after DATA: a connection error")
                            .after(OPENED)
                            .send(
                                    "DATA, then CONTINUATION",
                                    stage ->
                                            Frames.data(stage.stream(), 1, 0)
                                                    .plus(rest(stage.stream())))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("Another frame after a CONTINUATION without END_HEADERS: an error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS, CONTINUATION, neither with END_HEADERS, then PING",
                                    stage ->
                                            begun(stage)
                                                    .plus(
                                                            Frames.continuation(
                                                                    stage.stream(),
                                                                    Block.of("a", "b"),
                                                                    0))
                                                    .plus(Frames.ping(Frames.OPAQUE, 0)))
                            .then(connectionError(PROTOCOL_ERROR)));

    private Section6Data() {}

    private static Octets data(Stage stage, Octets payload) {
        return Frames.frame(FrameType.DATA, Flag.PADDED, stage.stream(), payload);
    }

    private static Octets overpadded(Stage stage, int pad) {
        Octets payload = Frames.padded(pad, stage.head(), 0);
        return Frames.headers(stage.stream(), payload, WHOLE | Flag.PADDED);
    }

    private static Plan interrupted(String what, Function<Stage, Octets> octets) {
        return must(what + " within a field block: a connection error")
                .after(AWAITING)
                .send(
                        "HEADERS without END_HEADERS, then " + what,
                        stage -> begun(stage).plus(octets.apply(stage)))
                .then(connectionError(PROTOCOL_ERROR));
    }

    private static Octets begun(Stage stage) {
        return Frames.headers(stage.stream(), stage.headWithContent(), 0);
    }

    private static Octets rest(int streamId) {
        return Frames.continuation(streamId, Block.of("x-rest", "1"), Frames.END_HEADERS);
    }

    private static Octets trailers(Stage stage) {
        return Frames.headers(stage.stream(), Block.of("x-late", "1"), WHOLE);
    }

    private static Octets sized(int type, int streamId, int length) {
        return Frames.frame(type, 0, streamId, Frames.zeros(length));
    }
}
