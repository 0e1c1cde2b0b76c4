package dev.stillframe.grpc.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8259, section by section. */
class JsonReaderTest {
    private static Json read(String text) {
        return assertInstanceOf(Json.Whole.class, JsonReader.read(text), text).value();
    }

    private static Json.Broken broken(String text) {
        return assertInstanceOf(Json.Broken.class, JsonReader.read(text), text);
    }

    @Test
    @DisplayName("Section 3: values of every kind")
    void values() {
        assertEquals(Json.Name.TRUE, read(" true\n"));
        assertEquals(Json.Name.FALSE, read("false"));
        assertEquals(Json.Name.NULL, read("\t\r\n null"));
        assertEquals(new Json.Text("a"), read("\"a\""));
        assertEquals(new Json.Elements(List.of()), read("[ ]"));
        assertEquals(new Json.Members(Map.of()), read("{ }"));
        assertEquals(
                new Json.Members(
                        Map.of(
                                "a",
                                new Json.Elements(List.of(new Json.Number("1"), Json.Name.NULL)),
                                "",
                                new Json.Members(Map.of("b", new Json.Text(""))))),
                read("{\"a\" : [1 , null], \"\":{\"b\":\"\"}}"));
    }

    @DisplayName("Section 6: numbers are kept as they are written")
    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "12", "-1.50", "1e5", "1E+05", "0.1e-7", "123456789012345"})
    void numbers(String number) {
        assertEquals(new Json.Number(number), read(number));
        assertEquals(new Json.Elements(List.of(new Json.Number(number))), read("[" + number + "]"));
    }

    @Test
    @DisplayName("Section 7: escapes, and characters beyond the first plane")
    void strings() {
        assertEquals(
                new Json.Text("\"\\/\b\f\n\r\té€𝄞"),
                read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\uD834\\uDD1E\""));
        assertEquals(new Json.Text("é𝄞"), read("\"é𝄞\""));
        assertEquals(new Json.Text("\ud834"), read("\"\\ud834\""));
    }

    @DisplayName("What is no JSON is refused")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "True",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "-",
                "0x1",
                "NaN",
                "Infinity",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "\"\\",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1",
                "]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1",
                "}",
                "1 2",
                "{}{}",
                "//x\n1",
                "\u00a01",
                "\ufeff1",
                "{\"a\":1,\"a\":2}"
            })
    void refused(String text) {
        assertTrue(broken(text).reason().length() > 5);
    }

    @Test
    @DisplayName("A fault tells where it is")
    void where() {
        assertEquals(new Json.Broken(1, 7, "not a value"), broken("{\"a\": x}"));
        assertEquals(
                new Json.Broken(3, 7, "a colon is missing"), broken("{\n  \"a\": 1,\n  \"b\" 2}"));
        assertEquals(new Json.Broken(1, 8, "a second member 'a'"), broken("{\"a\":1,\"a\":2}"));
        assertEquals(new Json.Broken(1, 5, "something follows the value"), broken("[1] 2"));
    }

    @Test
    @DisplayName("Section 9: depth and length are limited")
    void limits() {
        int most = JsonReader.MAX_DEPTH;
        read("[".repeat(most) + "]".repeat(most));
        assertEquals(
                "nested deeper than " + most,
                broken("[".repeat(most + 1) + "]".repeat(most + 1)).reason());
        assertEquals("nested deeper than " + most, broken("[".repeat(100_000)).reason());
        String longest = "\"" + "a".repeat(JsonReader.MAX_LENGTH - 2) + "\"";
        read(longest);
        assertTrue(broken(" " + longest).reason().startsWith("longer than "));
    }

    @Test
    @DisplayName("Total: 100,000 texts out of JSON's characters give a value or a fault")
    void total() {
        SplittableRandom random = new SplittableRandom(1);
        String letters = "{}[]:,\"\\ue0+-1.tfn rulas\n\t ";
        int whole = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            switch (JsonReader.read(text.toString())) {
                case Json.Whole ignored -> whole++;
                case Json.Broken broken ->
                        assertTrue(broken.line() > 0 && broken.column() > 0, text::toString);
            }
        }
        assertTrue(whole > 1000, whole + " were JSON");
    }
}
