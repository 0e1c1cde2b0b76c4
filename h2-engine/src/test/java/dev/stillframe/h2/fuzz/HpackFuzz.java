package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.hpack.Tables;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any field blocks, decoded one after the other; what comes out is encoded by us, and decoded again
 * to the same fields.
 *
 * <p>Tape: records, each of an octet that is the length of a block, and the block; a length of 255
 * is followed by another size for the tables instead.
 */
final class HpackFuzz {
    private static final int RESIZE = 255;
    private static final int MAX_LIST_SIZE = 16_384;
    private static final int MAX_FIELDS = 128;
    private static final int MAX_TABLE = 1 << 16;

    private FieldDecoder decoder = FieldDecoder.initial();
    private FieldEncoder encoder = FieldEncoder.initial();
    private FieldDecoder mirror = FieldDecoder.initial();
    private int limit = 4096;

    @FuzzTest
    void blocks(byte[] data) {
        fuzzerTestOneInput(data);
    }

    /** The target, as Jazzer's own driver calls it. */
    public static void fuzzerTestOneInput(byte[] data) {
        HpackFuzz run = new HpackFuzz();
        Tape tape = new Tape(data);
        boolean alive = true;
        while (alive && tape.hasMore()) {
            int length = tape.u8();
            if (length == RESIZE) {
                run.resize(Math.min(tape.edge() & Integer.MAX_VALUE, MAX_TABLE));
            } else {
                alive = run.block(tape.take(length).toArray());
            }
        }
    }

    private void resize(int size) {
        decoder = decoder.withLimit(size);
        limit = size;
        encoder = encoder.withTableSize(size);
        mirror = mirror.withLimit(size);
    }

    private boolean block(byte[] block) {
        FieldDecoder before = decoder;
        FieldList list = new FieldList();
        String failure = decode(block, list);
        FieldDecoder after = decoder;
        List<Field> fields = fields(list);

        decoder = before;
        FieldList again = new FieldList();
        assertEquals(failure, decode(block, again), "the same block decoded twice");
        assertEquals(fields, fields(again), "the same block decoded twice");
        assertEquals(after, decoder, "the same block decoded twice");

        assertTrue(fields.size() <= MAX_FIELDS, "too many fields are held");
        long size = fields.stream().mapToLong(Field::size).sum();
        assertTrue(size <= MAX_LIST_SIZE, "too many octets are held");
        if (failure != null) {
            return false;
        }
        assertTrue(Tables.size(decoder) <= Math.max(limit, 0), "the table is over its limit");
        reencode(fields);
        return true;
    }

    private @Nullable String decode(byte[] block, FieldList into) {
        FieldDecoder.Draft draft = decoder.draft();
        String failure = draft.decode(block, 0, block.length, into, MAX_LIST_SIZE, MAX_FIELDS);
        decoder = draft.freeze();
        return failure;
    }

    private void reencode(List<Field> fields) {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(64);
        draft.begin(out);
        for (Field field : fields) {
            draft.field(out, field);
        }
        encoder = draft.freeze();
        assertTrue(Tables.size(encoder) <= limit, "our table is over the peer's limit");
        byte[] block = out.cut().toArray();

        FieldDecoder.Draft reader = mirror.draft();
        FieldList list = new FieldList();
        int all = Integer.MAX_VALUE;
        assertNull(reader.decode(block, 0, block.length, list, all, all));
        mirror = reader.freeze();
        List<Field> back = fields(list);
        assertEquals(fields.size(), back.size());
        for (int i = 0; i < fields.size(); i++) {
            Field sent = fields.get(i);
            assertEquals(sent.name(), back.get(i).name());
            assertEquals(sent.value(), back.get(i).value());
            // RFC 7541 section 6.2.3: what came never-indexed goes on so.
            assertTrue(!sent.neverIndexed() || back.get(i).neverIndexed(), sent.name());
        }
    }

    private static List<Field> fields(FieldList list) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            fields.add(list.at(i));
        }
        return fields;
    }
}
