package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.begun;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 sections 6.7 and 6.8: PING and GOAWAY. And section 7: error codes. */
class Section67Test {
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int RST_STREAM = 3;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.7-1")
    @DisplayName("PING frames must contain 8 octets of opaque data")
    void eightOctets(Role role) {
        Script script = open(role, limits -> limits.keepAlive(Duration.ofSeconds(1)));
        script.tell(new Command.Ping(Exchange.OPAQUE)).expect("PING " + Exchange.OPAQUE);
        script.after(Duration.ofSeconds(2)).expectStart("PING ");
        List<Frame.Ping> pings = Exchange.frames(script, Frame.Ping.class);
        assertEquals(2, pings.size());
        pings.forEach(ping -> assertEquals(8, ping.opaque().length()));
        for (int size : new int[] {0, 7, 9}) {
            assertThrows(IllegalArgumentException.class, () -> new Command.Ping(content(size)));
        }
    }

    @Test
    @DisplayName("Keep-alive finds out a server that has said nothing since its preface")
    void silentServer() {
        Duration second = Duration.ofSeconds(1);
        begun(Role.CLIENT, limits -> limits.keepAlive(second).keepAliveTimeout(second))
                .request(Exchange.GET, true)
                .forget()
                .after(second)
                .expect("PING " + Pings.KEEP_ALIVE)
                .after(second)
                .expectClosed();
    }

