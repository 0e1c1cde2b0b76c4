package dev.stillframe.conformance.cases;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.REFUSED_STREAM;
import static dev.stillframe.api.connection.ErrorCode.STREAM_CLOSED;
import static dev.stillframe.conformance.script.Expectation.check;
import static dev.stillframe.conformance.script.Expectation.completes;
import static dev.stillframe.conformance.script.Expectation.connectionError;
import static dev.stillframe.conformance.script.Expectation.goesOn;
import static dev.stillframe.conformance.script.Expectation.streamError;
import static dev.stillframe.conformance.script.Opening.AWAITING;
import static dev.stillframe.conformance.script.Opening.CLOSED;
import static dev.stillframe.conformance.script.Opening.ENDED;
import static dev.stillframe.conformance.script.Opening.OPENED;
import static dev.stillframe.conformance.script.Plan.clientMust;
import static dev.stillframe.conformance.script.Plan.must;
import static dev.stillframe.conformance.script.Plan.serverMust;

import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Plan;
import dev.stillframe.conformance.script.Section;
import dev.stillframe.conformance.script.Stage;
import dev.stillframe.conformance.script.Unready;
import dev.stillframe.conformance.script.Verdict;
import dev.stillframe.conformance.wire.Arrival;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import java.util.function.Function;

/** Streams and multiplexing. */
final class Section5 {
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;

    /** A server that allows more streams than this is not driven to its limit. */
    private static final int MANY = 1000;

    static final Section STATES =
            Section.of(
                    "5.1",
                    "Stream States",
                    onIdle("DATA", stage -> Frames.data(stage.idle(), 1, 0)),
                    onIdle("RST_STREAM", stage -> Frames.reset(stage.idle(), CANCEL)),
                    onIdle("WINDOW_UPDATE", stage -> Frames.windowUpdate(stage.idle(), 1)),
                    onIdle(
                            "CONTINUATION",
                            stage ->
                                    Frames.continuation(
                                            stage.idle(), Block.of("a", "b"), Frames.END_HEADERS)),
                    clientMust("HEADERS on an idle stream of the client's: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS on a stream that was not asked on",
                                    stage -> Frames.headers(stage.idle(), stage.head(), WHOLE))
                            .then(connectionError(PROTOCOL_ERROR)),
                    clientMust("HEADERS on an idle stream of the server's: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS on stream 2, which was not promised",
                                    stage -> Frames.headers(2, stage.head(), WHOLE))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("PRIORITY may come on any stream")
                            .after(OPENED)
                            .send(
                                    "PRIORITY on an idle stream and on an open one",
                                    stage ->
                                            Frames.priority(stage.idle(), 0)
                                                    .plus(Frames.priority(stage.stream(), 0)))
                            .then(completes()),
                    afterEnd("DATA", stage -> Frames.data(stage.stream(), 1, 0)),
                    afterEnd("HEADERS", stage -> trailers(stage, WHOLE)),
                    must("WINDOW_UPDATE, PRIORITY may follow END_STREAM")
                            .after(ENDED)
                            .send("WINDOW_UPDATE and PRIORITY", Section5::late)
                            .then(goesOn()),
                    must("RST_STREAM may follow END_STREAM")
                            .after(ENDED)
                            .send("RST_STREAM", stage -> Frames.reset(stage.stream(), CANCEL))
                            .then(goesOn()),
                    clientMust("WINDOW_UPDATE, PRIORITY may come where only we have to send")
                            .after(AWAITING)
                            .send("WINDOW_UPDATE and PRIORITY", Section5::late)
                            .then(completes()),
                    must("WINDOW_UPDATE, PRIORITY and RST_STREAM may come on a closed stream")
                            .after(CLOSED)
                            .send(
                                    "WINDOW_UPDATE, PRIORITY and RST_STREAM",
                                    stage -> late(stage).plus(Frames.reset(stage.stream(), CANCEL)))
                            .then(goesOn()),
                    must("DATA on a closed stream is an error, or discarded")
                            .after(CLOSED)
                            .send("DATA", stage -> Frames.data(stage.stream(), 1, 0))
                            .then(streamError(STREAM_CLOSED).orDiscarded()),
                    must("HEADERS on a closed stream is an error, or discarded")
                            .after(CLOSED)
                            .send("HEADERS", stage -> trailers(stage, WHOLE))
                            .then(streamError(STREAM_CLOSED).orDiscarded()),
                    serverMust("What follows its RST_STREAM is processed and discarded")
                            .after(OPENED)
                            .act("an increment of 0, then HEADERS and DATA", Section5::afterReset)
                            .then(check("a later request is understood", Section5::understood)),
                    clientMust("HEADERS open a reserved stream, and DATA follow")
                            .after(AWAITING)
                            .act(
                                    "PUSH_PROMISE, then its response",
                                    stage -> onReserved(stage, Section5::pushed))
                            .then(goesOn()),
                    clientMust("PRIORITY and RST_STREAM may come on a reserved stream")
                            .after(AWAITING)
                            .act(
                                    "PUSH_PROMISE, then PRIORITY and RST_STREAM on its stream",
                                    stage -> onReserved(stage, Section5::takenBack))
                            .then(goesOn()),
                    reserved("DATA", stage -> Frames.data(stage.promised(), 1, 0)),
                    reserved("WINDOW_UPDATE", stage -> Frames.windowUpdate(stage.promised(), 1)));

