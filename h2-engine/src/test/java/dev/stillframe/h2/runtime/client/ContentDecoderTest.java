package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codings of content, in pieces of any size (RFC 9110 section 8.4.1). */
class ContentDecoderTest {
    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return coded.toByteArray();
    }

    static byte[] deflate(byte[] plain, boolean bare) {
        Deflater deflater = new Deflater(9, bare);
        deflater.setInput(plain);
        deflater.finish();
        byte[] coded = new byte[plain.length + 100];
        int length = deflater.deflate(coded);
        deflater.end();
        return Arrays.copyOf(coded, length);
    }

    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(3);
        while (text.length() < 100_000) {
            text.append(random.nextInt(1000)).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static ContentDecoder decoder(String coding) {
        return ContentDecoder.of(FieldSection.of("content-encoding", coding));
    }

    /** Feeds pieces of this size and takes all that comes out. */
    private static byte[] decode(ContentDecoder decoder, byte[] coded, int size)
            throws DataFormatException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int at = 0; at < coded.length; at += size) {
            byte[] part = Arrays.copyOfRange(coded, at, Math.min(coded.length, at + size));
            decoder.feed(Octets.wrap(part));
            for (Octets piece = decoder.next(); piece != null; piece = decoder.next()) {
                assertTrue(piece.length() <= 16_384);
                plain.writeBytes(piece.toArray());
            }
            Arrays.fill(part, (byte) 0xff); // what was taken is not looked at again
        }
        return plain.toByteArray();
    }

    private static void comesBack(String coding, byte[] coded, byte[] plain, int size)
            throws DataFormatException {
        ContentDecoder decoder = decoder(coding);
        assertEquals(Octets.wrap(plain), Octets.wrap(decode(decoder, coded, size)));
        assertTrue(decoder.isWhole());
        decoder.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1_000_000})
    @DisplayName("gzip, and deflate with its wrapping and without")
    void codings(int size) throws DataFormatException {
        byte[] plain = text();
        comesBack("gzip", gzip(plain), plain, size);
        comesBack("X-GZip", gzip(plain), plain, size);
        comesBack("deflate", deflate(plain, false), plain, size);
        comesBack("deflate", deflate(plain, true), plain, size);
        comesBack("gzip", gzip(new byte[0]), new byte[0], size);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 1_000_000})
    @DisplayName("gzip of several members, with every optional part of a head")
    void members(int size) throws DataFormatException {
        byte[] one = gzip("one".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.writeBytes(one);
        coded.writeBytes(Arrays.copyOf(one, 3));
        coded.write(2 | 4 | 8 | 16); // FHCRC, FEXTRA, FNAME, FCOMMENT
        coded.write(one, 4, 6);
        coded.writeBytes(new byte[] {2, 0, 9, 9});
        coded.writeBytes("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
        coded.writeBytes(new byte[] {1, 2});
        coded.write(one, 10, one.length - 10);
        comesBack("gzip", coded.toByteArray(), "oneone".getBytes(StandardCharsets.US_ASCII), size);
    }

    @Test
    @DisplayName("what is cut short is not whole, wherever it is cut")
    void truncated() throws DataFormatException {
        byte[] plain = "to be or not to be".getBytes(StandardCharsets.US_ASCII);
        for (String coding : new String[] {"gzip", "deflate"}) {
            byte[] coded = coding.equals("gzip") ? gzip(plain) : deflate(plain, false);
            for (int length = 1; length < coded.length; length++) {
                ContentDecoder decoder = decoder(coding);
                decode(decoder, Arrays.copyOf(coded, length), 5);
                assertFalse(decoder.isWhole(), coding + " of " + length);
                decoder.end();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 12, -8, -4})
    @DisplayName("a wrong octet in head, content, checksum or length is found")
    void wrong(int at) {
        byte[] coded = gzip("to be or not to be".getBytes(StandardCharsets.US_ASCII));
        coded[at < 0 ? coded.length + at : at] ^= 0x55;
        ContentDecoder decoder = decoder("gzip");
        assertThrows(DataFormatException.class, () -> decode(decoder, coded, 100));
        decoder.end();
    }

    @Test
    @DisplayName("a head without end is given up")
    void endlessHead() {
        byte[] coded = new byte[200_000];
        Arrays.fill(coded, (byte) 'a');
        byte[] begin = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
        System.arraycopy(begin, 0, coded, 0, begin.length);
        ContentDecoder decoder = decoder("gzip");
        assertThrows(DataFormatException.class, () -> decode(decoder, coded, 10_000));
    }

    @Test
    @DisplayName("very much comes out of little, and no faster than it is asked for")
    void bomb() throws DataFormatException {
        byte[] coded = gzip(new byte[10_000_000]);
        ContentDecoder decoder = decoder("gzip");
        decoder.feed(Octets.wrap(coded));
        assertEquals(16_384, decoder.next().length());
        decoder.end();
        assertNull(decoder.next());
    }

    @Test
    @DisplayName("other codings stay as they are")
    void others() {
        assertNull(decoder("br"));
        assertNull(decoder("identity"));
        assertNull(decoder("gzip, deflate"));
        assertNull(ContentDecoder.of(FieldSection.EMPTY));
    }
}
