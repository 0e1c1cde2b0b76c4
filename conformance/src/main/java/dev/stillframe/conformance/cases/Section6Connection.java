package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.FLOW_CONTROL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.conformance.script.Expectation.answers;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
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
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import java.util.List;
import java.util.Objects;

/** Frames of the connection: SETTINGS, PING and GOAWAY. And section 7: error codes. */
final class Section6Connection {
    private static final Octets OTHER = Octets.hex("ff00ff00deadbeef");

    static final Section SETTINGS =
            Section.of(
                    "6.5",
                    "SETTINGS",
                    must("SETTINGS ACK with a payload: a connection error")
                            .send(
                                    "SETTINGS ACK of 6 octets",
                                    stage ->
                                            Frames.frame(
                                                    FrameType.SETTINGS,
                                                    Frames.ACK,
                                                    0,
                                                    Frames.zeros(6)))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("SETTINGS on a stream: a connection error")
                            .after(OPENED)
                            .send(
                                    "SETTINGS on a stream",
                                    stage -> sized(FrameType.SETTINGS, stage.stream(), 0))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("SETTINGS not of a multiple of 6 octets: a connection error")
                            .send("SETTINGS of 5 octets", stage -> sized(FrameType.SETTINGS, 0, 5))
                            .then(connectionError(FRAME_SIZE_ERROR)));

    static final Section VALUES =
            Section.of(
                    "6.5.2",
                    "Defined Settings",
                    wrong("ENABLE_PUSH of 2", Frames.ENABLE_PUSH, 2),
                    clientMust("A server's ENABLE_PUSH of 1: a connection error")
                            .send(
                                    "SETTINGS with ENABLE_PUSH of 1",
                                    stage -> Frames.settings(Frames.ENABLE_PUSH, 1))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("INITIAL_WINDOW_SIZE above 2^31-1: a connection error")
                            .send(
                                    "SETTINGS with INITIAL_WINDOW_SIZE of 2^31",
                                    stage ->
                                            Frames.settings(
                                                    Frames.INITIAL_WINDOW_SIZE, 0x8000_0000))
                            .then(connectionError(FLOW_CONTROL_ERROR)),
                    wrong("MAX_FRAME_SIZE of 16,383", Frames.MAX_FRAME_SIZE, 16_383),
                    wrong("MAX_FRAME_SIZE of 2^24", Frames.MAX_FRAME_SIZE, 1 << 24),
                    must("Unknown settings are ignored, the others hold")
                            .after(OPENED)
                            .send(
                                    "SETTINGS, an unknown one among them",
                                    stage ->
                                            Frames.settings(0x7f, 1, Frames.MAX_FRAME_SIZE, 20_000))
                            .then(completes()),
                    must("All settings may have any value within their bounds")
                            .after(OPENED)
                            .send("SETTINGS with every setting", Section6Connection::all)
                            .then(completes()));

    static final Section SYNCHRONIZATION =
            Section.of(
                    "6.5.3",
                    "Settings Synchronization",
                    must("Each SETTINGS is acknowledged, once")
                            .act("two SETTINGS", Section6Connection::two)
                            .then(check("two SETTINGS ACK", Section6Connection::twice)),
                    serverMust("Values are processed in their order, the last one holds")
                            .with(Frames.INITIAL_WINDOW_SIZE, 100, Frames.INITIAL_WINDOW_SIZE, 1)
                            .after(AWAITING)
                            .send("a request", Section6Connection::request)
                            .then(check("DATA of one octet", Section6Connection::oneOctet)));

    static final Section PING =
            Section.of(
                    "6.7",
                    "PING",
                    must("PING is answered with ACK and the same octets")
                            .send("PING", stage -> Frames.ping(OTHER, 0))
                            .then(answers("PING ACK with its octets", Section6Connection::pong)),
                    must("PING ACK is not answered")
                            .send("PING ACK", stage -> Frames.ping(OTHER, Frames.ACK))
                            .then(check("no PING", Section6Connection::noPong)),
                    must("PING on a stream: a connection error")
                            .after(OPENED)
                            .send(
                                    "PING on a stream",
                                    stage -> Frames.frame(FrameType.PING, 0, stage.stream(), OTHER))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("PING of fewer octets than 8: a connection error")
                            .send("PING of 6 octets", stage -> sized(FrameType.PING, 0, 6))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("PING of more octets than 8: a connection error")
                            .send("PING of 9 octets", stage -> sized(FrameType.PING, 0, 9))
                            .then(connectionError(FRAME_SIZE_ERROR)));

    static final Section GOAWAY =
            Section.of(
                    "6.8",
                    "GOAWAY",
                    must("GOAWAY on a stream: a connection error")
                            .after(OPENED)
                            .send(
                                    "GOAWAY on a stream",
                                    stage -> sized(FrameType.GOAWAY, stage.stream(), 8))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("GOAWAY of fewer octets than 8: a connection error")
                            .send("GOAWAY of 7 octets", stage -> sized(FrameType.GOAWAY, 0, 7))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("Streams up to the last one of a GOAWAY go on")
                            .after(OPENED)
                            .send("GOAWAY(NO_ERROR)", stage -> goAway(stage, 0))
                            .then(completes()),
                    clientMust("No stream is opened after a GOAWAY")
                            .after(AWAITING)
                            .send("GOAWAY(NO_ERROR)", stage -> goAway(stage, 0))
                            .then(check("no more HEADERS", Section6Connection::noMore)));