    static final Section IDENTIFIERS =
            Section.of(
                    "5.1.1",
                    "Stream Identifiers",
                    serverMust("A stream with an even identifier: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS on stream 2",
                                    stage -> Frames.headers(2, stage.head(), WHOLE))
                            .then(connectionError(PROTOCOL_ERROR)),
                    serverMust("An identifier below an earlier one: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS on stream 5, then on 3",
                                    stage ->
                                            Frames.headers(5, stage.head(), WHOLE)
                                                    .plus(Frames.headers(3, stage.head(), WHOLE)))
                            .then(connectionError(PROTOCOL_ERROR, STREAM_CLOSED)));

    static final Section CONCURRENCY =
            Section.of(
                    "5.1.2",
                    "Stream Concurrency",
                    serverMust("A stream above its limit is refused")
                            .with(Frames.INITIAL_WINDOW_SIZE, 0)
                            .after(AWAITING)
                            .act("one request more than it allows", Section5::tooMany)
                            .then(streamError(PROTOCOL_ERROR, REFUSED_STREAM)),
                    clientMust("No more streams are opened than we allow")
                            .with(Frames.MAX_CONCURRENT_STREAMS, 1)
                            .after(AWAITING)
                            .then(goesOn()));

    static final Section ERRORS =
            Section.of(
                    "5.4.2",
                    "Stream Error Handling",
                    must("RST_STREAM is not answered with RST_STREAM")
                            .after(OPENED)
                            .send("RST_STREAM", stage -> Frames.reset(stage.stream(), CANCEL))
                            .then(check("no RST_STREAM, a PING is answered", Section5::silent)));

    static final Section EXTENSIONS =
            Section.of(
                    "5.5",
                    "Extending HTTP/2",
                    must("An extension frame within a field block: a connection error")
                            .after(AWAITING)
                            .send(
                                    "HEADERS without END_HEADERS, then an unknown frame",
                                    stage ->
                                            Frames.headers(stage.stream(), stage.head(), 0)
                                                    .plus(
                                                            Frames.frame(
                                                                    Frames.UNKNOWN_TYPE,
                                                                    0,
                                                                    stage.stream(),
                                                                    Frames.zeros(4))))
                            .then(connectionError(PROTOCOL_ERROR)),
                    must("Unknown settings and error codes are ignored")
                            .after(OPENED)
                            .send(
                                    "SETTINGS with unknown identifiers",
                                    stage -> Frames.settings(0x0aaa, 17, 0xffff, -1))
                            .then(completes()));

    private Section5() {}

