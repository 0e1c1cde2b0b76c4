package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our compression contexts against others, over whole connections of seeded field lists. */
@DisplayName("RFC 7541 with Python's hpack at the other end")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HpackTest {
    private static final int BLOCKS = 400;

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
        "te",
        "x-a",
        "x-b",
        "x-c"
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

    @TempDir static Path folder;
    private static Path script;

    @BeforeAll
    static void installed() throws IOException {
        Child library = Tool.PYTHON.run(Duration.ofMinutes(1), "-c", "import hpack");
        Assumptions.assumeTrue(
                library.status() == 0,
                "Python's hpack is not installed: apt-get install python3-hpack");
        script = Script.copy("python-hpack.py", folder);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("It reads what we write: fields, sizes of the table, and what is never indexed")
    void ours(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        FieldEncoder encoder = FieldEncoder.initial();
        long plain = 0;
        long octets = 0;
        try (PythonHpack python = PythonHpack.start(script)) {
            for (int block = 0; block < BLOCKS; block++) {
                for (int size : sizes(random)) {
                    python.limit(size);
                    encoder = encoder.withTableSize(size);
                }
                List<Field> fields = fields(random);
                Output out = new Output(64);
                FieldEncoder.Draft draft = encoder.draft();
                draft.begin(out);
                fields.forEach(field -> draft.field(out, field));
                encoder = draft.freeze();
                byte[] sent = out.cut().toArray();
                assertEquals(
                        fields.stream().map(HpackTest::marked).toList(),
                        python.decode(sent),
                        "block " + block);
                plain += fields.stream().mapToInt(Field::size).sum();
                octets += sent.length;
            }
        }
        assertTrue(octets < plain, "something was compressed");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    @DisplayName("We read what it writes, with Huffman codes and without")
    void theirs(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        FieldDecoder decoder = FieldDecoder.initial();
        FieldList list = new FieldList();
        int last = 4096;
        int never = 0;
        try (PythonHpack python = PythonHpack.start(script)) {
            for (int block = 0; block < BLOCKS; block++) {
                for (int size : sizes(random)) {
                    decoder = decoder.withLimit(size);
                    if (size != last) {
                        python.table(size);
                        last = size;
                    }
                }
                List<Field> fields = fields(random);
                byte[] sent = python.encode(random.nextInt(3) > 0, fields);
                FieldDecoder.Draft draft = decoder.draft();
                int no = Integer.MAX_VALUE;
                assertNull(draft.decode(sent, 0, sent.length, list, no, no), "block " + block);
                decoder = draft.freeze();
                List<Field> read = List.of(Arrays.copyOf(list.array(), list.count()));
                assertEquals(fields, read, "block " + block);
                never += (int) read.stream().filter(Field::neverIndexed).count();
            }
        }
        assertTrue(never > BLOCKS / 10, never + " fields were never indexed");
    }

    /**
     * Sizes of the table that come between two blocks: mostly none; else one, or one and then a
     * larger one, which are both signalled (section 4.2).
     */
    private static int[] sizes(SplittableRandom random) {
        if (random.nextInt(12) > 0) {
            return new int[0];
        }
        int first =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(200);
                    case 2 -> 4096;
                    default -> random.nextInt(16_384);
                };
        return random.nextBoolean()
                ? new int[] {first}
                : new int[] {first, first + 1 + random.nextInt(8000)};
    }

    private static List<Field> fields(SplittableRandom random) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            // Of their own names: a field that is in a table already may be sent as its index.
            boolean secret = random.nextInt(12) == 0;
            String name =
                    secret
                            ? "x-secret-" + random.nextInt(4)
                            : random.nextInt(10) == 0
                                    ? "x-random-" + random.nextInt(40)
                                    : NAMES[random.nextInt(NAMES.length)];
            fields.add(new Field(name, value(random), secret));
        }
        return fields;
    }

    private static String value(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> VALUES[random.nextInt(VALUES.length)];
            case 4, 5 -> "value " + random.nextInt(30);
            case 6 -> text(random, random.nextInt(60));
            default -> random.nextInt(30) == 0 ? text(random, random.nextInt(70_000)) : "";
        };
    }

    private static String text(SplittableRandom random, int length) {
        int octets = random.nextBoolean() ? 128 : 256;
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(octets));
        }
        return text.toString();
    }

    /** Our encoder marks credentials by itself, and cookies so short that they could be guessed. */
    private static Field marked(Field field) {
        boolean secret =
                switch (field.name()) {
                    case "authorization", "set-cookie" -> true;
                    case "cookie" -> field.value().length() < 20;
                    default -> false;
                };
        return new Field(field.name(), field.value(), field.neverIndexed() || secret);
    }
}
