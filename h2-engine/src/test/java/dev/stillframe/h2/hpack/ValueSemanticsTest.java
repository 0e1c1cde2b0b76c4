package dev.stillframe.h2.hpack;

import static dev.stillframe.h2.hpack.Block.block;
import static dev.stillframe.h2.hpack.Contexts.decode;
import static dev.stillframe.h2.hpack.Contexts.encode;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.Block.Coding;
import dev.stillframe.h2.hpack.Block.Literal;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Law L2: a context can be kept, stepped again and stepped differently")
class ValueSemanticsTest {
    private record Step(
            List<Field> fields, FieldEncoder encoder, FieldDecoder decoder, byte[] octets) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    @DisplayName("Every context of a long run, stepped again at the end, gives the same answers")
    void replayed(long seed) {
        RandomFields source = new RandomFields(seed);
        List<Step> steps = new ArrayList<>();
        FieldEncoder encoder = FieldEncoder.initial();
        FieldDecoder decoder = FieldDecoder.initial();
        for (int block = 0; block < 600; block++) {
            if (source.random.nextInt(30) == 0) {
                int size = source.random.nextInt(8192);
                encoder = encoder.withTableSize(size);
                decoder = decoder.withLimit(size);
            }
            List<Field> fields = source.next();
            Contexts.Encoded encoded = encode(encoder, fields);
            steps.add(new Step(fields, encoder, decoder, encoded.octets()));
            encode(encoder, source.next()); // another future of the same context
            encoder = encoded.next();
            decoder = Contexts.decodeWell(decoder, encoded.octets()).next();
        }
        steps.add(new Step(List.of(), encoder, decoder, new byte[0]));
        for (int i = steps.size() - 2; i >= 0; i--) {
            Step step = steps.get(i);
            Contexts.Encoded encoded = encode(step.encoder, step.fields);
            assertArrayEquals(step.octets, encoded.octets());
            Contexts.Decoded decoded = decode(step.decoder, step.octets);
            assertNull(decoded.failure());
            assertEquals(
                    step.fields.stream().map(RandomFields::decoded).toList(), decoded.fields());
            assertEquals(steps.get(i + 1).decoder.table(), decoded.next().table(), "step " + i);
            assertEquals(steps.get(i + 1).encoder.table(), encoded.next().table(), "step " + i);
        }
    }

    @Test
    @DisplayName("freeze() is the same object when nothing changed")
    void sameObject() {
        Field field = new Field("x-name", "value");
        FieldEncoder encoder = encode(FieldEncoder.initial(), field).next();
        assertSame(encoder, encode(encoder, field).next());
        assertSame(encoder, encoder.draft().freeze());
        byte[] insert = encode(FieldEncoder.initial(), field).octets();
        FieldDecoder decoder = decode(FieldDecoder.initial(), insert).next();
        assertSame(decoder, decode(decoder, block().indexed(62).indexed(2).octets()).next());
        assertSame(decoder, decode(decoder, block().sizeUpdate(4096).octets()).next());
        assertSame(decoder, decoder.draft().freeze());
    }

    @Test
    @DisplayName("A draft that is written after freeze() does not write into the frozen context")
    void draftGoesOn() {
        FieldDecoder.Draft decoding = FieldDecoder.initial().draft();
        FieldEncoder.Draft encoding = FieldEncoder.initial().draft();
        List<FieldDecoder> decoders = new ArrayList<>();
        List<FieldEncoder> encoders = new ArrayList<>();
        Output out = new Output(64);
        for (int i = 0; i < 200; i++) {
            byte[] block =
                    block().literal(Literal.INCREMENTAL, "n", "value " + i, Coding.PLAIN).octets();
            assertNull(decoding.decode(block, 0, block.length, new FieldList(), 4096, 100));
            decoders.add(decoding.freeze());
            encoding.begin(out);
            encoding.field(out, "n", "value " + i);
            encoders.add(encoding.freeze());
        }
        for (int i = 0; i < 200; i++) {
            Field newest = new Field("n", "value " + i);
            assertEquals(newest, decoders.get(i).table().entries().get(0));
            assertEquals(decoders.get(i).table(), encoders.get(i).table());
            assertEquals(1, encode(encoders.get(i), newest).octets().length);
        }
    }

    @Test
    @DisplayName("Equal histories give equal contexts, and different ones different contexts")
    void equality() {
        Field field = new Field("x-name", "value");
        FieldEncoder encoder = encode(FieldEncoder.initial(), field).next();
        FieldEncoder twin = encode(FieldEncoder.initial(), field).next();
        assertEquals(encoder, twin);
        assertEquals(encoder.hashCode(), twin.hashCode());
        assertNotEquals(encoder, FieldEncoder.initial());
        assertNotEquals(encoder, encoder.withTableSize(5));
        byte[] block = encode(FieldEncoder.initial(), field).octets();
        FieldDecoder decoder = decode(FieldDecoder.initial(), block).next();
        FieldDecoder other = decode(FieldDecoder.initial(), block).next();
        assertEquals(decoder, other);
        assertEquals(decoder.hashCode(), other.hashCode());
        assertNotEquals(decoder, FieldDecoder.initial());
        assertNotEquals(decoder, decoder.withLimit(5));
        assertNotEquals(decoder, decoder.withLimit(5000));
    }
}
