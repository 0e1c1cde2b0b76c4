package dev.stillframe.h2.laws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.Transport;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server's connection with a transport in memory, which checks that it is used as it may be: one
 * write at a time, one notice at a time, each buffer given back once.
 */
final class Wired implements Transport, Application {
    /** GET https://a/ as a field block that needs no table. */
    static final Octets GET = Octets.hex("82 87 84 01 01 61");

    final Http2Connection connection;
    private final Application application;
    private final AtomicReference<@Nullable Thread> noticing = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> writing = new AtomicReference<>();
    private final Set<ByteBuffer> acquired =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /** What was written, a list for each write. */
    final List<List<ByteBuffer>> writes = Collections.synchronizedList(new ArrayList<>());

    private final StringBuilder faults = new StringBuilder();
    private Octets sent = Octets.EMPTY;

    /** Whether a write is over at once; otherwise when the test says so. */
    volatile boolean immediate = true;

    volatile boolean closed;

    Wired(Application application) {
        this(Limits.DEFAULT, application);
    }

    Wired(Limits limits, Application application) {
        this.application = application;
        connection = Http2Engine.find().open(Options.of(Role.SERVER).with(limits), this, this);
    }

    /** With the prefaces exchanged. */
    Wired preface(int... settings) {
        receive(Wire.of().preface().settings(settings).settingsAck());
        connection.turn();
        return this;
    }

    void receive(Wire wire) {
        connection.received(wire.octets().toByteBuffer());
    }

    @Override
    public long now() {
        return 1;
    }

    @Override
    public ByteBuffer acquire(int size) {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        acquired.add(buffer);
        return buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        if (!acquired.remove(buffer)) {
            fault("a buffer was given back twice");
        }
    }

    @Override
    public void write(List<ByteBuffer> octets) {
        if (!writing.compareAndSet(null, Thread.currentThread())) {
            fault("a write within a write");
        }
        writes.add(List.copyOf(octets));
        synchronized (this) {
            for (ByteBuffer buffer : octets) {
                sent = sent.plus(Octets.wrap(buffer).copy());
            }
        }
        if (immediate) {
            over();
        }
    }

    /** The last write is over. */
    void over() {
        writing.set(null);
        connection.written();
    }

    @Override
    public void wakeAt(long nanos) {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void on(Notice notice) {
        if (!noticing.compareAndSet(null, Thread.currentThread())) {
            fault("a notice within a notice");
        }
        try {
            application.on(notice);
        } finally {
            noticing.set(null);
        }
    }

    private synchronized void fault(String what) {
        faults.append(what).append('\n');
    }

    /** All frames that were written so far. */
    synchronized List<Frame> frames() {
        return Wire.frames(sent);
    }

    /** The transport was used as it may be, and holds nothing. */
    void expectClean() {
        assertTrue(faults.isEmpty(), faults::toString);
        assertTrue(acquired.isEmpty(), () -> acquired.size() + " buffers were not given back");
    }
}
