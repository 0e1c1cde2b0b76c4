package dev.stillframe.h2.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.octets.Output;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7541 section 2.2: the encoder's and the decoder's tables stay in step")
class InStepTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("Thousands of blocks, with sizes changing and drafts dropped midway")
    void blocks(long seed) {
        RandomFields source = new RandomFields(seed);
        FieldEncoder encoder = FieldEncoder.initial();
        FieldDecoder decoder = FieldDecoder.initial();
        FieldList list = new FieldList();
        long indexed = 0;
        for (int block = 0; block < 3000; block++) {
            for (int changes = source.random.nextInt(40) == 0 ? 3 : 0; changes > 0; changes--) {
                int size = size(source);
                decoder = decoder.withLimit(size);
                encoder = encoder.withTableSize(size);
            }
            List<Field> fields = source.next();
            if (source.random.nextInt(10) == 0) {
                dropped(encoder, decoder, source.next());
            }
            Contexts.Encoded encoded = Contexts.encode(encoder, fields);
            byte[] octets = encoded.octets();

            FieldDecoder.Draft draft = decoder.draft();
            assertNull(
                    draft.decode(
                            octets, 0, octets.length, list, Contexts.NO_LIMIT, Contexts.NO_LIMIT));
            FieldDecoder next = draft.freeze();

            assertEquals(
                    fields.stream().map(RandomFields::decoded).toList(), Contexts.fields(list));
            assertEquals(encoded.next().table(), next.table());
            assertTrue(next.table().size() <= next.table().maxSize());
            assertEquals(
                    next.table().size(),
                    next.table().entries().stream().mapToInt(Field::size).sum());
            if (encoded.next() == encoder) {
                assertSame(decoder, next, "nothing changed on one side, nor on the other");
                indexed++;
            }
            encoder = encoded.next();
            decoder = next;
        }
        assertTrue(indexed > 100, "blocks that changed nothing: " + indexed);
    }

    private static int size(RandomFields source) {
        return switch (source.random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> source.random.nextInt(200);
            case 2 -> 4096;
            default -> source.random.nextInt(16_384);
        };
    }

    /** Writes to drafts of both contexts and drops them without freezing. */
    private static void dropped(FieldEncoder encoder, FieldDecoder decoder, List<Field> fields) {
        List<Field> encoderEntries = encoder.table().entries();
        List<Field> decoderEntries = decoder.table().entries();
        Output out = new Output(64);
        FieldEncoder.Draft draft = encoder.draft();
        draft.begin(out);
        fields.forEach(field -> draft.field(out, field));
        byte[] octets = Contexts.octets(out);
        int to = octets.length - octets.length / 3; // often within a representation
        decoder.draft().decode(octets, 0, to, new FieldList(), 1000, 10);
        assertEquals(encoderEntries, encoder.table().entries());
        assertEquals(decoderEntries, decoder.table().entries());
    }
}
