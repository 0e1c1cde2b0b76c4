package dev.stillframe.benchmarks;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.frame.Remainder;
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
import org.openjdk.jmh.infra.Blackhole;

/** Frames read and written; one operation is one frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Frames {
    private static final int COUNT = 32;
    private static final int MAX_FRAME_SIZE = 16_384;

    private final Octets headers = heads();
    private final Octets data = contents();

    private static Octets heads() {
        Output out = new Output(2048);
        Peer peer = new Peer();
        for (int i = 0; i < COUNT; i++) {
            peer.request(out, peer.next(), Peer.GET, true);
        }
        return out.cut().copy();
    }

    private static Octets contents() {
        Output out = new Output(2048);
        for (int i = 0; i < COUNT; i++) {
            FrameWriter.dataHeader(out, 2 * i + 1, Peer.CONTENT, true);
            out.zeros(Peer.CONTENT);
        }
        return out.cut().copy();
    }

    private static Remainder read(Octets octets, Blackhole blackhole) {
        FrameReader reader = new FrameReader(Remainder.frames(), MAX_FRAME_SIZE);
        reader.feed(octets);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            blackhole.consume(frame);
        }
        return reader.freeze();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Remainder readHeaders(Blackhole blackhole) {
        return read(headers, blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Remainder readData(Blackhole blackhole) {
        return read(data, blackhole);
    }

    /** The header of DATA, the frame that is written most. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Octets writeDataHeaders() {
        Output out = new Output(COUNT * FrameWriter.HEADER);
        for (int i = 0; i < COUNT; i++) {
            FrameWriter.dataHeader(out, 2 * i + 1, Peer.CONTENT, true);
        }
        return out.cut();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Octets writeResets() {
        Output out = new Output(COUNT * (FrameWriter.HEADER + 4));
        for (int i = 0; i < COUNT; i++) {
            FrameWriter.reset(out, 2 * i + 1, ErrorCode.NO_ERROR);
        }
        return out.cut();
    }
}
