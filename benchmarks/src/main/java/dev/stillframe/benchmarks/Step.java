package dev.stillframe.benchmarks;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A server's connection in its steady state, as its host drives it: a step over what arrived, then
 * a step over what the application said to it. One operation is one request, or one DATA frame.
 *
 * <p>The budget of the design: 1 KiB allocated for a small GET. The events are the host's, so they
 * are counted too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Step {
    private static final int BATCH = 32;
    private static final int MANY = 100;
    private static final int UPLOAD = 16_384;
    private static final int HEADER = 9;

    private Peer peer = new Peer();
    private int upload;
    private Octets data = Octets.EMPTY;
    private byte[] frames = new byte[0];
    private int frame;

    /** A connection anew, before identifiers or windows run out. */
    @Setup(Level.Iteration)
    public void connect() {
        peer = new Peer();
        for (int i = 0; i < 4; i++) {
            get(1);
        }
        Output out = new Output(256);
        upload = peer.next();
        peer.request(out, upload, Peer.POST, false);
        peer.step(new Event.Received(out.cut()));
        FrameWriter.dataHeader(out, upload, UPLOAD, false);
        data = out.zeros(UPLOAD).cut().copy();

        // Once the peer's table holds the request's fields, all HEADERS are alike but for the id.
        peer.request(out, 1, Peer.GET, true);
        byte[] one = out.cut().toArray();
        frame = one.length;
        frames = new byte[MANY * frame];
        for (int i = 0; i < MANY; i++) {
            System.arraycopy(one, 0, frames, i * frame, frame);
        }
    }

    private Transition get(int count) {
        Output out = new Output(256);
        List<Event> answers = new ArrayList<>();
        answers.add(Peer.room());
        for (int i = 0; i < count; i++) {
            int streamId = peer.next();
            peer.request(out, streamId, Peer.GET, true);
            Peer.answer(answers, streamId);
        }
        peer.step(new Event.Received(out.cut()));
        return peer.step(answers);
    }

    private void serve(int count, Blackhole blackhole) {
        List<Event> answers = new ArrayList<>(2 + 3 * count);
        answers.add(peer.clock());
        answers.add(Peer.room());
        for (int i = 0; i < count; i++) {
            int streamId = peer.next();
            identify(i * frame + HEADER - 4, streamId);
            Peer.answer(answers, streamId);
        }
        List<Event> arrived = new ArrayList<>(2);
        arrived.add(peer.clock());
        arrived.add(new Event.Received(Octets.wrap(frames, 0, count * frame)));
        blackhole.consume(peer.step(arrived).effects());
        blackhole.consume(peer.step(answers).effects());
    }

    private void identify(int at, int streamId) {
        frames[at] = (byte) (streamId >> 24);
        frames[at + 1] = (byte) (streamId >> 16);
        frames[at + 2] = (byte) (streamId >> 8);
        frames[at + 3] = (byte) streamId;
    }

    /** A small GET, alone in its read. */
    @Benchmark
    public void smallGet(Blackhole blackhole) {
        serve(1, blackhole);
    }

    /** Small GETs, 32 in a read, as {@code h2load -m 32} sends them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void smallGetsBy32(Blackhole blackhole) {
        serve(BATCH, blackhole);
    }

    /** Small GETs on as many streams as may be open. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void smallGetsBy100(Blackhole blackhole) {
        serve(MANY, blackhole);
    }

    /** DATA of 16 KiB arrives and is consumed. */
    @Benchmark
    public void upload16KiB(Blackhole blackhole) {
        blackhole.consume(peer.step(peer.clock(), new Event.Received(data)).effects());
        blackhole.consume(peer.step(peer.clock(), new Event.Consumed(upload, UPLOAD)).effects());
    }

    /** A step in which nothing happens: what a step costs by itself. */
    @Benchmark
    public void nothing(Blackhole blackhole) {
        blackhole.consume(peer.step(List.of(peer.clock())).effects());
    }
}