    private static Plan onIdle(String what, Function<Stage, Octets> octets) {
        return must(what + " on an idle stream: a connection error")
                .after(AWAITING)
                .send(what + " on an idle stream", octets)
                .then(connectionError(PROTOCOL_ERROR));
    }

    private static Plan afterEnd(String what, Function<Stage, Octets> octets) {
        return must(what + " after END_STREAM: a stream error")
                .after(ENDED)
                .send(what, octets)
                .then(streamError(STREAM_CLOSED));
    }

    private static Plan reserved(String what, Function<Stage, Octets> octets) {
        return clientMust(what + " on a reserved stream: a connection error")
                .after(AWAITING)
                .act(
                        "PUSH_PROMISE, then " + what + " on its stream",
                        stage -> onReserved(stage, octets))
                .then(connectionError(PROTOCOL_ERROR));
    }

    private static void onReserved(Stage stage, Function<Stage, Octets> octets) throws Unready {
        Section66.reserve(stage);
        stage.send(octets.apply(stage));
    }

    private static Octets pushed(Stage stage) {
        int id = stage.promised();
        return Frames.headers(id, stage.head(), Frames.END_HEADERS)
                .plus(Frames.data(id, 3, Frames.END_STREAM));
    }

    private static Octets takenBack(Stage stage) {
        return Frames.priority(stage.promised(), 0).plus(Frames.reset(stage.promised(), CANCEL));
    }

    private static Octets trailers(Stage stage, int flags) {
        return Frames.headers(stage.stream(), Block.of("x-late", "1"), flags);
    }

    private static Octets late(Stage stage) {
        return Frames.windowUpdate(stage.stream(), 1).plus(Frames.priority(stage.stream(), 0));
    }

    private static void afterReset(Stage stage) throws Unready {
        int id = stage.stream();
        provokeReset(stage);
        stage.send(
                Frames.data(id, 1, 0)
                        .plus(Frames.headers(id, Block.entering("x-late", "1"), WHOLE)));
        Octets head = stage.head().plus(Octets.of(0xbe));
        stage.send(Frames.headers(stage.fresh(), head, WHOLE));
    }

    /** Makes the peer reset the case's stream. */
    static void provokeReset(Stage stage) throws Unready {
        int id = stage.stream();
        stage.send(Frames.windowUpdate(id, 0));
        Arrival error =
                stage.until(
                        "RST_STREAM",
                        arrival -> {
                            Frame.Reset reset = Stage.frame(arrival, Frame.Reset.class);
                            return reset != null && reset.streamId() == id
                                    || Stage.frame(arrival, Frame.GoAway.class) != null;
                        });
        if (Stage.frame(error, Frame.GoAway.class) != null) {
            throw new Unready(new Verdict.NotApplicable("it makes connection errors of them"));
        }
    }

    private static Verdict understood(Stage stage) throws Unready {
        stage.untilAnswered();
        return Verdict.PASSED;
    }

    /** Each is held open by its window of 0; the last is one too many. */
    private static void tooMany(Stage stage) throws Unready {
        long limit = stage.log().setting(Frames.MAX_CONCURRENT_STREAMS, Long.MAX_VALUE);
        if (limit > MANY) {
            throw new Unready(
                    new Verdict.NotApplicable(
                            limit == Long.MAX_VALUE
                                    ? "it sets no limit"
                                    : "its limit is %,d".formatted(limit)));
        }
        Octets all = Frames.headers(stage.stream(), stage.headWithContent(), Frames.END_HEADERS);
        for (int i = 0; i < limit; i++) {
            int id = stage.fresh();
            all = all.plus(Frames.headers(id, stage.headWithContent(), Frames.END_HEADERS));
        }
        stage.send(all);
    }

    private static Verdict silent(Stage stage) throws Unready {
        stage.fence("a PING to be answered");
        boolean reset =
                stage.since().stream()
                        .anyMatch(
                                arrival ->
                                        arrival instanceof Arrival.Received received
                                                && received.header().type()
                                                        == FrameType.RST_STREAM);
        return reset ? new Verdict.Failed("no RST_STREAM", "RST_STREAM in return") : Verdict.PASSED;
    }
}
