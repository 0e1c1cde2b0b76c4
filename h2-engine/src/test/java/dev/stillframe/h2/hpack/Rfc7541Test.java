package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static dev.stillframe.h2.hpack.Contexts.encode;
import static dev.stillframe.h2.hpack.Contexts.failure;
import static dev.stillframe.h2.hpack.Contexts.field;
import static dev.stillframe.h2.hpack.Contexts.fields;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.rfc.Requirement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 7541 demands in so many words, where no test of a larger subject shows it. */
@DisplayName("RFC 7541, sentence by sentence")
class Rfc7541Test {
    private static final String BEYOND = "index beyond the tables (RFC 7541 section 2.3.3)";

    /** An application's list in which all representations occur, and two fields are equal. */
    private static final List<Field> MIXED =
            List.of(
                    field("x-b: 2"),
                    field(":method: GET"),
                    new Field("x-secret", "s", true),
                    field("age: 7"),
                    field("x-a: 1"),
                    field("x-b: 2"),
                    field("x-b: 3"),
                    field("accept-encoding: gzip, deflate"),
                    field("x-a: 1"));

    @Test
    @Requirement("7541-2.1-1")
    @DisplayName("2.1: An encoder MUST order representations as the fields in the list")
    void encoderKeepsOrder() {
        // Written down by hand, one representation for each field.
        byte[] expected =
                block().literal(Literal.INCREMENTAL, "x-b", "2", Coding.PLAIN)
                        .indexed(2)
                        .integer(0x10, 0x0f, 0)
                        .string("x-secret", Coding.HUFFMAN)
                        .string("s", Coding.PLAIN)
                        .literal(Literal.WITHOUT_INDEXING, 21, "7", Coding.PLAIN)
                        .literal(Literal.INCREMENTAL, "x-a", "1", Coding.PLAIN)
                        .indexed(63)
                        .literal(Literal.INCREMENTAL, 63, "3", Coding.PLAIN)
                        .indexed(16)
                        .indexed(63)
                        .octets();
        FieldEncoder initial = FieldEncoder.initial();
        assertArrayEquals(expected, encode(initial, MIXED).octets());
        byte[] reversed = encode(initial, MIXED.reversed()).octets();
        assertEquals(MIXED.reversed(), decodeWell(FieldDecoder.initial(), reversed).fields());
    }

    @Test
    @Requirement("7541-2.1-2")
    @DisplayName("2.1: A decoder MUST order fields as the representations in the block")
    void decoderKeepsOrder() {
        Block block =
                block().indexed(2)
                        .literal(Literal.NEVER_INDEXED, "z", "1", Coding.HUFFMAN)
                        .literal(Literal.INCREMENTAL, "y", "2", Coding.PLAIN)
                        .indexed(62)
                        .literal(Literal.WITHOUT_INDEXING, "x", "3", Coding.PLAIN)
                        .indexed(4)
                        .literal(Literal.INCREMENTAL, 62, "4", Coding.HUFFMAN)
                        .indexed(63)
                        .indexed(62);
        assertEquals(
                List.of(
                        field(":method: GET"),
                        new Field("z", "1", true),
                        field("y: 2"),
                        field("y: 2"),
                        field("x: 3"),
                        field(":path: /"),
                        field("y: 4"),
                        field("y: 2"),
                        field("y: 4")),
                decodeWell(FieldDecoder.initial(), block).fields());
    }

