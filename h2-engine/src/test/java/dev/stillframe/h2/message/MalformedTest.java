package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Lines.bad;
import static dev.stillframe.h2.message.Lines.get;
import static dev.stillframe.h2.message.Lines.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Head;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is malformed is said in few, printable words, and nothing is thrown")
class MalformedTest {
    private static final String[] PIECES = {
        ":method",
        ":scheme",
        ":authority",
        ":path",
        ":protocol",
        ":status",
        "GET",
        "CONNECT",
        "OPTIONS",
        "https",
        "http",
        "/",
        "*",
        "a.example",
        "a:443",
        "[::1]",
        "[",
        ":",
        "@",
        "host",
        "cookie",
        "content-length",
        "te",
        "trailers",
        "connection",
        "5",
        "5, 5",
        ",",
        "",
        " ",
        "200",
        "101",
        "\u0000",
        "\r\n",
        "\u00ff",
        "A",
        "x",
        "websocket",
        "#"
    };

    @Test
    @DisplayName("A long or hostile name is cut and made printable")
    void shown() {
        Malformed long1 = bad(request(get("x".repeat(10_000) + "Y", "")));
        assertEquals(new Malformed.UpperCaseName("x".repeat(64)), long1);
        Malformed hostile = bad(request(get("\u001b[2J\r\n\u00e9", "")));
        assertEquals("'?[2J???' is not a field name", hostile.reason());
    }

    @Test
    @DisplayName("A field's value, which may be a secret, is not said")
    void secret() {
        Malformed malformed = bad(request(get("authorization", "hunter2\n")));
        assertEquals(
                "value of 'authorization' must not have octet 0x0a where it stands",
                malformed.reason());
        assertFalse(malformed.toString().contains("hunter2"));
    }

    @Test
    @DisplayName("Whatever the fields are, they give a head that we could send, or a reason")
    void total() {
        Random random = new Random(9113);
        int goods = 0;
        for (int i = 0; i < 200_000; i++) {
            Field[] fields = random.nextInt(2) == 0 ? some(random) : mutated(random);
            boolean allowed = random.nextBoolean();
            goods += settle(RequestRules.request(fields, fields.length, allowed));
            goods += settle(RequestRules.promised(fields, fields.length));
            goods += settle(RequestRules.response(fields, fields.length));
            settle(RequestRules.trailers(fields, fields.length));
        }
        assertTrue(goods > 1000, "the test reaches good messages: " + goods);
    }

    private static int settle(Reading<?> reading) {
        switch (reading) {
            case Reading.Good<?> good -> {
                if (good.head() instanceof Head head) {
                    Malformed wrong = RequestRules.outgoing(head);
                    // 1xx and 204 may come with a content-length, but not go with one.
                    assertTrue(
                            wrong == null || wrong instanceof Malformed.ContentLengthForbidden,
                            () -> head + ": " + wrong);
                    return 1;
                }
                assertNotNull(good.head());
            }
            case Reading.Bad<?> bad -> {
                String reason = bad.malformed().reason();
                assertTrue(reason.matches("[ -~]{1,200}"), reason);
            }
        }
        return 0;
    }

    private static Field[] some(Random random) {
        Field[] fields = new Field[random.nextInt(6)];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new Field(piece(random), piece(random));
        }
        return fields;
    }

    private static Field[] mutated(Random random) {
        Field[] fields = get("cookie", "a", "content-length", "5", "cookie", "b");
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(fields.length);
            Field old = fields[at];
            fields[at] =
                    random.nextBoolean()
                            ? new Field(old.name(), piece(random) + piece(random))
                            : new Field(piece(random), old.value());
        }
        return fields;
    }

    private static String piece(Random random) {
        return PIECES[random.nextInt(PIECES.length)];
    }

    @Test
    @DisplayName("A good request that is read again from what was read stays the same")
    void again() {
        Field[] fields = get("cookie", "a", "cookie", "b", "content-length", "5, 5");
        Head head = Lines.good(request(fields)).head();
        assertNull(RequestRules.outgoing(head));
        Field[] again =
                get(
                        head.fields().asList().stream()
                                .flatMap(f -> java.util.stream.Stream.of(f.name(), f.value()))
                                .toArray(String[]::new));
        assertEquals(head, Lines.good(request(again)).head());
    }
}
