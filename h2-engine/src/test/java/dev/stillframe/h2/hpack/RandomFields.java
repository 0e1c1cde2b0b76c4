package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded field lists in which much repeats, as on a real connection. */
final class RandomFields {
    private static final String[] NAMES = {
        ":method",
        ":path",
        ":status",
        ":authority",
        "accept",
        "content-type",
        "content-length",
        "cookie",
        "set-cookie",
        "authorization",
        "date",
        "server",
        "x-a",
        "x-b",
        "x-c",
        "",
        "te"
    };

    private static final String[] VALUES = {
        "",
        "GET",
        "/",
        "200",
        "404",
        "trailers",
        "text/html",
        "a=b",
        "gzip, deflate",
        "\u00e9\u00ff"
    };

    final RandomGenerator random;

    RandomFields(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    List<Field> next() {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            fields.add(new Field(name(), value(), random.nextInt(12) == 0));
        }
        return fields;
    }

    /** What a decoder gives for a field: the encoder marks credentials by itself. */
    static Field decoded(Field field) {
        boolean secret =
                switch (field.name()) {
                    case "authorization", "set-cookie" -> true;
                    case "cookie" -> field.value().length() < 20;
                    default -> false;
                };
        return new Field(field.name(), field.value(), field.neverIndexed() || secret);
    }

    private String name() {
        return random.nextInt(10) == 0
                ? "x-random-" + random.nextInt(40)
                : NAMES[random.nextInt(NAMES.length)];
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> VALUES[random.nextInt(VALUES.length)];
            case 4, 5 -> "value " + random.nextInt(30);
            case 6 -> text(random.nextInt(60));
            default -> random.nextInt(20) == 0 ? text(random.nextInt(6000)) : "";
        };
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        int octets = random.nextBoolean() ? 128 : 256;
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(octets));
        }
        return text.toString();
    }
}