    @Test
    @Requirement("7541-2.3.2-1")
    @DisplayName("2.3.2: Duplicate entries MUST NOT be treated as an error by a decoder")
    void duplicateEntries() {
        Block block =
                block().literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN)
                        .literal(Literal.INCREMENTAL, "c", "d", Coding.PLAIN)
                        .literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN);
        FieldDecoder decoder = decodeWell(FieldDecoder.initial(), block).next();
        assertEquals(
                fields("a: b", "c: d", "a: b"),
                decodeWell(decoder, block().indexed(62).indexed(63).indexed(64)).fields());
    }

    @Test
    @Requirement("7541-2.3.3-1")
    @DisplayName("2.3.3: Indices beyond both tables MUST be treated as a decoding error")
    void indexBeyondTheTables() {
        FieldDecoder decoder = FieldDecoder.initial();
        for (int entries = 0; entries < 5; entries++) {
            int last = StaticTable.COUNT + entries;
            for (int beyond : new int[] {last + 1, last + 2, last + 1000, Integer.MAX_VALUE}) {
                assertEquals(BEYOND, failure(decoder, block().indexed(beyond)));
                for (Literal literal : Literal.values()) {
                    Block block = block().literal(literal, beyond, "v", Coding.PLAIN);
                    assertEquals(BEYOND, failure(decoder, block));
                }
            }
            assertNull(failure(decoder, block().indexed(last)));
            decoder =
                    decodeWell(
                                    decoder,
                                    block().literal(Literal.INCREMENTAL, last, "v", Coding.PLAIN))
                            .next();
        }
        decoder = decodeWell(decoder, block().sizeUpdate(0)).next();
        assertEquals(BEYOND, failure(decoder, block().indexed(62)), "evicted");
    }

    @Test
    @Requirement("7541-3.2-1")
    @DisplayName("3.2: A decoder MUST obey the following rules: what is added, and to which end")
    void representationProcessing() {
        FieldDecoder decoder = FieldDecoder.initial();
        decoder = after(decoder, block().literal(Literal.INCREMENTAL, "a", "1", Coding.PLAIN));
        assertEquals(fields("a: 1"), decoder.table().entries());
        assertSame(decoder, after(decoder, block().indexed(62)));
        assertSame(decoder, after(decoder, block().indexed(8)));
        for (Literal literal : List.of(Literal.WITHOUT_INDEXING, Literal.NEVER_INDEXED)) {
            assertSame(decoder, after(decoder, block().literal(literal, 62, "2", Coding.PLAIN)));
            assertSame(decoder, after(decoder, block().literal(literal, "b", "2", Coding.PLAIN)));
        }
        decoder = after(decoder, block().literal(Literal.INCREMENTAL, 62, "2", Coding.PLAIN));
        assertEquals(fields("a: 2", "a: 1"), decoder.table().entries(), "at the beginning");
        decoder = after(decoder, block().literal(Literal.INCREMENTAL, 8, "299", Coding.PLAIN));
        assertEquals(fields(":status: 299", "a: 2", "a: 1"), decoder.table().entries());
        decoder = after(decoder, block().sizeUpdate(75));
        assertEquals(fields(":status: 299"), decoder.table().entries(), "evicted from the end");
        decoder = after(decoder, block().literal(Literal.INCREMENTAL, "b", "3", Coding.PLAIN));
        assertEquals(fields("b: 3"), decoder.table().entries(), "evicted by what is added");
        decoder = after(decoder, block().literal(Literal.INCREMENTAL, "c", "4", Coding.PLAIN));
        assertEquals(fields("c: 4", "b: 3"), decoder.table().entries());
        Block large = block().literal(Literal.INCREMENTAL, "d", "v".repeat(48), Coding.PLAIN);
        assertEquals(List.of(), after(decoder, large).table().entries());
    }

    private static FieldDecoder after(FieldDecoder decoder, Block block) {
        Contexts.Decoded decoded = decodeWell(decoder, block);
        return decoded.next();
    }

    @Test
    @Requirement("7541-4.2-2")
    @DisplayName("4.2: The size update MUST occur at the beginning of the first header block")
    void updateBeginsTheNextBlock() {
        FieldEncoder encoder = encode(FieldEncoder.initial(), field("a: b")).next();
        for (int size : new int[] {0, 50, 4095, 4097, 100_000}) {
            byte[] update = block().sizeUpdate(size).octets();
            Contexts.Encoded first = encode(encoder.withTableSize(size), field(":method: GET"));
            assertArrayEquals(block().raw(update).indexed(2).octets(), first.octets());
            Contexts.Encoded second = encode(first.next(), field(":method: GET"));
            assertArrayEquals(block().indexed(2).octets(), second.octets());
        }
    }

    @ParameterizedTest(name = "then {0} and {1}")
    @Requirement("7541-4.2-3")
    @CsvSource({"0, 4096", "0, 100", "50, 100", "100, 50", "4095, 8192", "8192, 4095", "0, 0"})
    @DisplayName("4.2: The smallest maximum size that occurs in that interval MUST be signaled")
    void smallestIsSignalled(int then, int last) {
        FieldEncoder encoder = encode(FieldEncoder.initial(), field("a: b")).next();
        int smallest = Math.min(then, last);
        Block expected = block().sizeUpdate(smallest);
        if (last != smallest) {
            expected.sizeUpdate(last);
        }
        assertArrayEquals(
                expected.octets(),
                encode(encoder.withTableSize(then).withTableSize(last)).octets());
    }

    @ParameterizedTest(name = "{0}")
    @Requirement("7541-5.1-1")
    @ValueSource(
            strings = {
                "80 80 80 80 08", // 2^31 and more
                "ff ff ff ff 0f", // 2^32 and more: 32 bits would wrap round
                "80 80 80 80 80 80 80 80 80 01", // 2^63
                "ff ff ff ff ff ff ff ff ff 01", // 2^64: 64 bits would wrap round
                "80 80 80 80 80 80 80 80 80 80 80 80 00", // long for nothing
            })
    @DisplayName("5.1: Integers that exceed limits in value or octet length: decoding errors")
    void integersBeyondTheLimits(String more) {
        for (String start : new String[] {"ff", "7f", "0f", "1f", "3f", "44 7f", "44 ff"}) {
            Block block = block().raw(start).raw(more);
            String failure = failure(FieldDecoder.initial().withLimit(1 << 20), block);
            assertNotNull(failure, start);
            assertEquals("integer", failure.substring(0, 7), start);
        }
        byte[] endless = new byte[100_000];
        Arrays.fill(endless, (byte) 0x80);
        assertNotNull(failure(FieldDecoder.initial(), block().raw("ff").raw(endless)));
    }

    @Test
    @Requirement("7541-6.1-1")
    @DisplayName("6.1: The index value of 0 MUST be treated as a decoding error")
    void indexZero() {
        FieldDecoder filled = encodedOnce(field("a: b"));
        for (FieldDecoder decoder : List.of(FieldDecoder.initial(), filled)) {
            assertEquals(
                    "index 0 (RFC 7541 section 6.1)",
                    failure(decoder, block().indexed(2).indexed(0)));
        }
    }

    private static FieldDecoder encodedOnce(Field field) {
        return decodeWell(FieldDecoder.initial(), encode(FieldEncoder.initial(), field).octets())
                .next();
    }

    @Test
    @Requirement("7541-6.2.3-2")
    @DisplayName("6.2.3: Represented as never indexed, it MUST always be encoded so")
    void alwaysNeverIndexed() {
        List<Field> open =
                fields("x-token: 1", "cookie: 0123456789012345678901", ":method: GET", "te: x");
        FieldEncoder encoder = encode(FieldEncoder.initial(), open).next();
        assertEquals(3, encoder.table().entries().size());
        for (Field field : open) {
            Field marked = new Field(field.name(), field.value(), true);
            for (FieldEncoder each : List.of(FieldEncoder.initial(), encoder)) {
                Contexts.Encoded once = encode(each, marked);
                assertEquals(0x10, once.octets()[0] & 0xf0, field.name());
                assertSame(each, once.next(), "the table is as it was");
                assertArrayEquals(once.octets(), encode(once.next(), marked).octets(), "again");
            }
        }
    }

    @ParameterizedTest(name = "limit {0}")
    @Requirement("7541-6.3-2")
    @ValueSource(ints = {0, 1, 100, 4096, 65_536})
    @DisplayName("6.3: A size update above the limit MUST be treated as a decoding error")
    void updateAboveTheLimit(int limit) {
        FieldDecoder decoder = FieldDecoder.initial().withLimit(limit);
        assertNull(failure(decoder, block().sizeUpdate(limit)));
        for (long above : new long[] {limit + 1L, limit + 10_000L, Integer.MAX_VALUE}) {
            assertEquals(
                    "size update above the limit (RFC 7541 section 6.3)",
                    failure(decoder, block().sizeUpdate(above)));
        }
    }

    @Test
    @Requirement({"7541-6.2.3-1", "7541-6.2.3-3", "7541-7.1.3-1", "7541-7.1.3-2"})
    @DisplayName("7.1.3: Over two hops the never-indexed representation stays what it is")
    void twoHops() {
        for (String name : List.of("authorization", "x-ordinary", "server", ":path")) {
            byte[] octets =
                    block().literal(Literal.NEVER_INDEXED, name, "value", Coding.PLAIN).octets();
            for (int hop = 0; hop < 3; hop++) {
                List<Field> received = decodeWell(FieldDecoder.initial(), octets).fields();
                assertEquals(List.of(new Field(name, "value", true)), received);
                Contexts.Encoded sent = encode(FieldEncoder.initial(), received);
                assertSame(FieldEncoder.initial(), sent.next(), "in no table");
                octets = sent.octets();
                assertEquals(0x10, octets[0] & 0xf0, name + " at hop " + hop);
            }
        }
    }
}
