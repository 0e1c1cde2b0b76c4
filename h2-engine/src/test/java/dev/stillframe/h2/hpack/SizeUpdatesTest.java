package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static dev.stillframe.h2.hpack.Contexts.encode;
import static dev.stillframe.h2.hpack.Contexts.failure;
import static dev.stillframe.h2.hpack.Contexts.fields;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7541 sections 4.2, 4.3, 6.3 and RFC 9113 section 4.3.1: the size of the table")
class SizeUpdatesTest {
    private static final Field FIELD = new Field("x-name", "value"); // of 43 octets

    private static FieldDecoder decoderWith(int fields) {
        Block block = block();
        for (int i = 0; i < fields; i++) {
            block.literal(Literal.INCREMENTAL, "name-" + i, "value", Coding.PLAIN); // 43 each
        }
        return decodeWell(FieldDecoder.initial(), block).next();
    }

    @Nested
    @DisplayName("as the decoder")
    class Decoding {
        private static final String MISSING =
                "no size update after the table was reduced (RFC 9113 section 4.3.1)";
        private static final String ABOVE = "size update above the limit (RFC 7541 section 6.3)";

        @Test
        @DisplayName("4.3: entries are evicted from the end until the size fits")
        void eviction() {
            FieldDecoder decoder = decodeWell(decoderWith(3), block().sizeUpdate(128)).next();
            assertEquals(fields("name-2: value", "name-1: value"), decoder.table().entries());
            assertEquals(86, decoder.table().size());
            assertEquals(128, decoder.table().maxSize());
            decoder = decodeWell(decoder, block().sizeUpdate(86)).next();
            assertEquals(2, decoder.table().entries().size(), "it fits to the octet");
            decoder = decodeWell(decoder, block().sizeUpdate(85)).next();
            assertEquals(fields("name-2: value"), decoder.table().entries());
        }

        @Test
        @DisplayName("4.2: \"a size of 0 ... clears entries\"; then the table may grow again")
        void zeroThenFull() {
            FieldDecoder decoder =
                    decodeWell(decoderWith(3), block().sizeUpdate(0).sizeUpdate(4096)).next();
            assertEquals(FieldDecoder.initial().table(), decoder.table());
        }

        @Test
        @DisplayName("With a table of 0 octets nothing is indexed, and fields are still read")
        void tableOfNothing() {
            FieldDecoder decoder =
                    decodeWell(FieldDecoder.initial().withLimit(0), block().sizeUpdate(0)).next();
            Block block = block().literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN).indexed(2);
            Contexts.Decoded decoded = decodeWell(decoder, block);
            assertEquals(fields("a: b", ":method: GET"), decoded.fields());
            assertSame(decoder, decoded.next());
        }

        @Test
        @DisplayName("A lowered limit: the next block must begin with a size update")
        void reductionMustBeSignalled() {
            FieldDecoder decoder = decoderWith(3).withLimit(100);
            assertEquals(MISSING, failure(decoder, block().indexed(2)));
            assertEquals(MISSING, failure(decoder, block()));
            assertEquals(ABOVE, failure(decoder, block().sizeUpdate(101)));
            decoder = decodeWell(decoder, block().sizeUpdate(100).indexed(2)).next();
            assertNull(failure(decoder, block().indexed(2)), "said once");
            assertEquals(ABOVE, failure(decoder, block().sizeUpdate(101)));
        }

        @Test
        @DisplayName(
                "4.2: lowered and raised: \"the smallest maximum table size that occurs in that"
                        + " interval MUST be signaled\", then the final one")
        void loweredAndRaised() {
            FieldDecoder decoder = decoderWith(3).withLimit(50).withLimit(90).withLimit(8192);
            assertEquals(MISSING, failure(decoder, block().indexed(2)));
            assertEquals(ABOVE, failure(decoder, block().sizeUpdate(8192)));
            assertNull(failure(decoder, block().sizeUpdate(50)), "the encoder need not grow");
            FieldDecoder next = decodeWell(decoder, block().sizeUpdate(50).sizeUpdate(8192)).next();
            assertEquals(fields("name-2: value"), next.table().entries());
            assertEquals(8192, next.table().maxSize());
        }

