package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Transport;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transport that keeps what is written, and says so at once or when it is told to. */
final class MemoryTransport implements Transport {
    final List<Octets> writes = new ArrayList<>();
    final List<ByteBuffer> held = new ArrayList<>();
    long now = 1;
    long wakeAt = Long.MAX_VALUE;
    boolean closed;
    boolean slow;
    @Nullable Http2Connection connection;
    private int acquired;

    @Override
    public long now() {
        return now;
    }

    @Override
    public ByteBuffer acquire(int size) {
        acquired++;
        return ByteBuffer.allocateDirect(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
        acquired--;
    }

    /** Buffers that have not come back. */
    int leaked() {
        return acquired;
    }

    @Override
    public void write(List<ByteBuffer> octets) {
        if (slow) {
            held.addAll(octets);
        } else {
            writes.add(gather(octets));
            connected().written();
        }
    }

    /** The write that was held up is over now. */
    void written() {
        writes.add(gather(held));
        held.clear();
        connected().written();
    }

    private Http2Connection connected() {
        Http2Connection driven = connection;
        if (driven == null) {
            throw new IllegalStateException("not connected");
        }
        return driven;
    }

    private static Octets gather(List<ByteBuffer> octets) {
        Output out = new Output(1024);
        octets.forEach(buffer -> out.put(Octets.wrap(buffer)));
        return out.cut();
    }

    /** All that was written. */
    Octets written(int from) {
        Octets all = Octets.EMPTY;
        for (Octets write : writes.subList(from, writes.size())) {
            all = all.plus(write);
        }
        return all;
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAt = nanos;
    }

    @Override
    public void close() {
        closed = true;
    }
}
