package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static dev.stillframe.h2.hpack.Contexts.encode;
import static dev.stillframe.h2.hpack.Contexts.field;
import static dev.stillframe.h2.hpack.Contexts.fields;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7541 sections 6 and 7.1: how the encoder represents fields")
class EncoderChoicesTest {
    private static final List<Field> RESPONSE =
            fields(
                    "server: stillframe",
                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                    "content-type: text/plain; charset=utf-8",
                    "x-frame-options: deny",
                    "x-made-up: always the same");

    @Test
    @DisplayName("6.1: fields that repeat are one octet each from the second block on")
    void repeatedFields() {
        Contexts.Encoded first = encode(FieldEncoder.initial(), RESPONSE);
        assertEquals(RESPONSE.reversed(), first.next().table().entries());
        Contexts.Encoded second = encode(first.next(), RESPONSE);
        assertEquals(RESPONSE.size(), second.octets().length);
        assertSame(first.next(), second.next());
    }

    @Test
    @DisplayName("Equal fields are found whatever objects they are made of")
    void equalNotSame() {
        FieldEncoder encoder = encode(FieldEncoder.initial(), RESPONSE).next();
        for (Field field : RESPONSE) {
            Output out = new Output(8);
            FieldEncoder.Draft draft = encoder.draft();
            draft.begin(out);
            draft.field(
                    out,
                    new StringBuilder(field.name()).toString(),
                    new StringBuilder(field.value()).toString());
            assertEquals(1, out.length());
            assertSame(encoder, draft.freeze());
        }
    }

