package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 sections 4.1 and 4.2: the frame format and its sizes. */
class Section41Test {
    private static final int LARGEST = 16_384;

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.1-1")
    @DisplayName(
            "Values greater than 2^14 MUST NOT be sent unless the receiver has set a larger"
                    + " SETTINGS_MAX_FRAME_SIZE")
    void neverLongerThanAllowed(Role role) {
        Script script = Ends.begun(role);
        large(script);
        List<Frame> before = Exchange.frames(script);
        assertEquals(LARGEST, before.stream().mapToInt(Ends::length).max().orElse(0));
        assertTrue(Ends.continuations(before) > 0);
        script.send(Wire.of().settings(5, 20_000, 4, 100_000).windowUpdate(0, 100_000)).forget();
        large(script);
        List<Frame> all = Exchange.frames(script);
        List<Frame> after = all.subList(before.size(), all.size());
        assertEquals(20_000, after.stream().mapToInt(Ends::length).max().orElse(0));
        assertTrue(Ends.continuations(after) > 0);
    }

    /** A head and content of 40,000 octets each. */
    private static void large(Script script) {
        int id = Ends.message(script, "x-large", "!".repeat(40_000));
        script.data(id, Exchange.content(40_000), true);
    }

    @Test
    @Requirement("9113-4.1-1")
    @DisplayName("Values greater than 2^14 MUST NOT be sent, in however long a turn")
    void neverLongerInALongTurn() {
        Script script = Ends.begun(Role.SERVER);
        String[] head = {":method", "GET", ":scheme", "https", ":path", "/", "priority", "u=1"};
        script.headers(1, true, head).respond(1, 200, false).forget();
        script.data(1, Exchange.content(30_000), false).data(1, Exchange.content(10_000), true);
        script.expect("DATA 1 16384", "DATA 1 13616", "DATA 1 10000 END_STREAM");
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.1-2")
    @DisplayName("Implementations MUST ignore and discard frames of unknown types")
    void unknownTypes(Role role) {
        Script script = Ends.flowing(role);
        int closed = Ends.exchange(script);
        List<String> streams = script.state.describeStreams();
        for (int type = 0x0a; type <= 0xff; type++) {
            if (type != 0x10) {
                for (int id : new int[] {0, 1, closed, 2, 99}) {
                    script.send(Wire.of().frame(type, 0xff, id, Octets.utf8("whatever")));
                }
            }
        }
        script.expectNothing().expectToldNothing();
        assertEquals(streams, script.state.describeStreams());
        Ends.alive(script);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.1-3")
    @DisplayName("Unused flags MUST be ignored on receipt")
    void unusedFlags(Role role) {
        Script without = flags(role, 0);
        Script with = flags(role, 0xff);
        assertEquals(without.effects(), with.effects());
        assertEquals("abc", with.told(Notice.Data.class).octets().utf8());
        assertEquals("1", with.told(Notice.Trailers.class).fields().value("sum"));
        assertTrue(with.sent().contains("PING ACK " + Exchange.OPAQUE));
        assertTrue(with.sent().contains("SETTINGS ACK"));
    }

    /** One frame of each type, with those of these flags that its type does not define. */
    private static Script flags(Role role, int extra) {
        Script script = Ends.flowing(role);
        int other = Ends.next(script);
        Ends.flow(script);
        Octets trailers = script.block("sum", "1");
        Wire wire = Wire.of();
        wire.frame(0x4, extra & ~0x1, 0, Octets.of(0, 3, 0, 0, 0, 9));
        wire.frame(0x4, 0x1 | extra, 0, Octets.EMPTY);
        wire.frame(0x6, extra & ~0x1, 0, Exchange.OPAQUE);
        wire.frame(0x6, 0x1 | extra, 0, Exchange.OPAQUE);
        wire.frame(0x8, extra, 1, Octets.of(0, 0, 1, 0));
        wire.frame(0x2, extra, 1, Octets.of(0, 0, 0, 0, 9));
        wire.frame(0x0, extra & ~0x9, 1, Octets.utf8("abc"));
        wire.frame(0x1, 0x1 | extra & ~0x2d, 1, trailers.slice(0, 2));
        wire.frame(0x9, 0x4 | extra, 1, trailers.from(2));
        wire.frame(0x3, extra, other, Octets.of(0, 0, 0, 8));
        if (role == Role.CLIENT) {
            int parent = Ends.next(script);
            Octets head =
                    script.request(Ends.post(), true)
                            .block(
                                    ":method",
                                    "GET",
                                    ":scheme",
                                    "https",
                                    ":authority",
                                    "example.org",
                                    ":path",
                                    "/");
            wire.frame(0x5, 0x4 | extra & ~0xc, parent, Octets.of(0, 0, 0, 2).plus(head));
        }
        wire.frame(0x7, extra, 0, Octets.of(0, 0, 0, 9, 0, 0, 0, 0));
        return script.send(wire);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.2-1")
    @DisplayName(
            "All implementations MUST be capable of receiving frames up to 2^14 octets in length")
    void largestFrames(Role role) {
        Script script = Ends.begun(role, limits -> limits.maxHeaderListSize(20_000));
        Ends.flow(script);
        script.send(Wire.of().data(1, Exchange.content(LARGEST), false));
        assertEquals(LARGEST, script.told(Notice.Data.class).octets().length());
        script.send(Wire.of().frame(0x42, 0, 1, Exchange.content(LARGEST))).expectNothing();
        // A literal trailer, not indexed, with a value as long as the frame leaves.
        int length = LARGEST - 6;
        Output block = new Output(LARGEST).u8(0).u8(1).u8('x').u8(0x7f);
        block.u8(length - 127 & 0x7f | 0x80).u8(length - 127 >> 7);
        Octets trailers = block.cut().plus(Octets.utf8("a".repeat(length)));
        assertEquals(LARGEST, trailers.length());
        script.send(Wire.of().headers(1, trailers, Ends.HEADERS_END));
        String value = script.told(Notice.Trailers.class).fields().value("x");
        assertEquals("a".repeat(length), value);
        Ends.alive(script);
        script.send(Wire.of().goAway(99, ErrorCode.NO_ERROR, "a".repeat(LARGEST - 8)));
        assertEquals(LARGEST - 8, script.told(Notice.GoAway.class).debug().length());
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.2-2")
    @DisplayName(
            "An endpoint MUST send FRAME_SIZE_ERROR if a frame exceeds SETTINGS_MAX_FRAME_SIZE or"
                    + " any limit of its type, or is too small")
    void wrongSizes(Role role) {
        List<Wire> frames =
                List.of(
                        Wire.of().data(1, Exchange.content(LARGEST + 1), false),
                        Wire.of().frame(0x0, 0x8, 1, Octets.EMPTY),
                        Wire.of().frame(0x42, 0, 1, Exchange.content(LARGEST + 1)),
                        Wire.of().frame(0x3, 0, 1, Exchange.content(3)),
                        Wire.of().frame(0x3, 0, 1, Exchange.content(5)),
                        Wire.of().frame(0x8, 0, 1, Exchange.content(3)),
                        Wire.of().frame(0x8, 0, 1, Exchange.content(5)));
        for (Wire frame : frames) {
            Exchange.connectionError(Ends.flowing(role).send(frame), FRAME_SIZE_ERROR);
        }
        for (int size : new int[] {0, 4, 6}) {
            Script script = Ends.flowing(role);
            script.send(Wire.of().frame(0x2, 0, 1, Exchange.content(size)));
            Ends.streamError(script, 1, FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"9113-4.2-2", "9113-4.2-3"})
    @DisplayName(
            "A frame size error in a frame that could alter the state of the entire connection MUST"
                    + " be treated as a connection error")
    void wrongSizesOfTheConnection(Role role) {
        List<Wire> frames =
                List.of(
                        Wire.of().headers(1, Exchange.content(LARGEST + 1), Ends.HEADERS_END),
                        Wire.of().frame(0x1, 0xd, 1, Octets.EMPTY),
                        Wire.of().frame(0x1, 0x25, 1, Exchange.content(4)),
                        Wire.of().frame(0x1, 0x2d, 1, Exchange.content(5)),
                        Wire.of().frame(0x5, 0x4, 1, Exchange.content(3)),
                        Wire.of().frame(0x5, 0xc, 1, Exchange.content(4)),
                        Wire.of().pushPromise(1, 2, Exchange.content(LARGEST), 0x4),
                        Wire.of()
                                .headers(1, Octets.EMPTY, Wire.END_STREAM)
                                .continuation(1, Exchange.content(LARGEST + 1), Wire.END_HEADERS),
                        Wire.of().frame(0x4, 0, 0, Exchange.content(5)),
                        Wire.of().frame(0x4, 0, 0, Exchange.content(7)),
                        Wire.of().frame(0x4, 0x1, 0, Exchange.content(6)),
                        Wire.of().frame(0x4, 0, 0, Exchange.content(LARGEST + 2)),
                        Wire.of().frame(0x6, 0, 0, Exchange.content(7)),
                        Wire.of().frame(0x6, 0, 0, Exchange.content(9)),
                        Wire.of().frame(0x6, 0x1, 0, Exchange.content(0)),
                        Wire.of().frame(0x7, 0, 0, Exchange.content(7)),
                        Wire.of().frame(0x8, 0, 0, Exchange.content(3)),
                        Wire.of().frame(0x8, 0, 0, Exchange.content(5)),
                        Wire.of().frame(0x42, 0, 0, Exchange.content(LARGEST + 1)));
        for (Wire frame : frames) {
            Exchange.connectionError(Ends.flowing(role).send(frame), FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A lower SETTINGS_MAX_FRAME_SIZE of ours holds once it is acknowledged")
    void lowerLimitHoldsWhenAcknowledged(Role role) {
        Script script = Ends.begun(role, limits -> limits.maxFrameSize(32_768));
        Ends.flow(script);
        script.tell(new Command.Change(Limits.DEFAULT)).expect("SETTINGS 5=16384");
        script.send(Wire.of().data(1, Exchange.content(20_000), false)).expectOpen();
        assertEquals(20_000, script.told(Notice.Data.class).octets().length());
        script.send(Wire.of().settingsAck());
        script.send(Wire.of().data(1, Exchange.content(20_000), false));
        Exchange.connectionError(script, FRAME_SIZE_ERROR);
    }
}
