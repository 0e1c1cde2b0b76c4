package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.rfc.Requirement;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7541 section 5.1: integers")
class IntegersTest {
    private static final int[] MASKS = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff};

    private static BlockReader reader(byte[] octets) {
        BlockReader reader = new BlockReader();
        reader.open(octets, 0, octets.length);
        return reader;
    }

    private static byte[] written(int pattern, int mask, int value) {
        Output out = new Output(1);
        Literals.integer(out, pattern, mask, value);
        return Contexts.octets(out);
    }

    @ParameterizedTest(name = "C.1: {0} with a prefix of mask {1} is {2}")
    @CsvSource({"10, 31, 0a", "1337, 31, 1f 9a 0a", "42, 255, 2a"})
    void examples(int value, int mask, String octets) {
        assertArrayEquals(hex(octets), written(0, mask, value));
        assertEquals(value, reader(hex(octets)).integer(mask));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            ints = {
                0,
                1,
                30,
                31,
                32,
                126,
                127,
                128,
                254,
                255,
                256,
                16_383,
                16_510,
                2_097_151,
                268_435_455,
                Integer.MAX_VALUE - 1,
                Integer.MAX_VALUE
            })
    @DisplayName("A value is read as it was written, with every prefix")
    void everyPrefix(int value) {
        for (int mask : MASKS) {
            int pattern = ~mask & 0xff;
            byte[] octets = written(pattern, mask, value);
            assertArrayEquals(new Block().integer(pattern, mask, value).octets(), octets);
            BlockReader reader = reader(octets);
            assertEquals(value, reader.integer(mask));
            assertFalse(reader.hasMore());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1f 80 00", "1f 80 80 80 00", "1f 80 80 80 80 00"})
    @DisplayName("Zeros may be appended, up to five continuation octets")
    void trailingZeros(String octets) {
        assertEquals(31, reader(hex(octets)).integer(0x1f));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @Requirement("7541-5.1-1")
    @CsvSource({
        "1f, field block ends within an integer (RFC 7541 section 5.1)",
        "1f 80, field block ends within an integer (RFC 7541 section 5.1)",
        "1f ff ff ff ff, field block ends within an integer (RFC 7541 section 5.1)",
        "1f 80 80 80 80 80 00, integer of more than 5 continuation octets (RFC 7541 section 7.4)",
        "1f ff ff ff ff ff 0f, integer of more than 5 continuation octets (RFC 7541 section 7.4)",
        "1f e1 ff ff ff 07, integer above 2^31-1 (RFC 7541 section 7.4)",
        "1f ff ff ff ff 7f, integer above 2^31-1 (RFC 7541 section 7.4)",
    })
    @DisplayName(
            "\"Integer encodings that exceed implementation limits -- in value or octet length --"
                    + " MUST be treated as decoding errors.\"")
    void refused(String octets, String reason) {
        BlockReader reader = reader(hex(octets));
        assertEquals(-1, reader.integer(0x1f));
        assertEquals(reason, reader.failure());
    }

    @Test
    @DisplayName("2^31-1 is the largest: the octets before the first that is refused")
    void largest() {
        byte[] octets = written(0, 0x1f, Integer.MAX_VALUE);
        assertEquals("1fe0ffffff07", HexFormat.of().formatHex(octets));
        assertEquals(Integer.MAX_VALUE, reader(octets).integer(0x1f));
    }
}
