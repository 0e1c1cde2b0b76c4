package dev.stillframe.h2.hpack;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps over whole blocks, from one frozen context to the next. */
final class Contexts {
    static final int NO_LIMIT = Integer.MAX_VALUE;

    private Contexts() {}

    /**
     * What decoding a block gave: its fields, the next context, and the failure if there was one.
     */
    record Decoded(List<Field> fields, FieldDecoder next, @Nullable String failure) {}

    /** What encoding a block gave: its octets and the next context. */
    record Encoded(byte[] octets, FieldEncoder next) {}

    static Decoded decode(FieldDecoder decoder, byte[] block) {
        FieldList list = new FieldList();
        FieldDecoder.Draft draft = decoder.draft();
        String failure = draft.decode(block, 0, block.length, list, NO_LIMIT, NO_LIMIT);
        return new Decoded(fields(list), draft.freeze(), failure);
    }

    static Decoded decodeWell(FieldDecoder decoder, byte[] block) {
        Decoded decoded = decode(decoder, block);
        assertNull(decoded.failure());
        return decoded;
    }

    static Decoded decodeWell(FieldDecoder decoder, Block block) {
        return decodeWell(decoder, block.octets());
    }

    static @Nullable String failure(FieldDecoder decoder, Block block) {
        return decode(decoder, block.octets()).failure();
    }

    static Encoded encode(FieldEncoder encoder, List<Field> fields) {
        Output out = new Output(16);
        FieldEncoder.Draft draft = encoder.draft();
        draft.begin(out);
        fields.forEach(field -> draft.field(out, field));
        return new Encoded(octets(out), draft.freeze());
    }

    static Encoded encode(FieldEncoder encoder, Field... fields) {
        return encode(encoder, List.of(fields));
    }

    static byte[] octets(Output out) {
        Octets cut = out.cut();
        byte[] octets = new byte[cut.length()];
        cut.copyTo(0, octets, 0, octets.length);
        return octets;
    }

    static List<Field> fields(FieldList list) {
        return List.of(Arrays.copyOf(list.array(), list.count()));
    }

    /** Fields written as "name: value". */
    static List<Field> fields(String... lines) {
        return Arrays.stream(lines).map(Contexts::field).toList();
    }

    static Field field(String line) {
        int colon = line.indexOf(": ", 1);
        return new Field(line.substring(0, colon), line.substring(colon + 2));
    }
}
