package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.FLOW_CONTROL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Expectation.unlessOver;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.must;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.FrameType;

/**
 * WINDOW_UPDATE and flow control. What the peer has to send is a server's answer, or the content of
 * a client's request; a client may have sent some of it before it knew our settings.
 */
final class Section69 {
    private static final int LARGEST = Integer.MAX_VALUE;
    private static final int PLENTY = 1 << 20;
    private static final int DEFAULT = 65_535;

    static final Section FRAME =
            Section.of(
                    "6.9",
                    "WINDOW_UPDATE",
                    must("WINDOW_UPDATE is accepted, on the connection and on a stream")
                            .after(OPENED)
                            .send(
                                    "WINDOW_UPDATE on both",
                                    stage ->
                                            Frames.windowUpdate(0, 1000)
                                                    .plus(
                                                            Frames.windowUpdate(
                                                                    stage.stream(), 1000)))
                            .then(completes()),
                    must("An increment of 0 on the connection: a connection error")
                            .send("such a WINDOW_UPDATE", stage -> Frames.windowUpdate(0, 0))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("An increment of 0 on a stream: a stream error")
                            .content()
                            .after(OPENED)
                            .send(
                                    "such a WINDOW_UPDATE",
                                    stage -> Frames.windowUpdate(stage.stream(), 0))
                            .then(streamError(PROTOCOL_ERROR)),
                    must("WINDOW_UPDATE of fewer octets than 4: a connection error")
                            .send("WINDOW_UPDATE of 3 octets", stage -> sized(3))
                            .then(connectionError(FRAME_SIZE_ERROR)),
                    must("WINDOW_UPDATE of more octets than 4: a connection error")
                            .send("WINDOW_UPDATE of 5 octets", stage -> sized(5))
                            .then(connectionError(FRAME_SIZE_ERROR)));

    static final Section WINDOW =
            Section.of(
                    "6.9.1",
                    "The Flow-Control Window",
                    must("No more DATA is sent than the stream's window allows")
                            .content()
                            .with(Frames.INITIAL_WINDOW_SIZE, 1)
                            .after(AWAITING)
                            .send("credit bit by bit", Section69::ask)
                            .then(check("DATA to the last octet of credit", Section69::bitByBit)),
                    must("No more DATA is sent than the connection's window allows")
                            .content()
                            .with(Frames.INITIAL_WINDOW_SIZE, PLENTY)
                            .after(AWAITING)
                            .send("credit for the stream alone", Section69::ask)
                            .then(check("no more than 65,535 octets", Section69::connection)),
                    must("A connection's window above 2^31-1: a connection error")
                            .send(
                                    "WINDOW_UPDATE of 2^31-1, on the connection",
                                    stage -> Frames.windowUpdate(0, LARGEST))
                            .then(connectionError(FLOW_CONTROL_ERROR)),
                    must("A stream's window above 2^31-1: a stream error")
                            .content()
                            .after(OPENED)
                            .send(
                                    "WINDOW_UPDATE of 2^31-1, twice",
                                    stage ->
                                            Frames.windowUpdate(stage.stream(), LARGEST)
                                                    .plus(
                                                            Frames.windowUpdate(
                                                                    stage.stream(), LARGEST)))
                            .then(unlessOver(streamError(FLOW_CONTROL_ERROR))));

    static final Section INITIAL =
            Section.of(
                    "6.9.2",
                    "Initial Flow-Control Window Size",
                    must("A larger initial window holds for open streams")
                            .content()
                            .with(Frames.INITIAL_WINDOW_SIZE, 0)
                            .after(AWAITING)
                            .send("a larger INITIAL_WINDOW_SIZE", Section69::ask)
                            .then(check("DATA of just as much more", Section69::larger)),
                    must("A window may become negative, and nothing is sent until it is not")
                            .content()
                            .with(Frames.INITIAL_WINDOW_SIZE, 6)
                            .after(AWAITING)
                            .send("a smaller INITIAL_WINDOW_SIZE", Section69::ask)
                            .then(check("DATA once the window is positive", Section69::negative)),
                    must("An initial window that makes a window too large: a connection error")
                            .content()
                            .after(OPENED)
                            .send(
                                    "WINDOW_UPDATE of 2^31-1, INITIAL_WINDOW_SIZE of 1 more",
                                    stage ->
                                            Frames.windowUpdate(stage.stream(), LARGEST)
                                                    .plus(
                                                            Frames.settings(
                                                                    Frames.INITIAL_WINDOW_SIZE,
                                                                    LARGEST)))
                            .then(unlessOver(connectionError(FLOW_CONTROL_ERROR))));

