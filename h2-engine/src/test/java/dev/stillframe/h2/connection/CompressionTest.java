package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 7541 as it shows in a connection's field blocks. */
class CompressionTest {
    /** Our blocks, in order. */
    private static List<Octets> blocks(Script script) {
        return Exchange.frames(script, Frame.Headers.class).stream()
                .map(Frame.Headers::fragment)
                .toList();
    }

    /** We send a head on each of two streams; gives the blocks. */
    private static List<Octets> twoHeads(Script script, Role role) {
        for (int streamId = 1; streamId <= 3; streamId += 2) {
            if (role == Role.SERVER) {
                script.get(streamId).respond(streamId, 204, true, "x-a", "b");
            } else {
                script.request(
                        RequestHead.of("GET", "https", "a", "/", FieldSection.of("x-a", "b")),
                        true);
            }
        }
        return blocks(script);
    }

    /** The sizes in the updates at the front of a block, put together as section 5.1 has it. */
    private static List<Integer> updates(Octets block) {
        List<Integer> sizes = new ArrayList<>();
        int at = 0;
        while ((block.at(at) & 0xe0) == 0x20) {
            int size = block.at(at++) & 0x1f;
            for (int shift = 0; size >= 0x1f; shift += 7) {
                int octet = block.at(at++);
                size += (octet & 0x7f) << shift;
                if ((octet & 0x80) == 0) {
                    break;
                }
            }
            sizes.add(size);
        }
        return sizes;
    }

    @ParameterizedTest(name = "peer allows {0}, we want at most {1}")
    @CsvSource({
        "1048576,4096",
        "1048576,65536",
        "65536,65536",
        "50,100",
        "50,4096",
        "100,50",
        "0,4096",
        "8192,100",
        "4096,100",
        "4095,65536"
    })
    @Requirement({"7541-4.2-1", "7541-6.3-1"})
    @DisplayName("4.2, 6.3: The size MUST stay lower than or equal to the maximum of the protocol")
    void sizeWithinTheLimit(int allowed, int wanted) {
        for (Role role : Role.values()) {
            Script script =
                    Exchange.begun(role, limits -> limits.maxEncoderTableSize(wanted), 1, allowed);
            List<Octets> blocks = twoHeads(script.peerTables(allowed), role);
            int expected = Math.min(allowed, wanted);
            assertEquals(
                    expected == 4096 ? List.of() : List.of(expected), updates(blocks.getFirst()));
            assertEquals(List.of(), updates(blocks.getLast()), "said once");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"7541-4.2-1", "7541-4.2-2", "7541-4.2-3"})
    @DisplayName("4.2: Lowered and raised between two blocks: the smallest, then the final size")
    void loweredAndRaised(Role role) {
        Script script = Exchange.begun(role, limits -> limits.maxEncoderTableSize(65_536), 1, 8192);
        script.send(Wire.of().settings(1, 16_384).settings(1, 30).settings(1, 20_000));
        script.peerTables(8192, 16_384, 30, 20_000);
        List<Octets> blocks = twoHeads(script, role);
        assertEquals(List.of(30, 20_000), updates(blocks.getFirst()));
        assertEquals(List.of(), updates(blocks.getLast()));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("7541-6.1-1")
    @DisplayName("6.1: The index value of 0 MUST be treated as a decoding error")
    void indexZero(Role role) {
        Script script = Exchange.awaiting(role);
        Octets block = Exchange.plain(role).plus(Octets.of(0x80));
        script.send(Wire.of().headers(1, block, Wire.END_HEADERS | Wire.END_STREAM));
        Exchange.connectionError(script, ErrorCode.COMPRESSION_ERROR);
    }

    @Test
    @Requirement({"7541-6.2.3-1", "7541-6.2.3-3", "7541-7.1.3-1", "7541-7.1.3-2"})
    @DisplayName("6.2.3: Intermediaries MUST use the same representation for encoding this field")
    void gateway() {
        Octets secret = Octets.of(0x10, 7).plus(Octets.utf8("x-token")).plus(Octets.of(1, 's'));
        // Its front is a server, and takes a request with a never-indexed field ...
        Script front = Script.server().preface();
        front.send(Wire.of().headers(1, request(secret), Wire.END_HEADERS | Wire.END_STREAM));
        RequestHead asked = front.told(Notice.Request.class).head();
        // ... its back is a client, and forwards it, twice.
        Script back = Script.client().preface().request(asked, true).request(asked, true);
        neverIndexed(blocks(back));
        // The answer comes back the same way.
        back.send(
                Wire.of()
                        .headers(
                                1,
                                Octets.of(0x88).plus(secret),
                                Wire.END_HEADERS | Wire.END_STREAM));
        FieldSection answered = back.told(Notice.Response.class).head().fields();
        front.tell(new Command.Respond(1, new ResponseHead(200, answered), true));
        neverIndexed(blocks(front));
    }

    private static Octets request(Octets more) {
        return Exchange.plain(Role.SERVER).plus(more);
    }

    /** In each block the field is a literal that no hop may index. */
    private static void neverIndexed(List<Octets> blocks) {
        FieldDecoder decoder = FieldDecoder.initial();
        assertTrue(!blocks.isEmpty());
        for (Octets block : blocks) {
            FieldList list = new FieldList();
            FieldDecoder.Draft draft = decoder.draft();
            byte[] octets = block.toArray();
            assertEquals(null, draft.decode(octets, 0, octets.length, list, 1 << 20, 100));
            decoder = draft.freeze();
            assertEquals(new Field("x-token", "s", true), list.at(list.count() - 1));
        }
    }
}
