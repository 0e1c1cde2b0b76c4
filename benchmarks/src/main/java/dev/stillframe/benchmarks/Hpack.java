package dev.stillframe.benchmarks;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Field blocks decoded and encoded, 32 within one draft as in one step; one operation is one block.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Hpack {
    private static final int COUNT = 32;
    private static final int MAX_LIST_SIZE = 16_384;
    private static final int MAX_FIELDS = 128;

    private static final FieldSection RESPONSE =
            Peer.OK.fields().plus("cache-control", "max-age=60").plus("vary", "accept-encoding");

    private final byte[] first = encode(FieldEncoder.initial().draft(), Peer.GET).toArray();
    private final byte[] again;
    private final FieldDecoder decoder;
    private final FieldEncoder encoder;
    private final FieldList list = new FieldList();

    public Hpack() {
        FieldEncoder.Draft peer = FieldEncoder.initial().draft();
        byte[] block = encode(peer, Peer.GET).toArray();
        again = encode(peer, Peer.GET).toArray();
        FieldDecoder.Draft draft = FieldDecoder.initial().draft();
        draft.decode(block, 0, block.length, list, MAX_LIST_SIZE, MAX_FIELDS);
        decoder = draft.freeze();
        FieldEncoder.Draft ours = FieldEncoder.initial().draft();
        encode(ours, RESPONSE);
        encoder = ours.freeze();
    }

    private static Octets encode(FieldEncoder.Draft draft, FieldSection fields) {
        Output out = new Output(128);
        encode(draft, fields, out);
        return out.cut();
    }

    private static void encode(FieldEncoder.Draft draft, FieldSection fields, Output out) {
        draft.begin(out);
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            draft.field(out, field);
        }
    }

    /** A small GET as the first on its connection: literals, Huffman-coded. */
    @Benchmark
    public FieldDecoder decodeFirstGet() {
        FieldDecoder.Draft draft = FieldDecoder.initial().draft();
        draft.decode(first, 0, first.length, list, MAX_LIST_SIZE, MAX_FIELDS);
        return draft.freeze();
    }

    /** The same GET later: indexed fields. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public FieldDecoder decodeGetAgain() {
        FieldDecoder.Draft draft = decoder.draft();
        for (int i = 0; i < COUNT; i++) {
            draft.decode(again, 0, again.length, list, MAX_LIST_SIZE, MAX_FIELDS);
        }
        return draft.freeze();
    }

    /** A response as the first on its connection. */
    @Benchmark
    public Octets encodeFirstResponse() {
        return encode(FieldEncoder.initial().draft(), RESPONSE);
    }

    /** The same response later: every field is found in the table. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Octets encodeResponseAgain() {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(1024);
        for (int i = 0; i < COUNT; i++) {
            encode(draft, RESPONSE, out);
        }
        return out.cut();
    }
}