    @Test
    @DisplayName("Appendix A: each static entry is one octet, but for the credentials' names")
    void staticEntries() {
        for (int index = 1; index <= StaticTable.COUNT; index++) {
            Field entry = StaticTable.at(index);
            byte[] octets = encode(FieldEncoder.initial(), entry).octets();
            switch (entry.name()) {
                case "authorization", "proxy-authorization", "cookie", "set-cookie" ->
                        assertEquals(0x10, octets[0] & 0xf0, entry.name());
                default -> assertArrayEquals(new byte[] {(byte) (0x80 | index)}, octets);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {100, 103, 200, 201, 204, 206, 301, 304, 400, 404, 418, 500, 503, 599, 999})
    @DisplayName("8.3.2 of RFC 9113: a status is a static entry, or becomes a dynamic one")
    void status(int status) {
        FieldEncoder encoder = FieldEncoder.initial();
        FieldDecoder decoder = FieldDecoder.initial();
        for (int block = 0; block < 2; block++) {
            Output out = new Output(8);
            FieldEncoder.Draft draft = encoder.draft();
            draft.begin(out);
            draft.status(out, status);
            encoder = draft.freeze();
            if (block == 1) {
                assertEquals(1, out.length());
            }
            Contexts.Decoded decoded = decodeWell(decoder, Contexts.octets(out));
            decoder = decoded.next();
            assertEquals(List.of(new Field(":status", "" + status)), decoded.fields());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "content-length: 13",
                ":path: /a/b",
                "etag: \"abc\"",
                "last-modified: Mon, 21 Oct 2013 20:13:21 GMT",
                "if-none-match: \"abc\"",
                "if-modified-since: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: /elsewhere",
                "content-range: bytes 0-1/2",
                "range: bytes=0-1",
                "age: 5",
                "expires: 0",
                "traceparent: 00-1-2-00"
            })
    @DisplayName("6.2.2: a field that seldom repeats is not indexed")
    void seldomRepeated(String line) {
        FieldEncoder encoder = FieldEncoder.initial();
        Contexts.Encoded encoded = encode(encoder, field(line));
        assertEquals(0x00, encoded.octets()[0] & 0xf0);
        assertSame(encoder, encoded.next());
        assertEquals(fields(line), decodeWell(FieldDecoder.initial(), encoded.octets()).fields());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "authorization: Bearer abcdefghijklmnopqrstuvwxyz",
                "proxy-authorization: Basic abcdefghijklmnopqrstuvwxyz",
                "set-cookie: session=abcdefghijklmnopqrstuvwxyz",
                "cookie: a=b",
                "cookie: 3456789012345678901"
            })
    @DisplayName("7.1.3: credentials, and cookies short enough to guess, are never indexed")
    void secrets(String line) {
        Field field = field(line);
        for (FieldEncoder encoder :
                List.of(FieldEncoder.initial(), encode(FieldEncoder.initial(), RESPONSE).next())) {
            Contexts.Encoded encoded = encode(encoder, field);
            assertEquals(0x10, encoded.octets()[0] & 0xf0);
            assertSame(encoder, encoded.next());
        }
        List<Field> decoded =
                decodeWell(FieldDecoder.initial(), encode(FieldEncoder.initial(), field).octets())
                        .fields();
        assertEquals(List.of(new Field(field.name(), field.value(), true)), decoded);
    }

    @Test
    @DisplayName("A cookie of 20 octets is indexed")
    void longCookie() {
        Field cookie = new Field("cookie", "34567890123456789012");
        FieldEncoder next = encode(FieldEncoder.initial(), cookie).next();
        assertEquals(1, encode(next, cookie).octets().length);
    }

    @Test
    @Requirement("7541-6.2.3-2")
    @DisplayName(
            "7.1.3: a field marked never-indexed stays so, also when the table has it unmarked")
    void markedAfterIndexed() {
        Field open = new Field("x-token", "value");
        Field marked = new Field("x-token", "value", true);
        FieldEncoder encoder = encode(FieldEncoder.initial(), open).next();
        Contexts.Encoded encoded = encode(encoder, marked, new Field(":method", "GET", true));
        assertArrayEquals(
                new Block()
                        .literal(Literal.NEVER_INDEXED, 62, "value", Coding.HUFFMAN)
                        .literal(Literal.NEVER_INDEXED, 2, "GET", Coding.PLAIN)
                        .octets(),
                encoded.octets());
        assertSame(encoder, encoded.next());
    }

    static IntStream sizesAroundThreeQuarters() {
        return IntStream.of(3071, 3072, 3073, 4096, 4097, 10_000);
    }

    @ParameterizedTest(name = "{0} octets")
    @MethodSource("sizesAroundThreeQuarters")
    @DisplayName("4.4: a field larger than 3/4 of the table does not sweep it out")
    void largeFields(int size) {
        Field large = new Field("x-large", "v".repeat(size - 32 - 7));
        FieldEncoder before = encode(FieldEncoder.initial(), RESPONSE).next();
        FieldEncoder after = encode(before, large).next();
        assertEquals(size <= 3072, after.table().entries().contains(large));
        assertTrue(size <= 3072 || before == after);
    }

    @Test
    @DisplayName("6.2: a name that only the dynamic table has is sent as its index")
    void dynamicName() {
        FieldEncoder encoder =
                encode(FieldEncoder.initial(), fields("x-made-up: one", "server: s")).next();
        Contexts.Encoded encoded = encode(encoder, field("x-made-up: two"));
        assertArrayEquals(
                new Block().literal(Literal.INCREMENTAL, 63, "two", Coding.PLAIN).octets(),
                encoded.octets());
    }

    @Test
    @DisplayName("5.2: a string is Huffman-coded when that is shorter, and else is not")
    void shorterCoding() {
        for (String value : List.of("aaaaaaaa", "~~~~~~~~", "", "a", "\u00ff\u00fe", "{", "000")) {
            byte[] octets = encode(FieldEncoder.initial(), new Field("etag", value)).octets();
            int coded = AppendixB.encode(value).length;
            // "etag" with an empty value is static entry 34.
            int expected = value.isEmpty() ? 1 : 3 + Math.min(coded, value.length());
            assertEquals(expected, octets.length, value);
        }
    }

    @Test
    @DisplayName("Every one of the entries is found, however many the table holds")
    void manyEntries() {
        FieldEncoder encoder = FieldEncoder.initial().withTableSize(65_536);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            fields.add(new Field("x-" + i % 50, "value " + i));
        }
        encoder = encode(encoder, fields).next();
        assertEquals(fields.reversed(), encoder.table().entries());
        int found = 0;
        for (Field field : fields) {
            found += encode(encoder, field).octets().length <= 3 ? 1 : 0;
        }
        assertTrue(found >= 950, "a set may forget its oldest, seldom: " + found);
    }

    @Test
    @DisplayName("Values whose hashes collide cost compression, and nothing else")
    void collidingHashes() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            StringBuilder value = new StringBuilder();
            for (int bit = 0; bit < 6; bit++) {
                value.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // equal String.hashCode
            }
            fields.add(new Field("x-hash", value.toString()));
        }
        FieldEncoder encoder = FieldEncoder.initial();
        FieldDecoder decoder = FieldDecoder.initial();
        for (int block = 0; block < 5; block++) {
            Contexts.Encoded encoded = encode(encoder, fields);
            encoder = encoded.next();
            Contexts.Decoded decoded = decodeWell(decoder, encoded.octets());
            decoder = decoded.next();
            assertEquals(fields, decoded.fields());
            assertEquals(encoder.table(), decoder.table());
        }
    }
}
