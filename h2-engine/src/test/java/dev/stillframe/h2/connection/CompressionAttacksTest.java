package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.octets.Output;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks through HPACK: little on the wire, much to decode. */
class CompressionAttacksTest {
    private static final int RESETS = Limits.DEFAULT.resets().burst() + 2;
    private static final int BOTH = Wire.END_HEADERS | Wire.END_STREAM;

    /** A literal that is put into the dynamic table. */
    private static Output literal(Output out, String name, int valueLength) {
        out.u8(0x40).u8(name.length()).latin1(name);
        if (valueLength < 127) {
            out.u8(valueLength);
        } else {
            out.u8(127);
            int rest = valueLength - 127;
            for (; rest >= 128; rest >>= 7) {
                out.u8(rest & 127 | 128);
            }
            out.u8(rest);
        }
        return out.latin1("v".repeat(valueLength));
    }

    /** GET, https, /, and then so often the newest entry of the table. */
    private static Octets references(int count) {
        Output out = new Output(count + 3);
        out.u8(0x82).u8(0x87).u8(0x84);
        for (int i = 0; i < count; i++) {
            out.u8(0xbe);
        }
        return out.cut();
    }

    private static int bomb(String name, int valueLength) {
        Flood flood = Flood.of(Flood.SERVES);
        Output first = new Output(8192).u8(0x82).u8(0x87).u8(0x84);
        literal(first, name, valueLength);
        flood.send(Wire.of().headers(1, first.cut(), BOTH));
        assertEquals(1, flood.requests, "the field itself is harmless");
        Octets block = references(16_000);
        int times = flood.strike(n -> Wire.of().headers(2 * n + 3, block, BOTH));
        flood.expectCalm("reset");
        assertEquals(1, flood.requests, "the application is told nothing of it");
        assertTrue(
                flood.mostRetained < ResetAttacksTest.RETAINED, "retained " + flood.mostRetained);
        return times;
    }

    @Test
    @DisplayName("HPACK bomb (CVE-2016-6581): one octet for four thousand, over and over")
    void hpackBomb() {
        assertTrue(bomb("x", 4000) <= RESETS);
    }

    @Test
    @DisplayName("HTTP/2 bomb (CVE-2026-49975): thousands of references to a tiny field")
    void tinyFields() {
        assertTrue(bomb("a", 0) <= RESETS);
    }

    @Test
    @DisplayName("HTTP/2 bomb: thousands of cookie crumbs")
    void cookieCrumbs() {
        assertTrue(bomb("cookie", 1) <= RESETS);
    }

    @Test
    @DisplayName(
            "The limits are on what is decoded: one field below both passes, one above gets 431")
    void exactLimits() {
        Script script = Script.server().preface();
        String[] head = {":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"};
        for (int count :
                new int[] {Limits.DEFAULT.maxFields() - 4, Limits.DEFAULT.maxFields() - 3}) {
            String[] all = Arrays.copyOf(head, 8 + 2 * count);
            Arrays.fill(all, 8, all.length, "a");
            script.forget().headers(count % 2 == 0 ? 1 : 3, true, all);
            boolean fits = count + 4 <= Limits.DEFAULT.maxFields();
            assertEquals(
                    fits ? 0 : 1, script.sent().stream().filter(s -> s.contains("431")).count());
            script.expectOpen();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff80808080808080808001", // an index without end
                "7fffffffffffffffff7f", // a length without end
                "3fffffffffffffff7f", // a table size without end
                "0085ffffffffff", // Huffman: EOS in it
                "00ff", // a length of which nothing comes
                "007fffffff07", // a length of 2^28
                "80", // index 0
                "ff00", // an index that no table has
                "3fe21f", // a table larger than was offered
            })
    @DisplayName("What cannot be decoded ends the connection, and nothing is decoded after it")
    void undecodable(String block) {
        Flood flood = Flood.of(Flood.SERVES);
        flood.send(flood.head(Wire.of(), 1, true));
        flood.send(Wire.of().headers(3, Octets.hex(block), BOTH));
        flood.expectEnd(ErrorCode.COMPRESSION_ERROR, "");
        assertTrue(!flood.state.closed().reason().isEmpty());
        var over = flood.state;
        flood.send(flood.head(Wire.of(), 5, true));
        assertEquals(1, flood.requests);
        assertEquals(over, flood.state, "a dead connection absorbs everything");
    }

    @Test
    @DisplayName("Empty field names (CVE-2019-9516) are malformed requests")
    void emptyNames() {
        Flood flood = Flood.of(Flood.SERVES);
        Output out = new Output(64).u8(0x82).u8(0x87).u8(0x84);
        out.u8(0x00).u8(0).u8(0);
        Octets block = out.cut();
        int times = flood.strike(n -> Wire.of().headers(2 * n + 1, block, BOTH));
        flood.expectCalm("reset");
        assertTrue(times <= RESETS, times + " times");
        assertEquals(0, flood.requests);
    }

    @Test
    @DisplayName("Churning the dynamic table retains no more than the table")
    void tableChurn() {
        Flood flood = Flood.of(Flood.SERVES);
        for (int n = 0; n < 20_000; n++) {
            Output out = new Output(512).u8(0x82).u8(0x87).u8(0x84);
            literal(out, "n" + n, n % 200);
            flood.now += 1000;
            flood.send(Wire.of().headers(2 * n + 1, out.cut(), BOTH));
        }
        assertEquals(20_000, flood.completed);
        assertTrue(
                flood.mostRetained < ResetAttacksTest.RETAINED, "retained " + flood.mostRetained);
    }
}
