package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Contexts.decodeWell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.rfc.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RFC 7541 section 6: every representation of every kind of field")
class RepresentationsTest {
    private static final String EVERY_OCTET =
            IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());

    private static final List<Field> KINDS =
            List.of(
                    new Field(":method", "GET"),
                    new Field(":method", "PATCH"),
                    new Field(":scheme", "https"),
                    new Field(":path", "/some/where?x=1"),
                    new Field(":authority", "example.org"),
                    new Field(":status", "404"),
                    new Field(":protocol", "websocket"),
                    new Field("accept", "text/html"),
                    new Field("content-length", "1048576"),
                    new Field("x-nobody-knows", "a value"),
                    new Field("cookie", "a=b"),
                    new Field("cookie", "session=0123456789abcdef0123456789"),
                    new Field("set-cookie", "a=b; secure"),
                    new Field("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
                    new Field("te", "trailers"),
                    new Field("x-empty", ""),
                    new Field("", "nameless"),
                    new Field("Not-Lower-Case", "v"),
                    new Field("x-octets", EVERY_OCTET),
                    new Field(EVERY_OCTET, "v"),
                    new Field("x-large", "v".repeat(3_900)),
                    new Field("x-larger-than-the-table", "~".repeat(40_000)));

    /** Where a literal takes its name from. */
    private enum NameFrom {
        LITERAL,
        STATIC_TABLE,
        DYNAMIC_TABLE
    }

    private record Case(Field field, Literal literal, NameFrom nameFrom, Coding coding) {
        @Override
        public String toString() {
            return literal
                    + ", name from "
                    + nameFrom
                    + ", "
                    + coding
                    + ", "
                    + field.name().substring(0, Math.min(20, field.name().length()))
                    + " of "
                    + field.size();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Field field : KINDS) {
            for (Literal literal : Literal.values()) {
                for (NameFrom nameFrom : NameFrom.values()) {
                    for (Coding coding : Coding.values()) {
                        if (nameFrom != NameFrom.STATIC_TABLE || staticIndex(field.name()) > 0) {
                            cases.add(new Case(field, literal, nameFrom, coding));
                        }
                    }
                }
            }
        }
        return cases.stream();
    }

    private static int staticIndex(String name) {
        return IntStream.rangeClosed(1, StaticTable.COUNT)
                .filter(index -> StaticTable.at(index).name().equals(name))
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest(name = "{0}")
    @Requirement({"7541-3.2-1", "7541-6.2.3-1", "7541-6.2.3-3", "7541-7.1.3-1", "7541-7.1.3-2"})
    @MethodSource("cases")
    @DisplayName("6.2: a literal gives the field, marked when never-indexed, and indexed or not")
    void literals(Case it) {
        Field seed = new Field(it.field.name(), "seed");
        FieldDecoder before =
                decodeWell(
                                FieldDecoder.initial(),
                                block().literal(
                                                Literal.INCREMENTAL,
                                                seed.name(),
                                                seed.value(),
                                                Coding.PLAIN))
                        .next();
        Block block =
                switch (it.nameFrom) {
                    case LITERAL ->
                            block().literal(
                                            it.literal,
                                            it.field.name(),
                                            it.field.value(),
                                            it.coding);
                    case STATIC_TABLE ->
                            block().literal(
                                            it.literal,
                                            staticIndex(it.field.name()),
                                            it.field.value(),
                                            it.coding);
                    case DYNAMIC_TABLE ->
                            block().literal(it.literal, 62, it.field.value(), it.coding);
                };
        block.indexed(2); // the reader must stand at the very end of the literal

        Contexts.Decoded decoded = decodeWell(before, block);

        boolean never = it.literal == Literal.NEVER_INDEXED;
        Field expected = new Field(it.field.name(), it.field.value(), never);
        assertEquals(List.of(expected, new Field(":method", "GET")), decoded.fields());
        List<Field> table = decoded.next().table().entries();
        if (it.literal != Literal.INCREMENTAL) {
            assertSame(before, decoded.next(), "the table is as it was");
        } else if (it.field.size() > 4096) {
            assertEquals(List.of(), table, "4.4: a larger entry empties the table");
        } else if (it.field.size() + seed.size() > 4096) {
            assertEquals(List.of(it.field), table);
        } else {
            assertEquals(List.of(it.field, seed), table);
            Contexts.Decoded again = decodeWell(decoded.next(), block().indexed(62));
            assertEquals(List.of(it.field), again.fields());
            assertSame(table.get(0), again.fields().get(0), "the shared field");
        }
        if (never) {
            encodedNeverIndexed(expected);
        }
    }

    /** Section 6.2.3: "Intermediaries MUST use the same representation for encoding this field." */
    private static void encodedNeverIndexed(Field field) {
        FieldEncoder encoder = FieldEncoder.initial();
        Contexts.Encoded encoded = Contexts.encode(encoder, field, field);
        assertSame(encoder, encoded.next());
        assertEquals(0x10, encoded.octets()[0] & 0xf0);
        assertEquals(
                List.of(field, field),
                decodeWell(FieldDecoder.initial(), encoded.octets()).fields());
    }

    @Test
    @Requirement("7541-3.2-1")
    @DisplayName("6.1: every static index gives the shared static field, and changes nothing")
    void staticFields() {
        FieldDecoder decoder = FieldDecoder.initial();
        for (int index = 1; index <= StaticTable.COUNT; index++) {
            Contexts.Decoded decoded = decodeWell(decoder, block().indexed(index));
            assertSame(StaticTable.at(index), decoded.fields().get(0));
            assertSame(decoder, decoded.next());
        }
    }

    @Test
    @DisplayName("2.3.3: dynamic entries are numbered after the static ones, the newest first")
    void dynamicFields() {
        Block inserts = block();
        for (int i = 0; i < 80; i++) {
            inserts.literal(Literal.INCREMENTAL, "n" + i, "v" + i, Coding.PLAIN);
        }
        FieldDecoder decoder = decodeWell(FieldDecoder.initial(), inserts).next();
        for (int i = 0; i < 80; i++) {
            List<Field> fields = decodeWell(decoder, block().indexed(62 + 79 - i)).fields();
            assertEquals(List.of(new Field("n" + i, "v" + i)), fields);
        }
    }

    @Test
    @DisplayName("4.4: a new entry may take its name from the entry that it evicts")
    void nameOfTheEvicted() {
        String large = "v".repeat(4096 - 32 - 6);
        FieldDecoder full =
                decodeWell(
                                FieldDecoder.initial(),
                                block().literal(Literal.INCREMENTAL, "x-name", large, Coding.PLAIN))
                        .next();
        assertEquals(4096, full.table().size());
        Contexts.Decoded decoded =
                decodeWell(full, block().literal(Literal.INCREMENTAL, 62, "w", Coding.PLAIN));
        assertEquals(List.of(new Field("x-name", "w")), decoded.next().table().entries());
    }

    @Test
    @DisplayName("A literal name that is well known is the one shared string")
    void sharedNames() {
        for (Coding coding : Coding.values()) {
            for (String name : List.of(":path", "content-type", "grpc-status", "te")) {
                Block block = block().literal(Literal.WITHOUT_INDEXING, name, "v", coding);
                String decoded = decodeWell(FieldDecoder.initial(), block).fields().get(0).name();
                assertSame(name.intern(), decoded);
            }
        }
    }

    @Test
    @Requirement("7541-2.3.2-1")
    @DisplayName("2.3.2: the dynamic table can contain duplicate entries")
    void duplicates() {
        Block twice =
                block().literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN)
                        .literal(Literal.INCREMENTAL, "a", "b", Coding.PLAIN);
        FieldDecoder decoder = decodeWell(FieldDecoder.initial(), twice).next();
        assertEquals(Contexts.fields("a: b", "a: b"), decoder.table().entries());
        assertEquals(68, decoder.table().size());
    }

    @Test
    @DisplayName("An empty block has no fields")
    void emptyBlock() {
        assertEquals(List.of(), decodeWell(FieldDecoder.initial(), block()).fields());
    }
}
