package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.ENHANCE_YOUR_CALM;
import static dev.stillframe.api.connection.ErrorCode.NO_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.REFUSED_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9113 sections 5.1 and 8.7 for a server: which streams there are, and which were seen. */
class ServerRoleTest {
    @Test
    @Requirement("9113-5.1.1-4")
    @DisplayName(
            "An endpoint that receives an unexpected stream identifier MUST respond with a"
                    + " connection error of type PROTOCOL_ERROR")
    void unexpectedIdentifiers() {
        Script lower = Ends.begun(Role.SERVER).get(5).get(3);
        Exchange.connectionError(lower, PROTOCOL_ERROR);
        Script lowerThanRefused =
                Script.server(limits -> limits.maxConcurrentStreams(1)).preface().get(1).get(7);
        Exchange.connectionError(lowerThanRefused.forget().get(3), PROTOCOL_ERROR);
        Exchange.connectionError(Ends.begun(Role.SERVER).get(2), PROTOCOL_ERROR);
        Exchange.connectionError(Ends.begun(Role.SERVER).get(0), PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-5.1.1-4")
    @DisplayName("A client answers an unexpected promised stream with a connection error")
    void unexpectedPromise() {
        Script client = Ends.flowing(Role.CLIENT);
        promise(client, 4);
        promise(client, 2);
        Exchange.connectionError(client, PROTOCOL_ERROR);
    }

    private static void promise(Script client, int promisedId) {
        Octets block =
                client.block(
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        ":authority",
                        "example.org",
                        ":path",
                        "/");
        client.send(Wire.of().pushPromise(1, promisedId, block, Wire.END_HEADERS));
    }

    @Test
    @Requirement("9113-5.1.2-2")
    @DisplayName(
            "HEADERS that cause the advertised concurrent stream limit to be exceeded MUST be"
                    + " treated as a stream error of type PROTOCOL_ERROR or REFUSED_STREAM")
    void concurrencyLimit() {
        Script early = Script.server(limits -> limits.maxConcurrentStreams(2));
        early.send(Wire.of().preface().settings()).forget();
        Script later = Script.server(limits -> limits.maxConcurrentStreams(2)).preface();
        for (Script script : List.of(early, later)) {
            script.get(1).post(3).get(5).expectReset(5, REFUSED_STREAM).expectNothing();
            assertEquals(List.of(1, 3), requests(script));
            script.respond(1, 204, true).expect("HEADERS 1 END_STREAM :status=204");
            script.send(Wire.of().data(3, "", true)).respond(3, 204, true);
            script.expect("HEADERS 3 END_STREAM :status=204");
            Ends.alive(script);
        }
        Script lowered = Ends.begun(Role.SERVER).get(1);
        lowered.tell(
                new Command.Change(Limits.DEFAULT.toBuilder().maxConcurrentStreams(1).build()));
        lowered.forget().get(3).expectReset(3, REFUSED_STREAM);
    }

    @Test
    @Requirement("9113-5.1.2-2")
    @DisplayName("A client refuses promises beyond its concurrent stream limit")
    void concurrencyLimitOfClient() {
        Script client = Ends.begun(Role.CLIENT, limits -> limits.maxConcurrentStreams(2));
        Ends.flow(client);
        promise(client, 2);
        promise(client, 4);
        client.headers(2, false, ":status", "103").headers(2, false, ":status", "200");
        client.headers(4, false, ":status", "200").expectNothing();
        assertEquals(3, client.state.activeStreams());
        promise(client, 6);
        client.expectReset(6, REFUSED_STREAM).expectNothing();
        client.forget().headers(6, true, ":status", "200").expectNothing().expectToldNothing();
        client.send(Wire.of().data(2, "a", true).data(4, "b", true)).forget();
        promise(client, 8);
        assertEquals(8, client.told(Notice.Promise.class).promisedId());
        Ends.alive(client);
    }

    /** What can become of a connection with requests 1, 3 and 5, which were told. */
    private static final List<Consumer<Script>> FATES =
            List.of(
                    script -> script.get(7), // over the limit
                    script -> script.send(Wire.of().data(3, "x", false)), // after its end
                    script -> script.send(Wire.of().data(5, "too long", false)),
                    script -> script.headers(5, false, "not", "the end"),
                    script -> script.send(Wire.of().windowUpdate(1, 0)),
                    script -> script.send(Wire.of().frame(2, 0, 1, Octets.EMPTY)),
                    script -> script.send(Wire.of().ping(false, Octets.of(1))),
                    script -> script.send(Wire.of().data(7, "idle", false)),
                    script -> script.after(Duration.ofHours(1)),
                    script -> script.tell(new Command.Shutdown(NO_ERROR, "now", false)),
                    script -> script.tell(new Command.Shutdown(ENHANCE_YOUR_CALM, "now", false)),
                    script ->
                            script.tell(new Command.Shutdown(NO_ERROR, "soon", true))
                                    .after(Duration.ofSeconds(2))
                                    .get(7)
                                    .send(Wire.of().data(0, "x", false)),
                    script ->
                            script.tell(new Command.Shutdown(NO_ERROR, "soon", true))
                                    .respond(1, 204, true)
                                    .send(Wire.of().ping(true, Pings.DRAIN))
                                    .get(7)
                                    .after(Duration.ofMinutes(1)));

    /** After each fate: what was told, what was refused, what was said to be the last. */
    private static List<Script> fates() {
        List<Script> scripts = new ArrayList<>();
        for (Consumer<Script> fate : FATES) {
            Script script =
                    Script.server(
                                    limits ->
                                            limits.maxConcurrentStreams(3)
                                                    .streamIdleTimeout(Duration.ofMinutes(5)))
                            .preface()
                            .get(1)
                            .get(3)
                            .post(5, "content-length", "5");
            fate.accept(script);
            assertEquals(List.of(1, 3, 5), requests(script));
            scripts.add(script);
        }
        return scripts;
    }

    private static List<Integer> requests(Script script) {
        return script.effects().stream()
                .filter(Notice.Request.class::isInstance)
                .map(request -> ((Notice.Request) request).streamId())
                .toList();
    }

    private static Set<Integer> refused(Script script) {
        return Exchange.frames(script, Frame.Reset.class).stream()
                .filter(reset -> reset.code() == REFUSED_STREAM.value())
                .map(Frame.Reset::streamId)
                .collect(Collectors.toSet());
    }

    @Test
    @Requirement({"9113-8.7-1", "9113-8.7-2"})
    @DisplayName(
            "If frames that are on a stream are passed to the application layer, then REFUSED_STREAM"
                    + " MUST NOT be used for that stream")
    void neverRefusedOnceTold() {
        List<Script> fates = fates();
        assertEquals(Set.of(7), refused(fates.getFirst()));
        int resets = 0;
        for (Script script : fates) {
            assertTrue(refused(script).stream().noneMatch(requests(script)::contains));
            resets += Exchange.frames(script, Frame.Reset.class).size();
        }
        assertTrue(resets >= 6, "streams that were told have been reset: " + resets);
    }

    @Test
    @Requirement({"9113-8.7-1", "9113-8.7-3"})
    @DisplayName(
            "A GOAWAY frame MUST include a stream identifier that is greater than or equal to that"
                    + " of any stream passed to the application layer")
    void goAwayCoversWhatWasTold() {
        int count = 0;
        for (Script script : fates()) {
            int before = Integer.MAX_VALUE;
            for (Frame.GoAway goAway : Exchange.frames(script, Frame.GoAway.class)) {
                assertTrue(goAway.lastStreamId() >= 5, goAway::toString);
                assertTrue(goAway.lastStreamId() <= before, "section 6.8: never raised");
                before = goAway.lastStreamId();
                count++;
            }
        }
        assertTrue(count >= 8, "GOAWAYs were sent: " + count);
    }

    @Test
    @Requirement("9113-8.7-1")
    @DisplayName(
            "A server MUST NOT indicate that a stream has not been processed unless it can"
                    + " guarantee that: what comes while it drains is served or not told at all")
    void drain() {
        Script script = Ends.begun(Role.SERVER).get(1);
        script.tell(new Command.Shutdown(NO_ERROR, "soon", true)).get(3).forget();
        script.send(Wire.of().ping(true, Pings.DRAIN)).expect("GOAWAY 3 NO_ERROR soon");
        script.get(5).expectNothing();
        assertEquals(List.of(1, 3), requests(script));
        script.respond(3, 204, true).expect("HEADERS 3 END_STREAM :status=204");
    }

    @Test
    @Requirement("9113-8.7-2")
    @DisplayName("REFUSED_STREAM MUST NOT be used for a stream that the application has answered")
    void applicationCannotRefuseWhatItAnswered() {
        Script answered = Ends.begun(Role.SERVER).get(1).respond(1, 200, false);
        Ends.rejected(answered, new Command.Reset(1, REFUSED_STREAM));
        assertFalse(refused(answered).contains(1));
        // That nothing was done for a request which it has not answered only the application knows.
        Script untouched = Ends.begun(Role.SERVER).get(1).forget();
        untouched.tell(new Command.Reset(1, REFUSED_STREAM)).expectReset(1, REFUSED_STREAM);
    }

    @Test
    @Requirement("9113-8.7-3")
    @DisplayName("GOAWAY names the last stream also when later ones were refused or malformed")
    void lastStream() {
        Script script = Script.server(limits -> limits.maxConcurrentStreams(1)).preface();
        script.get(1).get(3).headers(5, true, ":method", "GET").forget();
        script.tell(new Command.Shutdown(NO_ERROR, "now", false));
        Frame.GoAway goAway = Exchange.frames(script, Frame.GoAway.class).getFirst();
        assertTrue(goAway.lastStreamId() >= 1);
        assertTrue(script.effects().contains(new Effect.Close()));
    }
}