    static final Section CODES =
            Section.of(
                    "7",
                    "Error Codes",
                    must("RST_STREAM with an unknown code is like any other")
                            .after(OPENED)
                            .send(
                                    "RST_STREAM with the code 0xdeadbeef",
                                    stage ->
                                            Frames.frame(
                                                    FrameType.RST_STREAM,
                                                    0,
                                                    stage.stream(),
                                                    Octets.hex("deadbeef")))
                            .then(goesOn()),
                    must("GOAWAY with an unknown code is like any other")
                            .after(OPENED)
                            .send("GOAWAY with the code 0xff", stage -> goAway(stage, 0xff))
                            .then(
                                    check(
                                            "it goes on, or closes in order",
                                            Section6Connection::fair)));

    private Section6Connection() {}

    private static Plan wrong(String what, int id, int value) {
        return must(what + ": a connection error")
                .send("SETTINGS with " + what, stage -> Frames.settings(id, value))
                .then(connectionError(PROTOCOL_ERROR));
    }

    private static Octets sized(int type, int streamId, int length) {
        return Frames.frame(type, 0, streamId, Frames.zeros(length));
    }

    private static Octets all(Stage stage) {
        int push = stage.peer() == Role.CLIENT ? 0 : 1;
        return Frames.settings(
                Frames.HEADER_TABLE_SIZE, 5120,
                Frames.ENABLE_PUSH, push,
                Frames.MAX_CONCURRENT_STREAMS, 2000,
                Frames.INITIAL_WINDOW_SIZE, 131_070,
                Frames.MAX_FRAME_SIZE, 163_840,
                Frames.MAX_HEADER_LIST_SIZE, 100_000);
    }

    private static void two(Stage stage) throws Unready {
        stage.send(Frames.settings(Frames.MAX_FRAME_SIZE, 20_000).plus(Frames.settings()));
        stage.fence("a PING to be answered");
    }

    private static Verdict twice(Stage stage) {
        long acks = stage.since().stream().filter(Section6Connection::isAck).count();
        return acks == 2
                ? Verdict.PASSED
                : new Verdict.Failed("two SETTINGS ACK", acks + " SETTINGS ACK");
    }

    private static boolean isAck(Arrival arrival) {
        Frame.Settings settings = Stage.frame(arrival, Frame.Settings.class);
        return settings != null && settings.ack();
    }

    static Octets request(Stage stage) {
        int flags = Frames.END_HEADERS | Frames.END_STREAM;
        return Frames.headers(stage.stream(), stage.head(), flags);
    }

    private static Verdict oneOctet(Stage stage) throws Unready {
        stage.until("DATA", arrival -> stage.log().octets(stage.stream()) > 0);
        stage.fence("a PING to be answered");
        int octets = stage.log().octets(stage.stream());
        return octets == 1
                ? Verdict.PASSED
                : new Verdict.Failed("DATA of one octet", octets + " octets");
    }

    private static boolean pong(Arrival arrival) {
        Frame.Ping ping = Stage.frame(arrival, Frame.Ping.class);
        return ping != null && ping.ack() && ping.opaque().equals(OTHER);
    }

    private static Verdict noPong(Stage stage) throws Unready {
        Arrival last = stage.answerOrGoAway();
        boolean any =
                stage.since().stream()
                        .map(arrival -> Stage.frame(arrival, Frame.Ping.class))
                        .anyMatch(ping -> ping != null && ping.opaque().equals(OTHER));
        if (any) {
            return new Verdict.Failed("no PING", "PING in return");
        }
        // To end the connection for it is no answer, but nothing asks for it either.
        return Stage.frame(last, Frame.GoAway.class) == null
                ? Verdict.PASSED
                : new Verdict.Warned("no PING, and it goes on", last.toString());
    }

    private static Octets goAway(Stage stage, int code) {
        return Frames.goAway(stage.peer() == Role.CLIENT ? stage.stream() : 0, code);
    }

    private static Verdict noMore(Stage stage) throws Unready {
        stage.fence("a PING to be answered");
        int before = stage.log().heads().size();
        stage.fence("a PING to be answered");
        boolean more = stage.log().heads().size() > before;
        return more ? new Verdict.Failed("no more HEADERS", "HEADERS") : Verdict.PASSED;
    }

    /** Whoever is told of an error may have enough of the connection, but finds no fault. */
    private static Verdict fair(Stage stage) {
        Verdict goesOn = goesOn().judge(stage);
        if (!(goesOn instanceof Verdict.Failed failed) || !stage.isOver()) {
            return goesOn;
        }
        List<Integer> codes =
                stage.since().stream()
                        .map(arrival -> Stage.frame(arrival, Frame.GoAway.class))
                        .filter(Objects::nonNull)
                        .map(Frame.GoAway::code)
                        .toList();
        if (codes.isEmpty()) {
            return new Verdict.Warned("it goes on, or says GOAWAY too", failed.seen());
        }
        return codes.stream().allMatch(code -> code == 0)
                ? new Verdict.Passed("it closes in order")
                : goesOn;
    }
}
