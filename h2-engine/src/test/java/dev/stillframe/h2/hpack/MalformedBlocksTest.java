package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.hex;
import static dev.stillframe.h2.hpack.Contexts.decode;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.rfc.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 7541: what \"MUST be treated as a decoding error\", and why")
class MalformedBlocksTest {
    @ParameterizedTest(name = "{0}: {1}")
    @Requirement({
        "7541-2.3.3-1",
        "7541-5.1-1",
        "7541-5.2-1",
        "7541-5.2-2",
        "7541-5.2-3",
        "7541-6.1-1",
        "7541-6.3-2"
    })
    @CsvSource({
        "80, index 0 (RFC 7541 section 6.1)",
        "be, index beyond the tables (RFC 7541 section 2.3.3)",
        "ff 00, index beyond the tables (RFC 7541 section 2.3.3)",
        "ff 80 ff ff ff 07, index beyond the tables (RFC 7541 section 2.3.3)",
        "7e 01 61, index beyond the tables (RFC 7541 section 2.3.3)",
        "0f 2f 01 61, index beyond the tables (RFC 7541 section 2.3.3)",
        "1f 2f 01 61, index beyond the tables (RFC 7541 section 2.3.3)",
        "82 ff, field block ends within an integer (RFC 7541 section 5.1)",
        "ff ff ff ff ff ff 0f, "
                + "integer of more than 5 continuation octets (RFC 7541 section 7.4)",
        "ff ff ff ff ff 7f, integer above 2^31-1 (RFC 7541 section 7.4)",
        "7f ff ff ff ff 7f, integer above 2^31-1 (RFC 7541 section 7.4)",
        "3f ff ff ff ff 7f, integer above 2^31-1 (RFC 7541 section 7.4)",
        "40, field block ends where a string is due (RFC 7541 section 5.2)",
        "40 01 61, field block ends where a string is due (RFC 7541 section 5.2)",
        "44, field block ends where a string is due (RFC 7541 section 5.2)",
        "40 7f, field block ends within an integer (RFC 7541 section 5.1)",
        "40 02 61, field block ends within a string (RFC 7541 section 5.2)",
        "44 05 2f 61, field block ends within a string (RFC 7541 section 5.2)",
        "44 7f 80 ff ff ff 07, field block ends within a string (RFC 7541 section 5.2)",
        "44 ff ff ff ff ff 7f, integer above 2^31-1 (RFC 7541 section 7.4)",
        "44 84 ff ff ff ff, EOS within a Huffman-coded string (RFC 7541 section 5.2)",
        "44 85 1f ff ff ff ff, EOS within a Huffman-coded string (RFC 7541 section 5.2)",
        "44 81 ff, Huffman padding of more than 7 bits (RFC 7541 section 5.2)",
        "44 82 1f ff, Huffman padding of more than 7 bits (RFC 7541 section 5.2)",
        "44 83 ff ff ff, Huffman padding of more than 7 bits (RFC 7541 section 5.2)",
        "44 81 18, Huffman padding is not all ones (RFC 7541 section 5.2)",
        "44 81 1e, Huffman padding is not all ones (RFC 7541 section 5.2)",
        "00 81 18 01 61, Huffman padding is not all ones (RFC 7541 section 5.2)",
        "82 20, size update after a field (RFC 7541 section 4.2)",
        "20 82 20, size update after a field (RFC 7541 section 4.2)",
        "20 20 20, more than two size updates in a block (RFC 7541 section 4.2)",
        "3f e2 1f, size update above the limit (RFC 7541 section 6.3)",
    })
    void refused(String octets, String reason) {
        assertEquals(reason, decode(FieldDecoder.initial(), hex(octets)).failure());
    }

    @Test
    @DisplayName("A block that ends anywhere within a representation is refused, or is a prefix")
    void everyCut() {
        for (Literal literal : Literal.values()) {
            for (Coding coding : Coding.values()) {
                Block block =
                        new Block()
                                .literal(literal, "x-name", "a value", coding)
                                .literal(literal, 15, "v".repeat(200), coding);
                byte[] octets = block.octets();
                int first =
                        new Block().literal(literal, "x-name", "a value", coding).octets().length;
                for (int cut = 1; cut < octets.length; cut++) {
                    Contexts.Decoded decoded =
                            decode(FieldDecoder.initial(), Arrays.copyOf(octets, cut));
                    if (cut == first) {
                        assertEquals(1, decoded.fields().size());
                    } else {
                        assertNotNull(decoded.failure(), "cut at " + cut);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("Only the octets of the block are read, not those around it")
    void withinTheArray() {
        byte[] octets = hex("ff 82 44 02 2f 61 82");
        FieldList list = new FieldList();
        FieldDecoder.Draft draft = FieldDecoder.initial().draft();
        assertEquals(null, draft.decode(octets, 1, 6, list, 4096, 100));
        assertEquals(
                List.of(new Field(":method", "GET"), new Field(":path", "/a")),
                Contexts.fields(list));
        assertEquals(
                "field block ends within a string (RFC 7541 section 5.2)",
                draft.decode(octets, 1, 5, list, 4096, 100));
    }

    @Test
    @DisplayName("A promised length allocates nothing: it is compared with what is there first")
    void promisedLength() {
        FieldList list = new FieldList();
        byte[] octets = hex("44 ff 80 ff ff ff 07 61");
        assertNotNull(
                FieldDecoder.initial().draft().decode(octets, 0, octets.length, list, 4096, 100));
        assertEquals(0, list.count());
    }

    @Test
    @DisplayName("No octets make the decoder throw, and its table never exceeds its maximum")
    void randomOctets() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7541);
        FieldList list = new FieldList();
        int well = 0;
        for (int run = 0; run < 200_000; run++) {
            byte[] octets = new byte[random.nextInt(1, 40)];
            random.nextBytes(octets);
            if (random.nextBoolean()) {
                tame(octets, random);
            }
            FieldDecoder decoder = FieldDecoder.initial();
            if (random.nextInt(4) == 0) {
                decoder = decoder.withLimit(random.nextInt(5000));
            }
            FieldDecoder.Draft draft = decoder.draft();
            for (int block = 0; block < 3; block++) {
                int from = random.nextInt(octets.length);
                int to = random.nextInt(from, octets.length + 1);
                String failure =
                        assertDoesNotThrow(
                                () -> draft.decode(octets, from, to, list, 300, 10),
                                () -> Arrays.toString(octets));
                FieldDecoder next = draft.freeze();
                assertTrue(next.table().size() <= next.table().maxSize());
                if (failure != null) {
                    break;
                }
                well++;
            }
        }
        assertTrue(well > 10_000, "enough blocks were well-formed: " + well);
    }

    /** Makes most octets small, so that lengths and indexes are often within the block. */
    private static void tame(byte[] octets, RandomGenerator random) {
        int[] starts = {0x40, 0x00, 0x10, 0x82, 0xbe, 0x44, 0x04, 0x14, 0x20, 0x01, 0x02, 0x81};
        for (int i = 0; i < octets.length; i++) {
            if (random.nextInt(8) != 0) {
                octets[i] = (byte) starts[random.nextInt(starts.length)];
            }
        }
    }
}
