package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.get;
import static dev.stillframe.h2.message.Lines.lines;
import static dev.stillframe.h2.message.Lines.request;
import static dev.stillframe.h2.message.Lines.trailers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.h2.message.Malformed.BadName;
import dev.stillframe.h2.message.Malformed.BadValue;
import dev.stillframe.h2.message.Malformed.UpperCaseName;
import dev.stillframe.h2.message.Reading.Bad;
import dev.stillframe.h2.message.Reading.Good;
import dev.stillframe.h2.rfc.Requirement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every octet in every place; the expectation is written as the RFC's ranges, not as a table. */
@DisplayName("8.2.1 Field validity, octet by octet")
class FieldOctetsTest {
    static IntStream octets() {
        return IntStream.range(0, 256);
    }

    private static Class<?> outcome(Reading<?> reading) {
        return switch (reading) {
            case Good<?> good -> good.getClass();
            case Bad<?> bad -> bad.malformed().getClass();
        };
    }

    @ParameterizedTest(name = "octet {0}")
    @Requirement({"9113-8.2.1-2", "9113-8.2.1-3"})
    @DisplayName("A field name MUST NOT contain 0x00-0x20, 0x41-0x5a, 0x7f-0xff, nor a colon")
    @MethodSource("octets")
    void inName(int octet) {
        String c = String.valueOf((char) octet);
        boolean upper = octet >= 0x41 && octet <= 0x5a;
        boolean minimum = octet <= 0x20 || upper || octet >= 0x7f || octet == ':';
        boolean delimiter = "\"(),/:;<=>?@[\\]{}".contains(c);
        Class<?> expected =
                upper ? UpperCaseName.class : minimum || delimiter ? BadName.class : Good.class;
        for (String name : new String[] {c + "a", "a" + c + "b", "a" + c, c}) {
            boolean pseudo = name.startsWith(":");
            assertEquals(
                    pseudo ? Malformed.PseudoAfterField.class : expected,
                    outcome(request(get("x", "", name, "v"))));
            assertEquals(
                    pseudo ? Malformed.PseudoInTrailers.class : expected,
                    outcome(trailers(name, "v")));
            assertEquals(
                    pseudo ? Malformed.PseudoAfterField.class : expected,
                    outcome(Lines.response(":status", "200", "x", "", name, "v")));
        }
    }

    @ParameterizedTest(name = "octet {0}")
    @Requirement({"9113-8.2.1-4", "9113-8.2.1-5"})
    @DisplayName("A field value MUST NOT contain NUL, LF, CR; 9110 5.5: nor other controls")
    @MethodSource("octets")
    void inValue(int octet) {
        String c = String.valueOf((char) octet);
        boolean control = octet < 0x20 && octet != '\t' || octet == 0x7f;
        boolean space = octet == ' ' || octet == '\t';
        Class<?> inside = control ? BadValue.class : Good.class;
        Class<?> atEdge = control || space ? BadValue.class : Good.class;
        assertEquals(inside, outcome(request(get("x", "a" + c + "b"))));
        assertEquals(inside, outcome(trailers("x", "a" + c + "b")));
        assertEquals(inside, outcome(Lines.response(":status", "200", "x", "a" + c + "b")));
        for (String value : new String[] {c + "a", "a" + c, c}) {
            assertEquals(atEdge, outcome(request(get("x", value))));
            assertEquals(atEdge, outcome(trailers("x", value)));
            assertEquals(atEdge, outcome(Lines.response(":status", "200", "x", value)), "response");
        }
    }

    @ParameterizedTest(name = "octet {0}")
    @DisplayName("9110 9.1 A method is a token")
    @MethodSource("octets")
    void inMethod(int octet) {
        String c = String.valueOf((char) octet);
        boolean token = octet > 0x20 && octet < 0x7f && !"\"(),/:;<=>?@[\\]{}".contains(c);
        assertEquals(
                token ? Good.class : Malformed.BadMethod.class,
                outcome(request(lines(":method", "A" + c, ":scheme", "http", ":path", "/"))));
    }

    @ParameterizedTest(name = "octet {0}")
    @DisplayName("3986 3.1 scheme = ALPHA *( ALPHA / DIGIT / \"+\" / \"-\" / \".\" )")
    @MethodSource("octets")
    void inScheme(int octet) {
        String c = String.valueOf((char) octet);
        boolean good = c.matches("[A-Za-z0-9+.-]");
        assertEquals(
                good ? Good.class : Malformed.BadScheme.class,
                outcome(request(lines(":method", "A", ":scheme", "x" + c, ":path", "/"))));
        assertEquals(
                c.matches("[A-Za-z]") ? Good.class : Malformed.BadScheme.class,
                outcome(request(lines(":method", "A", ":scheme", c, ":path", "/"))));
    }

    @ParameterizedTest(name = "octet {0}")
    @DisplayName("8.3.1 No white space, control or fragment in a path")
    @MethodSource("octets")
    void inPath(int octet) {
        boolean bad = octet <= 0x20 || octet == 0x7f || octet == '#';
        String path = "/a" + (char) octet;
        assertEquals(
                bad ? Malformed.BadPath.class : Good.class,
                outcome(request(lines(":method", "A", ":scheme", "http", ":path", path))));
    }

    @ParameterizedTest(name = "octet {0}")
    @DisplayName("3986 3.2.2 A host is unreserved, percent and sub-delims; no user information")
    @MethodSource("octets")
    void inAuthority(int octet) {
        String c = String.valueOf((char) octet);
        boolean good = c.matches("[A-Za-z0-9._~%!$&'()*+,;=:-]");
        Class<?> expected =
                good
                        ? Good.class
                        : octet == '@' ? Malformed.UserInfo.class : Malformed.BadAuthority.class;
        assertEquals(
                expected,
                outcome(
                        request(
                                lines(
                                        ":method",
                                        "A",
                                        ":scheme",
                                        "http",
                                        ":path",
                                        "/",
                                        ":authority",
                                        "a" + c))));
    }
}
