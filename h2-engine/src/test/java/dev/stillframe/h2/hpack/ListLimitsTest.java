package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7541 section 7.3 and RFC 9113 section 6.5.2: what a block may expand to")
class ListLimitsTest {
    private final FieldList list = new FieldList();

    private FieldDecoder decode(FieldDecoder decoder, Block block, int maxSize, int maxFields) {
        byte[] octets = block.octets();
        FieldDecoder.Draft draft = decoder.draft();
        assertNull(draft.decode(octets, 0, octets.length, list, maxSize, maxFields));
        return draft.freeze();
    }

    @Test
    @DisplayName("Name, value and 32 octets count for each field; the limit itself is allowed")
    void exactSize() {
        Block block = block().indexed(2).literal(Literal.INCREMENTAL, "a", "bc", Coding.HUFFMAN);
        int size = 42 + 35;
        decode(FieldDecoder.initial(), block, size, 2);
        assertFalse(list.overflowed());
        assertEquals(size, list.size());
        assertEquals(2, list.count());
        decode(FieldDecoder.initial(), block, size - 1, 2);
        assertTrue(list.overflowed());
        assertEquals(size, list.size(), "the whole block is counted");
        assertEquals(List.of(new Field(":method", "GET")), Contexts.fields(list));
        decode(FieldDecoder.initial(), block, size, 1);
        assertTrue(list.overflowed());
        assertEquals(1, list.count());
    }

    @Test
    @DisplayName("Past the limit the table is kept in step, so that the connection lives on")
    void tableInStep() {
        Block block = block().indexed(2);
        for (int i = 0; i < 200; i++) {
            block.literal(Literal.INCREMENTAL, "name-" + i, "value " + i, Coding.HUFFMAN)
                    .literal(Literal.WITHOUT_INDEXING, "name-" + i, "value", Coding.HUFFMAN)
                    .indexed(62);
        }
        FieldDecoder unlimited = decodeWell(FieldDecoder.initial(), block).next();
        FieldDecoder limited = decode(FieldDecoder.initial(), block, 100, 1000);
        assertTrue(list.overflowed());
        assertEquals(2, list.count());
        assertEquals(unlimited, limited);
        decode(limited, block().indexed(62), 100, 1000);
        assertFalse(list.overflowed(), "the next block begins anew");
        assertEquals(List.of(new Field("name-199", "value 199")), Contexts.fields(list));
    }

    @Test
    @DisplayName("Past the limit an entry that empties the table still does")
    void tooLargeForTheTable() {
        Block block =
                block().literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN)
                        .literal(Literal.INCREMENTAL, "x", "v".repeat(5000), Coding.PLAIN);
        FieldDecoder next = decode(FieldDecoder.initial(), block, 100, 100);
        assertTrue(list.overflowed());
        assertEquals(List.of(), next.table().entries());
    }

    @Test
    @DisplayName("Past the limit malformed octets are still refused")
    void malformedPastTheLimit() {
        byte[] octets = block().indexed(2).indexed(3).raw("04 81 18").octets();
        FieldDecoder.Draft draft = FieldDecoder.initial().draft();
        assertNotNull(draft.decode(octets, 0, octets.length, list, 50, 100));
    }

    @Test
    @DisplayName("The HPACK bomb: references to a large entry are bounded by what they expand to")
    void bombOfLargeEntries() {
        Block block = block().literal(Literal.INCREMENTAL, "a", "v".repeat(4000), Coding.PLAIN);
        for (int i = 0; i < 16_000; i++) {
            block.indexed(62);
        }
        decode(FieldDecoder.initial(), block, 16_384, 128);
        assertTrue(list.overflowed());
        assertEquals(4, list.count());
        assertEquals(16_001L * 4033, list.size());
        assertSame(list.at(0), list.at(3), "one object");
    }

    @Test
    @DisplayName("The bomb of tiny fields: thousands of references are bounded by their number")
    void bombOfTinyEntries() {
        Block block = block().literal(Literal.INCREMENTAL, "", "", Coding.PLAIN);
        for (int i = 0; i < 16_000; i++) {
            block.indexed(62);
        }
        decode(FieldDecoder.initial(), block, Integer.MAX_VALUE, 128);
        assertEquals(128, list.count());
        assertTrue(list.array().length <= 256);
        decode(FieldDecoder.initial(), block, 16_384, Integer.MAX_VALUE);
        assertEquals(512, list.count());
    }

    @Test
    @DisplayName("A list is scratch: cleared, it holds nothing of the block before")
    void cleared() {
        decode(FieldDecoder.initial(), block().indexed(2).indexed(3), 1000, 1);
        list.clear();
        assertEquals(0, list.count());
        assertEquals(0, list.size());
        assertFalse(list.overflowed());
        assertNull(list.array()[0]);
        assertThrows(IndexOutOfBoundsException.class, () -> list.at(0));
        list.add(new Field("a", "b"));
        assertEquals(new Field("a", "b"), list.at(0));
        assertEquals(34, list.size());
    }

    @Test
    @DisplayName("A list that grew large is not kept so")
    void notKeptLarge() {
        for (int i = 0; i < 1000; i++) {
            list.add(new Field("a", "b"));
        }
        assertEquals(1000, list.count());
        list.clear();
        assertTrue(list.array().length <= 256);
    }
}
