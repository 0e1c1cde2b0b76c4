package dev.stillframe.it;

import dev.stillframe.api.message.Octets;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers, as far as etcd's calls need it: numbers and octets by field.
 *
 * @param fields in the order of the wire
 */
record Proto(List<Field> fields) {
    /** No fields. */
    static final Proto EMPTY = new Proto(List.of());

    private static final int VARINT = 0;
    private static final int OCTETS = 2;

    /** A field: its octets, or where it has none its number. */
    record Field(int id, long number, Octets octets) {}

    Proto with(int id, long number) {
        return with(new Field(id, number, Octets.EMPTY));
    }

    Proto with(int id, Octets octets) {
        return with(new Field(id, -1, octets));
    }

    Proto with(int id, String text) {
        return with(id, Octets.utf8(text));
    }

    Proto with(int id, Proto message) {
        return with(id, message.encoded());
    }

    private Proto with(Field field) {
        List<Field> all = new ArrayList<>(fields);
        all.add(field);
        return new Proto(List.copyOf(all));
    }

    /** The number of a field; 0 when it is missing. */
    long number(int id) {
        return fields.stream()
                .filter(f -> f.id == id)
                .mapToLong(Field::number)
                .findFirst()
                .orElse(0);
    }

    /** The octets of a field; none when it is missing. */
    Octets octets(int id) {
        List<Octets> all = all(id);
        return all.isEmpty() ? Octets.EMPTY : all.getFirst();
    }

    String text(int id) {
        return octets(id).utf8();
    }

    Proto message(int id) {
        return of(octets(id));
    }

    List<Proto> messages(int id) {
        return all(id).stream().map(Proto::of).toList();
    }

    private List<Octets> all(int id) {
        return fields.stream().filter(f -> f.id == id).map(Field::octets).toList();
    }

    Octets encoded() {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        for (Field field : fields) {
            boolean octets = field.number < 0;
            varint(to, (long) field.id << 3 | (octets ? OCTETS : VARINT));
            varint(to, octets ? field.octets.length() : field.number);
            to.writeBytes(field.octets.toArray());
        }
        return Octets.wrap(to.toByteArray());
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            to.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    static Proto of(Octets octets) {
        List<Field> fields = new ArrayList<>();
        int[] at = {0};
        while (at[0] < octets.length()) {
            long tag = varint(octets, at);
            long value = varint(octets, at);
            int id = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case VARINT -> fields.add(new Field(id, value, Octets.EMPTY));
                case OCTETS -> {
                    fields.add(new Field(id, -1, octets.slice(at[0], (int) value)));
                    at[0] += (int) value;
                }
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return new Proto(List.copyOf(fields));
    }

    private static long varint(Octets octets, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = octets.at(at[0]++);
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
    }
}
