package dev.stillframe.h2.hpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.rfc.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7541 section 5.2 and appendix B: Huffman coding")
class HuffmanTest {
    private static int decode(byte[] coded, byte[] out) {
        return Huffman.decode(coded, 0, coded.length, out, 0);
    }

    private static String decoded(byte[] coded) {
        byte[] out = new byte[(int) Huffman.mostOctets(coded.length)];
        int end = decode(coded, out);
        return end < 0 ? "error " + end : new String(out, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static byte[] encoded(String text) {
        Output out = new Output(1);
        Huffman.encode(out, text);
        assertEquals(Huffman.length(text), out.length());
        return Contexts.octets(out);
    }

    private static void check(String text) {
        byte[] coded = AppendixB.encode(text);
        assertArrayEquals(coded, encoded(text));
        assertEquals(text, decoded(coded));
    }

    @Test
    @DisplayName("Appendix B: the code that is computed from the lengths is the one printed")
    void table() {
        for (int symbol = 0; symbol <= AppendixB.EOS; symbol++) {
            String code = AppendixB.code(symbol);
            assertEquals(code.length(), HuffmanTable.length(symbol), "length of " + symbol);
            assertEquals(Integer.parseInt(code, 2), HuffmanTable.code(symbol), "code of " + symbol);
        }
    }

    @Test
    @DisplayName("Every symbol, alone, doubled, and after each other one, both ways")
    void everySymbol() {
        check("");
        for (int first = 0; first < 256; first++) {
            check(Character.toString(first));
            for (int second = 0; second < 256; second++) {
                check(Character.toString(first) + (char) second);
            }
        }
    }

    @RepeatedTest(20)
    @DisplayName("Random texts of all lengths, both ways")
    void randomTexts(RepetitionInfo repetition) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom")
                        .create(repetition.getCurrentRepetition());
        for (int run = 0; run < 300; run++) {
            int symbols = random.nextBoolean() ? 256 : 128;
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append((char) random.nextInt(symbols));
            }
            check(text.toString());
        }
    }

    @Test
    @Requirement("7541-5.2-1")
    @DisplayName(
            "\"Padding strictly longer than 7 bits MUST be treated as a decoding error\"; up to"
                    + " 7 bits of ones are right")
    void paddingLength() {
        for (int symbol = 0; symbol < 256; symbol++) {
            String code = AppendixB.code(symbol);
            for (int padding = 0; padding <= 29; padding++) {
                if ((code.length() + padding) % 8 == 0) {
                    String expected =
                            padding <= 7
                                    ? Character.toString(symbol)
                                    : "error " + Huffman.PADDING_TOO_LONG;
                    assertEquals(expected, decoded(AppendixB.octets(code + "1".repeat(padding))));
                }
            }
        }
    }

    @Test
    @Requirement("7541-5.2-2")
    @DisplayName(
            "\"A padding not corresponding to the most significant bits of the code for the EOS"
                    + " symbol MUST be treated as a decoding error\"")
    void paddingBits() {
        for (int symbol = 0; symbol < 256; symbol++) {
            String code = AppendixB.code(symbol);
            int padding = (8 - code.length() % 8) % 8;
            // A padding of 5 bits or more may be a code by itself.
            for (int bits = 0; padding < 5 && bits < (1 << padding) - 1; bits++) {
                String text = Integer.toBinaryString(bits);
                String zeros = "0".repeat(padding - text.length());
                assertEquals(
                        "error " + Huffman.PADDING_NOT_EOS,
                        decoded(AppendixB.octets(code + zeros + text)));
            }
        }
    }

    @Test
    @Requirement("7541-5.2-3")
    @DisplayName(
            "\"A Huffman-encoded string literal containing the EOS symbol MUST be treated as a"
                    + " decoding error\", wherever it is")
    void eosInString() {
        String eos = AppendixB.code(AppendixB.EOS);
        for (int before = 0; before < 256; before++) {
            String bits = AppendixB.code(before) + eos + AppendixB.code('a');
            String padded = bits + "1".repeat((8 - bits.length() % 8) % 8);
            assertEquals("error " + Huffman.EOS_IN_STRING, decoded(AppendixB.octets(padded)));
        }
    }

    @Test
    @DisplayName("No octets decode to more than 8/5 of their number, and none are read beyond")
    void bounds() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(52);
        for (int run = 0; run < 20_000; run++) {
            byte[] coded = new byte[random.nextInt(60)];
            random.nextBytes(coded);
            decode(coded, new byte[(int) Huffman.mostOctets(coded.length)]);
        }
        byte[] zeros = new byte[1000];
        assertEquals(1600, decode(zeros, new byte[1600]), "1600 times '0', of 5 bits each");
    }
}