        @Test
        @Requirement("7541-6.3-2")
        @DisplayName("A raised limit takes nothing: the encoder says when, or never")
        void raised() {
            FieldDecoder decoder = decoderWith(2).withLimit(10_000);
            assertNull(failure(decoder, block().indexed(62)));
            assertEquals(4096, decoder.table().maxSize());
            assertNull(failure(decoder, block().sizeUpdate(10_000)));
            assertEquals(ABOVE, failure(decoder, block().sizeUpdate(10_001)));
        }

        @Test
        @DisplayName("A limit between a smaller table and its old limit asks for nothing")
        void loweredAboveTheTable() {
            FieldDecoder decoder = decodeWell(decoderWith(1), block().sizeUpdate(100)).next();
            assertNull(failure(decoder.withLimit(100), block().indexed(62)));
            assertEquals(MISSING, failure(decoder.withLimit(99), block().indexed(62)));
        }

        @Test
        @DisplayName("The same limit gives the same context; a negative one is a bug of ours")
        void sameLimit() {
            FieldDecoder decoder = decoderWith(1);
            assertSame(decoder, decoder.withLimit(4096));
            FieldDecoder lowered = decoder.withLimit(10);
            assertSame(lowered, lowered.withLimit(10));
            assertThrows(IllegalArgumentException.class, () -> decoder.withLimit(-1));
        }
    }

    @Nested
    @DisplayName("as the encoder")
    class Encoding {
        private final FieldEncoder full = encode(FieldEncoder.initial(), FIELD).next();

        @Test
        @Requirement("7541-4.2-2")
        @DisplayName("4.2: a lowered size is told at the beginning of the next block, once")
        void lowered() {
            Contexts.Encoded encoded = encode(full.withTableSize(100), FIELD);
            assertArrayEquals(
                    block().sizeUpdate(100).indexed(62).octets(),
                    encoded.octets(),
                    "the entry still fits");
            assertEquals(100, encoded.next().table().maxSize());
            assertArrayEquals(block().indexed(62).octets(), encode(encoded.next(), FIELD).octets());
        }

        @Test
        @Requirement("7541-4.2-3")
        @DisplayName("4.2: lowered and raised: the smallest, then the final size")
        void loweredAndRaised() {
            FieldEncoder encoder =
                    full.withTableSize(3000).withTableSize(10).withTableSize(20).withTableSize(90);
            Contexts.Encoded encoded = encode(encoder);
            assertArrayEquals(block().sizeUpdate(10).sizeUpdate(90).octets(), encoded.octets());
            assertEquals(List.of(), encoded.next().table().entries());
        }

        @Test
        @Requirement("7541-4.2-3")
        @DisplayName("Lowered and raised to what it was: both are told, as the entries are gone")
        void backToWhatItWas() {
            Contexts.Encoded encoded = encode(full.withTableSize(0).withTableSize(4096));
            assertArrayEquals(block().sizeUpdate(0).sizeUpdate(4096).octets(), encoded.octets());
            assertEquals(FieldEncoder.initial().table(), encoded.next().table());
        }

        @Test
        @DisplayName("Raised: the entries stay")
        void raised() {
            Contexts.Encoded encoded = encode(full.withTableSize(8192), FIELD);
            assertArrayEquals(block().sizeUpdate(8192).indexed(62).octets(), encoded.octets());
            Contexts.Encoded after = encode(full.withTableSize(9000).withTableSize(8192), FIELD);
            assertArrayEquals(encoded.octets(), after.octets());
        }

        @Test
        @DisplayName("A table of 0 octets: nothing is indexed, and every field is still sent")
        void tableOfNothing() {
            Contexts.Encoded first = encode(FieldEncoder.initial().withTableSize(0), FIELD);
            Contexts.Encoded second = encode(first.next(), FIELD, new Field(":method", "GET"));
            assertEquals(0x20, first.octets()[0], "a size update to 0");
            assertSame(first.next(), second.next());
            FieldDecoder decoder = decodeWell(FieldDecoder.initial(), first.octets()).next();
            assertEquals(
                    List.of(FIELD, new Field(":method", "GET")),
                    decodeWell(decoder, second.octets()).fields());
        }

        @Test
        @DisplayName("The same size gives the same context; a negative one is a bug of ours")
        void sameSize() {
            assertSame(full, full.withTableSize(4096));
            FieldEncoder lowered = full.withTableSize(10);
            assertNotSame(full, lowered);
            assertSame(lowered, lowered.withTableSize(10));
            assertThrows(IllegalArgumentException.class, () -> full.withTableSize(-1));
        }
    }
}
