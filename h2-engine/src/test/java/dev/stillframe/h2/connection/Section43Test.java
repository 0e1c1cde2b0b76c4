package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.COMPRESSION_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 section 4.3: field blocks, and the compression state that they share. */
class Section43Test {
    /** Larger than two frames, and no Huffman code makes it shorter. */
    private static final String LARGE = "!".repeat(40_000);

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.3-1")
    @DisplayName(
            "Field blocks MUST be transmitted as a contiguous sequence of frames, with no"
                    + " interleaved frames of any other type or from any other stream")
    void contiguous(Role role) {
        for (List<Integer> order : permutations(4)) {
            Script script = Ends.flowing(role);
            script.send(Wire.of().data(1, Exchange.content(16_384), false));
            script.send(Wire.of().data(1, Exchange.content(16_384), false));
            script.send(Wire.of().data(1, Exchange.content(8_000), false));
            script.data(1, Exchange.content(65_535), false)
                    .data(1, Exchange.content(40_000), false);
            script.forget();
            int id = Ends.next(script);
            if (role == Role.SERVER) {
                script.get(id);
            }
            int before = Exchange.frames(script).size();
            Octets waiting =
                    Wire.of()
                            .windowUpdate(0, 65_535)
                            .windowUpdate(1, 65_535)
                            .ping(false, Exchange.OPAQUE)
                            .octets();
            List<Event> events =
                    List.of(
                            role == Role.SERVER
                                    ? new Command.Respond(
                                            id, ResponseHead.of(200, "x-large", LARGE), false)
                                    : new Command.Request(7, Ends.post("x-large", LARGE), false),
                            new Event.Received(waiting),
                            new Event.Consumed(1, 40_000),
                            new Command.Ping(Exchange.OPAQUE));
            script.step(order.stream().map(events::get).toArray(Event[]::new));
            List<Frame> all = Exchange.frames(script);
            List<Frame> sent = all.subList(before, all.size());
            assertEquals(2, Ends.continuations(sent));
            for (Class<?> type :
                    List.of(
                            Frame.Data.class,
                            Frame.Ping.class,
                            Frame.WindowUpdate.class,
                            Frame.Headers.class)) {
                assertTrue(sent.stream().anyMatch(type::isInstance), () -> "sent " + sent);
            }
        }
    }

