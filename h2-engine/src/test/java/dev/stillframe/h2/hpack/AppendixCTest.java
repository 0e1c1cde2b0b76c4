package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Block.hex;
import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static dev.stillframe.h2.hpack.Contexts.encode;
import static dev.stillframe.h2.hpack.Contexts.fields;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 7541 appendix C: the examples (integers, C.1, are in IntegersTest)")
class AppendixCTest {
    /** A block, the fields that it stands for, and the table after it, newest entry first. */
    private record Example(
            String name, String octets, List<Field> fields, List<Field> table, int tableSize) {}

    private static final List<Example> C_2 =
            List.of(
                    new Example(
                            "C.2.1 Literal Header Field with Indexing",
                            "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
                            fields("custom-key: custom-header"),
                            fields("custom-key: custom-header"),
                            55),
                    new Example(
                            "C.2.2 Literal Header Field without Indexing",
                            "040c2f73616d706c652f70617468",
                            fields(":path: /sample/path"),
                            fields(),
                            0),
                    new Example(
                            "C.2.3 Literal Header Field Never Indexed",
                            "100870617373776f726406736563726574",
                            fields("password: secret"),
                            fields(),
                            0),
                    new Example(
                            "C.2.4 Indexed Header Field",
                            "82",
                            fields(":method: GET"),
                            fields(),
                            0));

    private static final List<Example> C_3 =
            List.of(
                    new Example(
                            "C.3.1 First Request",
                            "828684410f7777772e6578616d706c652e636f6d",
                            fields(
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: /",
                                    ":authority: www.example.com"),
                            fields(":authority: www.example.com"),
                            57),
                    new Example(
                            "C.3.2 Second Request",
                            "828684be58086e6f2d6361636865",
                            fields(
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: /",
                                    ":authority: www.example.com",
                                    "cache-control: no-cache"),
                            fields("cache-control: no-cache", ":authority: www.example.com"),
                            110),
                    new Example(
                            "C.3.3 Third Request",
                            "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
                            fields(
                                    ":method: GET",
                                    ":scheme: https",
                                    ":path: /index.html",
                                    ":authority: www.example.com",
                                    "custom-key: custom-value"),
                            fields(
                                    "custom-key: custom-value",
                                    "cache-control: no-cache",
                                    ":authority: www.example.com"),
                            164));

    private static final List<Example> C_4 =
            List.of(
                    new Example(
                            "C.4.1 First Request",
                            "828684418cf1e3c2e5f23a6ba0ab90f4ff",
                            fields(
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: /",
                                    ":authority: www.example.com"),
                            fields(":authority: www.example.com"),
                            57),
                    new Example(
                            "C.4.2 Second Request",
                            "828684be5886a8eb10649cbf",
                            fields(
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: /",
                                    ":authority: www.example.com",
                                    "cache-control: no-cache"),
                            fields("cache-control: no-cache", ":authority: www.example.com"),
                            110),
                    new Example(
                            "C.4.3 Third Request",
                            "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
                            fields(
                                    ":method: GET",
                                    ":scheme: https",
                                    ":path: /index.html",
                                    ":authority: www.example.com",
                                    "custom-key: custom-value"),
                            fields(
                                    "custom-key: custom-value",
                                    "cache-control: no-cache",
                                    ":authority: www.example.com"),
                            164));