    private Section69() {}

    private static Octets sized(int length) {
        return Frames.frame(FrameType.WINDOW_UPDATE, 0, 0, Frames.zeros(length));
    }

    /** A server gets its request; a client has asked already. */
    private static Octets ask(Stage stage) {
        return stage.peer() == Role.SERVER ? Section6Connection.request(stage) : Octets.EMPTY;
    }

    private static Verdict bitByBit(Stage stage) throws Unready {
        long allowed = settle(stage, 1);
        for (int more : new int[] {1, 5, 2}) {
            stage.send(Frames.windowUpdate(stage.stream(), more));
            allowed += more;
            exactly(stage, allowed);
        }
        return Verdict.PASSED;
    }

    private static Verdict larger(Stage stage) throws Unready {
        long allowed = settle(stage, 0);
        stage.send(Frames.settings(Frames.INITIAL_WINDOW_SIZE, 4));
        exactly(stage, allowed + 4);
        return Verdict.PASSED;
    }

    private static Verdict negative(Stage stage) throws Unready {
        long allowed = settle(stage, 6);
        stage.send(Frames.settings(Frames.INITIAL_WINDOW_SIZE, 2));
        stage.fence("the settings to be taken");
        stage.send(Frames.windowUpdate(stage.stream(), 4));
        exactly(stage, allowed);
        stage.send(Frames.windowUpdate(stage.stream(), 3));
        exactly(stage, allowed + 3);
        return Verdict.PASSED;
    }

    /**
     * Makes good what a client has sent before it knew the window, so that from here on the stream
     * has no credit left; how many octets have come then.
     */
    private static long settle(Stage stage, int window) throws Unready {
        stage.needContent();
        stage.fence("a PING to be answered");
        int early = stage.log().octets(stage.stream());
        if (early > window) {
            stage.send(
                    Frames.windowUpdate(0, PLENTY)
                            .plus(Frames.windowUpdate(stage.stream(), early - window)));
        }
        long allowed = Math.max(early, window);
        exactly(stage, allowed);
        return allowed;
    }

    /** All that is allowed comes, and a PING later there is not more. */
    private static void exactly(Stage stage, long allowed) throws Unready {
        int id = stage.stream();
        if (!hasCome(stage, allowed)) {
            stage.until("DATA up to %,d octets".formatted(allowed), any -> hasCome(stage, allowed));
        }
        stage.fence("a PING to be answered");
        int octets = stage.log().octets(id);
        if (octets > allowed) {
            throw new Unready(
                    new Verdict.Failed(
                            "DATA up to %,d octets".formatted(allowed),
                            "%,d octets".formatted(octets)));
        }
        if (stage.log().isEnded(id)) {
            throw new Unready(new Verdict.NotApplicable("it has too little content to send"));
        }
    }

    private static boolean hasCome(Stage stage, long octets) {
        int id = stage.stream();
        return stage.log().octets(id) >= octets || stage.log().isEnded(id);
    }

    private static Verdict connection(Stage stage) throws Unready {
        stage.needContent();
        int id = stage.stream();
        if (!hasCome(stage, DEFAULT)) {
            stage.until("DATA up to the connection's window", any -> hasCome(stage, DEFAULT));
        }
        stage.fence("a PING to be answered");
        int octets = stage.log().octets(id);
        if (octets > DEFAULT) {
            return new Verdict.Failed("DATA of 65,535 octets", "%,d octets".formatted(octets));
        }
        return stage.log().isEnded(id)
                ? new Verdict.NotApplicable("it has less content than 65,536 octets to send")
                : Verdict.PASSED;
    }
}