    @Test
    @DisplayName("Keep-alive lets a peer alone that has been asked nothing and has asked nothing")
    void onlyPrefaces() {
        Duration second = Duration.ofSeconds(1);
        for (Role role : Role.values()) {
            begun(role, limits -> limits.keepAlive(second))
                    .forget()
                    .after(second)
                    .after(second)
                    .expectNothing();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.7-2", "9113-6.7-3"})
    @DisplayName("PING without ACK is answered by PING with ACK and an identical payload")
    void answered(Role role) {
        Octets other = Octets.hex("ffffffffffffffff");
        begun(role)
                .send(Wire.of().ping(false, Exchange.OPAQUE).ping(false, other))
                .expect("PING ACK " + Exchange.OPAQUE, "PING ACK " + other)
                .expectNothing()
                .expectToldNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("PINGs are told where that is asked for, once each and in order, as copies")
    void told(Role role) {
        Octets other = Octets.hex("ffffffffffffffff");
        Script script = Script.with(Options.of(role).telling(Options.Extra.PINGS)).preface();
        byte[] octets =
                Wire.of().ping(false, Exchange.OPAQUE).ping(false, other).octets().toArray();
        script.send(Octets.wrap(octets));
        Arrays.fill(octets, (byte) 0);
        script.expect("PING ACK " + Exchange.OPAQUE, "PING ACK " + other)
                .expectTold(new Notice.Pinged(Exchange.OPAQUE), new Notice.Pinged(other));
        script.send(Wire.of().ping(true, other)).expectNothing().expectToldNothing();
    }

    @Test
    @DisplayName("A PING beyond the budget is neither answered nor told")
    void notToldBeyondTheBudget() {
        Limits limits = Limits.DEFAULT.toBuilder().controls(new Budget(2, 1)).build();
        Script script =
                Script.with(Options.of(Role.SERVER).with(limits).telling(Options.Extra.PINGS));
        script.preface().send(Wire.of().ping(false, Exchange.OPAQUE)).expectStart("PING ACK");
        script.expectTold(new Notice.Pinged(Exchange.OPAQUE));
        script.send(Wire.of().ping(false, Exchange.OPAQUE).ping(false, Exchange.OPAQUE));
        Exchange.untold(script, Notice.Pinged.class);
        connectionError(script, ErrorCode.ENHANCE_YOUR_CALM);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.7-4")
    @DisplayName("An endpoint must not respond to PING frames with ACK")
    void answersAreNotAnswered(Role role) {
        Script script = begun(role).tell(new Command.Ping(Exchange.OPAQUE)).forget();
        script.after(Duration.ofMillis(5)).send(Wire.of().ping(true, Exchange.OPAQUE));
        script.expectNothing()
                .expectTold(new Notice.Pong(Exchange.OPAQUE, Duration.ofMillis(5).toNanos()));
        script.send(Wire.of().ping(true, Exchange.OPAQUE)).expectNothing().expectToldNothing();
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.7-5")
    @DisplayName("PING on a stream: a connection error of type PROTOCOL_ERROR")
    void pingOnStream(Role role) {
        connectionError(
                open(role).send(Wire.of().frame(PING, 0, 1, Exchange.OPAQUE)),
                ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.7-6")
    @DisplayName("PING with a length other than 8: a connection error of type FRAME_SIZE_ERROR")
    void pingSize(Role role) {
        for (int size : new int[] {0, 7, 9}) {
            connectionError(
                    open(role).send(Wire.of().frame(PING, 0, 0, content(size))),
                    ErrorCode.FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.8-1")
    @DisplayName("Receivers of GOAWAY must not open additional streams on the connection")
    void noMoreStreams(Role role) {
        Script script = open(withPush(role), role, 1);
        assertTrue(script.state.availableStreams() > 0);
        int last = role == Role.SERVER ? 0 : 1;
        script.send(Wire.of().goAway(last, ErrorCode.NO_ERROR, "bye"));
        assertEquals(
                new Notice.GoAway(last, ErrorCode.NO_ERROR, Octets.utf8("bye")),
                script.told(Notice.GoAway.class));
        assertEquals(Iteration.Phase.DRAINING, script.state.phase());
        assertEquals(0, script.state.availableStreams());
        Command command =
                role == Role.SERVER
                        ? new Command.Push(7, 1, Exchange.GET)
                        : new Command.Request(7, Exchange.GET, true);
        script.tell(command).expectNothing();
        assertEquals(command, script.told(Notice.Rejected.class).command());
        script.send(Wire.of().data(1, "in", true))
                .data(1, "out", true)
                .expect("DATA 1 3 END_STREAM");
        assertEquals("in", script.told(Notice.Data.class).octets().utf8());
        assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.8-2")
    @DisplayName("GOAWAY on a stream: a connection error of type PROTOCOL_ERROR")
    void goAwayOnStream(Role role) {
        connectionError(
                open(role).send(Wire.of().frame(GOAWAY, 0, 1, content(8))),
                ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.8-3")
    @DisplayName("Endpoints must not increase the last stream identifier that they send")
    void lastStreamNeverGrows(Role role) {
        Script script = drained(role, limits -> limits);
        late(script, role, Octets.EMPTY);
        script.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "again", true));
        script.send(Wire.of().data(0, "wrong", false));
        List<Integer> last =
                Exchange.frames(script, Frame.GoAway.class).stream()
                        .map(Frame.GoAway::lastStreamId)
                        .toList();
        assertEquals(role == Role.SERVER ? List.of(Integer.MAX_VALUE, 1, 1) : List.of(0, 0), last);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.8-4")
    @DisplayName("After GOAWAY, field blocks of streams above its last one are still decoded")
    void lateFieldBlocks(Role role) {
        Script script = drained(role, limits -> limits);
        late(script, role, Exchange.ENTER);
        Exchange.untold(script, Notice.Request.class);
        Exchange.untold(script, Notice.Promise.class);
        int flags = Wire.END_HEADERS | Wire.END_STREAM;
        script.send(Wire.of().headers(1, Exchange.NEWEST, flags));
        assertEquals(FieldSection.of("a", "b"), script.told(Notice.Trailers.class).fields());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.8-5")
    @DisplayName("After GOAWAY, DATA of streams above its last one counts for the connection")
    void lateData(Role role) {
        Script script = drained(role, limits -> limits.connectionWindow(65_535));
        int late = late(script, role, Octets.EMPTY);
        script.forget();
        script.send(Wire.of().data(late, content(16_384), false));
        assertEquals(65_535 - 16_384, script.state.receiveWindow());
        script.expectNothing().send(Wire.of().data(late, content(16_384), false));
        // And it comes back, although nobody consumes it.
        script.expect("WINDOW_UPDATE 0 32768").expectNothing().expectToldNothing();
        assertEquals(65_535, script.state.receiveWindow());
    }

    @Test
    @DisplayName("A GOAWAY that raises the last stream is the peer's error")
    void peerRaisesLastStream() {
        connectionError(
                open(Role.CLIENT)
                        .send(
                                Wire.of()
                                        .goAway(1, ErrorCode.NO_ERROR, "")
                                        .goAway(3, ErrorCode.NO_ERROR, "")),
                ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-7-1")
    @DisplayName("Unknown or unsupported error codes must not trigger any special behavior")
    void unknownErrorCodes(Role role) {
        for (Octets code : List.of(Octets.hex("000000ff"), Octets.hex("ffffffff"))) {
            Script script = open(role).send(Wire.of().frame(RST_STREAM, 0, 1, code));
            End end = script.expectNothing().told(Notice.Ended.class).end();
            ErrorCode number = ErrorCode.of(code.at(0) == 0 ? 0xff : -1);
            assertEquals(new End.Reset(number, true, ""), end);
            Exchange.alive(script, role);
            script = open(role);
            int last = role == Role.SERVER ? 0 : 1;
            script.send(Wire.of().frame(GOAWAY, 0, 0, Octets.of(0, 0, 0, last).plus(code)));
            assertEquals(number, script.expectNothing().told(Notice.GoAway.class).code());
            script.data(1, "out", false).expect("DATA 1 3");
        }
    }

    private static Script withPush(Role role) {
        return Script.with(Options.of(role).withPush()).preface();
    }

    /** Stream 1 is open, and our GOAWAY has said that it is the last. */
    private static Script drained(Role role, UnaryOperator<LimitsBuilder> limits) {
        Options options =
                Options.of(role).withPush().with(limits.apply(Limits.DEFAULT.toBuilder()).build());
        Script script = open(Script.with(options).preface(), role, 1);
        script.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true));
        if (role == Role.SERVER) {
            script.expect("GOAWAY 2147483647 NO_ERROR bye")
                    .expectStart("PING")
                    .send(Wire.of().ping(true, Pings.DRAIN))
                    .expect("GOAWAY 1 NO_ERROR bye");
        } else {
            script.expect("GOAWAY 0 NO_ERROR bye");
        }
        return script.forget();
    }

    /** The peer uses an identifier above our last one, with these octets at the block's end. */
    private static int late(Script script, Role role, Octets more) {
        if (role == Role.SERVER) {
            Octets block = Exchange.plain(role).plus(more);
            script.send(Wire.of().headers(3, block, Wire.END_HEADERS));
            return 3;
        }
        Octets block = Exchange.plain(Role.SERVER).plus(more);
        script.send(Wire.of().pushPromise(1, 2, block, Wire.END_HEADERS));
        script.expectReset(2, ErrorCode.CANCEL);
        return 2;
    }
}
