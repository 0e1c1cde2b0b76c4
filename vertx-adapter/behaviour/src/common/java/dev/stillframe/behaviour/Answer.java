package dev.stillframe.behaviour;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What has come on a stream. */
final class Answer {
    /** A field as it came. */
    record Field(String name, String value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    private static final int SHOWN = 300;

    final List<List<Field>> interim = new ArrayList<>();
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    @Nullable List<Field> head;
    @Nullable List<Field> trailers;
    boolean ended;
    int reset = -1;

    void block(List<Field> fields) {
        if (head != null) {
            trailers = fields;
        } else if (fields.getFirst().value().startsWith("1")) {
            interim.add(fields);
        } else {
            head = fields;
        }
    }

    boolean isOver() {
        return ended || reset >= 0;
    }

    /** The field of that name in the head; empty if there is none. */
    String field(String name) {
        List<Field> fields = head;
        return fields == null
                ? ""
                : fields.stream()
                        .filter(field -> field.name().equals(name))
                        .map(Field::value)
                        .collect(Collectors.joining(", "));
    }

    String text() {
        return content.toString(StandardCharsets.UTF_8);
    }

    /** What came, part by part; how the content was cut does not count. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        interim.forEach(fields -> shown.add("interim " + shown(fields)));
        if (head != null) {
            shown.add("head " + shown(head));
        }
        if (content.size() > 0) {
            shown.add("content " + shown(content.toByteArray()));
        }
        if (trailers != null) {
            shown.add("trailers " + shown(Objects.requireNonNull(trailers)));
        }
        shown.add(
                ended ? "END_STREAM" : reset >= 0 ? "RST_STREAM " + Wire.code(reset) : "not over");
        return shown;
    }

    /** In the order of names: that of fields with different names says nothing. */
    private static String shown(List<Field> fields) {
        return fields.stream()
                .sorted(Comparator.comparing(Field::name))
                .map(field -> field.name().equals("date") ? "date: (some)" : field.toString())
                .collect(Collectors.joining(" | "));
    }

    static String shown(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        boolean printable =
                text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r');
        if (printable && octets.length <= SHOWN) {
            return text.replace("\r", "\\r").replace("\n", "\\n");
        }
        CRC32 sum = new CRC32();
        sum.update(octets);
        return octets.length + " octets, CRC-32 " + Long.toHexString(sum.getValue());
    }
}