    private static List<List<Integer>> permutations(int count) {
        List<List<Integer>> all = List.of(List.of());
        for (int i = 0; i < count; i++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> shorter : all) {
                for (int at = 0; at <= shorter.size(); at++) {
                    List<Integer> one = new ArrayList<>(shorter);
                    one.add(at, i);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.3-2")
    @DisplayName(
            "A receiver MUST terminate the connection with COMPRESSION_ERROR if it does not"
                    + " decompress a field block")
    void givenUp(Role role) {
        Octets part = Exchange.content(16_384);
        Wire large = Wire.of().headers(1, part, Wire.END_STREAM);
        Wire flood = Wire.of().headers(1, part, Wire.END_STREAM);
        for (int i = 0; i < 4; i++) {
            large.continuation(1, part, i == 3 ? Wire.END_HEADERS : 0);
        }
        for (int i = 0; i < 9; i++) {
            flood.continuation(1, Octets.EMPTY, i == 8 ? Wire.END_HEADERS : 0);
        }
        for (Wire block : List.of(large, flood)) {
            Octets octets = block.octets();
            Exchange.connectionError(Ends.flowing(role).send(octets), COMPRESSION_ERROR);
            // Nobody wants the fields of a stream that was reset; the table wants them all the
            // same.
            Script reset = Ends.flowing(role).tell(new Command.Reset(1, ErrorCode.CANCEL));
            Exchange.connectionError(reset.forget().send(octets), COMPRESSION_ERROR);
        }
    }

    private static final List<Octets> UNDECODABLE =
            List.of(
                    Octets.of(0x80), // index 0
                    Octets.of(0xff, 0x40), // an index beyond the tables
                    Octets.of(0x7f, 0x40, 1, 'a'), // the same for a name
                    Octets.of(0x00, 5, 'a', 'b'), // a string that is cut
                    Octets.of(0x00, 1, 'a', 0x81, 0x00), // Huffman padding with zeros
                    Octets.of(0x00, 1, 'a', 0x84, 0xff, 0xff, 0xff, 0xff), // Huffman EOS
                    Octets.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), // a number too large
                    Octets.of(0x3f, 0xe2, 0x1f), // a size update to 4097
                    Octets.of(0x00, 1, 'a', 1, 'b', 0x20)); // a size update after a field

    @ParameterizedTest
    @EnumSource
    @Requirement({"9113-4.3-2", "9113-4.3-3"})
    @DisplayName(
            "A decoding error in a field block MUST be treated as a connection error of type"
                    + " COMPRESSION_ERROR")
    void undecodable(Role role) {
        for (Octets block : UNDECODABLE) {
            Wire whole = Wire.of().headers(1, block, Ends.HEADERS_END);
            Exchange.connectionError(Ends.flowing(role).send(whole), COMPRESSION_ERROR);
            Wire split =
                    Wire.of()
                            .headers(1, Octets.EMPTY, Wire.END_STREAM)
                            .continuation(1, block, Wire.END_HEADERS);
            Exchange.connectionError(Ends.flowing(role).send(split), COMPRESSION_ERROR);
            Script reset = Ends.flowing(role).tell(new Command.Reset(1, ErrorCode.CANCEL));
            whole = Wire.of().headers(1, block, Ends.HEADERS_END);
            Exchange.connectionError(reset.forget().send(whole), COMPRESSION_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.3.1-1")
    @DisplayName(
            "Once an endpoint acknowledges a reduced SETTINGS_HEADER_TABLE_SIZE, its encoder MUST"
                    + " start the next field block with a Dynamic Table Size Update")
    void encoderSignalsReduction(Role role) {
        Script script = Ends.begun(role);
        assertNotEquals(0x20, nextBlock(script).at(0) & 0xe0, "no update is due");
        script.send(Wire.of().settings(1, 0));
        assertEquals(0x20, nextBlock(script).at(0));
        assertNotEquals(0x20, nextBlock(script).at(0) & 0xe0, "it has been told");
        script.send(Wire.of().settings(1, 100));
        assertEquals(Octets.of(0x3f, 100 - 31), nextBlock(script).slice(0, 2));
        // Lowered and raised before the next block: both are told.
        script.send(Wire.of().settings(1, 0)).send(Wire.of().settings(1, 50));
        assertEquals(Octets.of(0x20, 0x3f, 50 - 31), nextBlock(script).slice(0, 3));
        script.send(Wire.of().settings(1, 0, 1, 100));
        assertEquals(Octets.of(0x20, 0x3f, 100 - 31), nextBlock(script).slice(0, 3));
    }

    private static Octets nextBlock(Script script) {
        Ends.message(script, "x-field", "worth indexing");
        return Exchange.frames(script, Frame.Headers.class).getLast().fragment();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Our encoder's table is not larger than our own limit for it")
    void encoderKeepsItsLimit(Role role) {
        Script script = Ends.begun(role, limits -> limits.maxEncoderTableSize(0), 1, 4096);
        assertEquals(0x20, nextBlock(script).at(0));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-4.3.1-2")
    @DisplayName(
            "An endpoint MUST treat a field block that follows an acknowledgment of the reduction as"
                    + " COMPRESSION_ERROR if it does not start with a size update")
    void decoderWantsReductionSignalled(Role role) {
        Script silent = Ends.begun(role, limits -> limits.headerTableSize(0));
        Ends.received(silent);
        Exchange.connectionError(silent, COMPRESSION_ERROR);

        Script tooMuch = lowered(role);
        tooMuch.send(Wire.of().settingsAck());
        tooMuch.send(block(role, Octets.of(0x3f, 101 - 31)));
        Exchange.connectionError(tooMuch, COMPRESSION_ERROR);

        Script late = lowered(role).send(Wire.of().settingsAck());
        Exchange.connectionError(late.send(block(role, Octets.EMPTY)), COMPRESSION_ERROR);

        Script signalled = lowered(role).send(Wire.of().settingsAck());
        signalled.send(block(role, Octets.of(0x3f, 100 - 31))).expectOpen().expectNothing();
        Ends.headTold(signalled);

        Script notYet = lowered(role).send(block(role, Octets.EMPTY));
        notYet.expectOpen().expectNothing();
        Ends.headTold(notYet);
    }

    /** We have lowered the size to 100, and the peer has not acknowledged it yet. */
    private static Script lowered(Role role) {
        Limits limits = Limits.DEFAULT.toBuilder().headerTableSize(100).build();
        Script script = Ends.begun(role).tell(new Command.Change(limits));
        script.expect("SETTINGS 1=100");
        return role == Role.SERVER ? script : script.request(Ends.post(), false).forget();
    }

    /** A head on stream 1 with this before it. */
    private static Wire block(Role role, Octets before) {
        Octets head =
                role == Role.SERVER ? Octets.of(0x82, 0x87, 0x84, 0x01, 1, 'a') : Octets.of(0x89);
        return Wire.of().headers(1, before.plus(head), Ends.HEADERS_END);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.5-3")
    @DisplayName(
            "Extension frames that appear in the middle of a field block MUST be treated as a"
                    + " connection error of type PROTOCOL_ERROR")
    void extensionWithinFieldBlock(Role role) {
        for (int id : new int[] {0, 1, 99}) {
            Wire wire = Wire.of().headers(1, Octets.EMPTY, Wire.END_STREAM);
            wire.frame(0x0b, 0, id, Octets.EMPTY).continuation(1, Octets.EMPTY, Wire.END_HEADERS);
            Exchange.connectionError(Ends.flowing(role).send(wire), PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Nothing interrupts a field block, a frame of a wrong size neither")
    void malformedWithinFieldBlock(Role role) {
        Wire wire = Wire.of().headers(1, Octets.EMPTY, Wire.END_STREAM);
        wire.frame(0x2, 0, 1, Exchange.content(4)).continuation(1, Octets.EMPTY, Wire.END_HEADERS);
        Exchange.connectionError(Ends.flowing(role).send(wire), PROTOCOL_ERROR);
    }
}