    private static final List<Example> C_5 =
            List.of(
                    new Example(
                            "C.5.1 First Response",
                            "4803333032580770726976617465611d4d6f6e2c203231204f63742032303133"
                                    + "2032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d70"
                                    + "6c652e636f6d",
                            fields(
                                    ":status: 302",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "location: https://www.example.com"),
                            fields(
                                    "location: https://www.example.com",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "cache-control: private",
                                    ":status: 302"),
                            222),
                    new Example(
                            "C.5.2 Second Response",
                            "4803333037c1c0bf",
                            fields(
                                    ":status: 307",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "location: https://www.example.com"),
                            fields(
                                    ":status: 307",
                                    "location: https://www.example.com",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "cache-control: private"),
                            222),
                    new Example(
                            "C.5.3 Third Response",
                            "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d"
                                    + "54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f5049"
                                    + "5541585157454f49553b206d61782d6167653d333630303b2076657273696f6e"
                                    + "3d31",
                            fields(
                                    ":status: 200",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:22 GMT",
                                    "location: https://www.example.com",
                                    "content-encoding: gzip",
                                    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"),
                            fields(
                                    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
                                    "content-encoding: gzip",
                                    "date: Mon, 21 Oct 2013 20:13:22 GMT"),
                            215));

    private static final List<Example> C_6 =
            List.of(
                    new Example(
                            "C.6.1 First Response",
                            "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a6"
                                    + "2d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
                            fields(
                                    ":status: 302",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "location: https://www.example.com"),
                            fields(
                                    "location: https://www.example.com",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "cache-control: private",
                                    ":status: 302"),
                            222),
                    new Example(
                            "C.6.2 Second Response",
                            "4883640effc1c0bf",
                            fields(
                                    ":status: 307",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "location: https://www.example.com"),
                            fields(
                                    ":status: 307",
                                    "location: https://www.example.com",
                                    "date: Mon, 21 Oct 2013 20:13:21 GMT",
                                    "cache-control: private"),
                            222),
                    new Example(
                            "C.6.3 Third Response",
                            "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab"
                                    + "77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f"
                                    + "9587316065c003ed4ee5b1063d5007",
                            fields(
                                    ":status: 200",
                                    "cache-control: private",
                                    "date: Mon, 21 Oct 2013 20:13:22 GMT",
                                    "location: https://www.example.com",
                                    "content-encoding: gzip",
                                    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"),
                            fields(
                                    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
                                    "content-encoding: gzip",
                                    "date: Mon, 21 Oct 2013 20:13:22 GMT"),
                            215));

    /** C.5 and C.6 have a table of 256 octets. */
    private static FieldDecoder smallDecoder() {
        return decodeWell(FieldDecoder.initial().withLimit(256), block().sizeUpdate(256)).next();
    }

    private static FieldEncoder smallEncoder() {
        return encode(FieldEncoder.initial().withTableSize(256)).next();
    }

    static Stream<Example> alone() {
        return C_2.stream();
    }

    @ParameterizedTest(name = "{0}")
    @Requirement("7541-3.2-1")
    @MethodSource("alone")
    @DisplayName("C.2: single representations, each with an empty table")
    void singleRepresentations(Example example) {
        check(example, FieldDecoder.initial());
    }

    @Test
    @Requirement({"7541-6.2.3-1", "7541-6.2.3-3", "7541-7.1.3-1", "7541-7.1.3-2"})
    @DisplayName("C.2.3: a never-indexed literal is marked, and is encoded to the same octets")
    void neverIndexed() {
        byte[] block = hex(C_2.get(2).octets());
        List<Field> fields = decodeWell(FieldDecoder.initial(), block).fields();
        assertEquals(List.of(new Field("password", "secret", true)), fields);
        byte[] again = encode(FieldEncoder.initial(), fields).octets();
        assertEquals(fields, decodeWell(FieldDecoder.initial(), again).fields());
        assertEquals(block[0], again[0], "the same representation");
    }

    @Test
    @Requirement({"7541-2.1-2", "7541-3.2-1"})
    @DisplayName("C.3: requests without Huffman coding, decoded in turn")
    void requests() {
        checkInTurn(C_3, FieldDecoder.initial());
    }

    @Test
    @Requirement("7541-2.1-2")
    @DisplayName("C.4: requests with Huffman coding, decoded in turn")
    void requestsHuffman() {
        checkInTurn(C_4, FieldDecoder.initial());
    }

    @Test
    @Requirement({"7541-2.1-2", "7541-3.2-1"})
    @DisplayName("C.5: responses without Huffman coding, with evictions, decoded in turn")
    void responses() {
        checkInTurn(C_5, smallDecoder());
    }

    @Test
    @Requirement("7541-2.1-2")
    @DisplayName("C.6: responses with Huffman coding, with evictions, decoded in turn")
    void responsesHuffman() {
        checkInTurn(C_6, smallDecoder());
    }

    @Test
    @Requirement("7541-2.1-1")
    @DisplayName("C.4: our encoder makes the same choices, octet by octet")
    void encodedRequests() {
        FieldEncoder encoder = FieldEncoder.initial();
        for (Example example : C_4) {
            Contexts.Encoded encoded = encode(encoder, example.fields());
            assertArrayEquals(hex(example.octets()), encoded.octets(), example.name());
            encoder = encoded.next();
            assertEquals(example.table(), encoder.table().entries(), example.name());
            assertEquals(example.tableSize(), encoder.table().size(), example.name());
        }
    }

    @Test
    @DisplayName("C.6: our encoder keeps location and set-cookie out, and is understood")
    void encodedResponses() {
        FieldEncoder encoder = smallEncoder();
        FieldDecoder decoder = smallDecoder();
        for (Example example : C_6) {
            Contexts.Encoded encoded = encode(encoder, example.fields());
            encoder = encoded.next();
            Contexts.Decoded decoded = decodeWell(decoder, encoded.octets());
            decoder = decoded.next();
            List<Field> expected =
                    example.fields().stream()
                            .map(
                                    field ->
                                            new Field(
                                                    field.name(),
                                                    field.value(),
                                                    field.name().equals("set-cookie")))
                            .toList();
            assertEquals(expected, decoded.fields(), example.name());
            assertEquals(encoder.table(), decoder.table(), example.name());
        }
        assertEquals(
                fields(
                        "content-encoding: gzip",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        ":status: 307",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT"),
                encoder.table().entries());
    }

    private static void checkInTurn(List<Example> examples, FieldDecoder first) {
        FieldDecoder decoder = first;
        for (Example example : examples) {
            decoder = check(example, decoder);
        }
    }

    private static FieldDecoder check(Example example, FieldDecoder decoder) {
        Contexts.Decoded decoded = decodeWell(decoder, hex(example.octets()));
        List<Field> fields =
                decoded.fields().stream()
                        .map(field -> new Field(field.name(), field.value()))
                        .toList();
        assertEquals(example.fields(), fields, example.name());
        assertEquals(example.table(), decoded.next().table().entries(), example.name());
        assertEquals(example.tableSize(), decoded.next().table().size(), example.name());
        return decoded.next();
    }
}
