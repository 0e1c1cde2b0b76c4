package dev.stillframe.simulator;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Transport;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transport onto a simulated link. It is as slow as the link, and fails when it is told to. */
final class Wire implements Transport {
    private final Driven host;
    private final Set<ByteBuffer> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Http2Connection connected;

    /** The write under way: its buffers, and what was in them when it began. */
    private @Nullable List<ByteBuffer> buffers;

    private byte[] octets = new byte[0];
    private int written;

    private boolean failing;
    private boolean throwing;
    private boolean broken;
    private boolean closed;

    Wire(Driven host) {
        this.host = host;
    }

    void connect(Http2Connection connection) {
        connected = connection;
    }

    private Http2Connection connection() {
        Http2Connection connection = connected;
        if (connection == null) {
            throw new IllegalStateException("not connected");
        }
        return connection;
    }

    @Override
    public long now() {
        return host.clock();
    }

    @Override
    public ByteBuffer acquire(int size) {
        ByteBuffer buffer = ByteBuffer.allocate(size + host.weather.below(64));
        lent.add(buffer);
        return buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        LawBroken.unless(lent.remove(buffer), () -> host + " gives back what it does not have");
        Host.overwrite(buffer.array());
    }

    @Override
    public void write(List<ByteBuffer> from) {
        LawBroken.unless(buffers == null, () -> host + " writes before the last write is over");
        LawBroken.unless(!closed, () -> host + " writes after it has closed");
        octets = gather(from);
        LawBroken.unless(octets.length > 0, () -> host + " writes nothing");
        host.link.tap.sent(host.side, Octets.wrap(octets));
        if (throwing) {
            host.lost();
            broken = true;
            throw new UncheckedIOException(new IOException("the write was refused"));
        }
        buffers = from;
        written = 0;
        if (broken || failing) {
            host.world.in(host.weather.below(200) * 1000L, this::writeFailed);
        } else if (host.weather.oneIn(2)) {
            writeOn();
        } else {
            host.world.in(host.weather.below(200) * 1000L, this::writeOn);
        }
    }

    private static byte[] gather(List<ByteBuffer> from) {
        byte[] all = new byte[from.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : from) {
            int count = buffer.remaining();
            buffer.get(buffer.position(), all, at, count);
            at += count;
        }
        return all;
    }

    /** As much as the network takes now. */
    void writeOn() {
        List<ByteBuffer> current = buffers;
        if (current == null || broken) {
            return;
        }
        if (failing) {
            writeFailed();
            return;
        }
        int part = Math.min(octets.length - written, host.out.room());
        host.out.write(octets, written, part);
        written += part;
        if (written == octets.length) {
            unchanged(current);
            buffers = null;
            connection().written();
            host.wake();
        }
    }

    private void unchanged(List<ByteBuffer> current) {
        LawBroken.unless(
                java.util.Arrays.equals(octets, gather(current)),
                () -> host + " changes what is being written (L9)");
    }

    private void writeFailed() {
        List<ByteBuffer> current = buffers;
        if (current != null) {
            unchanged(current);
            buffers = null;
            host.lost();
            broken = true;
            connection().writeFailed(new IOException("the write failed"));
            host.wake();
        }
    }

    /** The next write fails, or the one under way. */
    void failNext(boolean byThrowing) {
        failing = true;
        throwing = byThrowing;
        if (buffers != null) {
            host.world.in(host.weather.below(200) * 1000L, this::writeFailed);
        }
    }

    /** The transport is gone; the write under way, if there is one, ends some time later. */
    void broken(boolean well) {
        broken = true;
        if (buffers != null) {
            host.world.in(
                    host.weather.below(500) * 1000L,
                    () -> {
                        if (well && buffers != null) {
                            buffers = null;
                            connection().written();
                            host.wake();
                        } else {
                            writeFailed();
                        }
                    });
        }
    }

    @Override
    public void wakeAt(long nanos) {
        host.wakeAt(nanos);
    }

    @Override
    public void close() {
        LawBroken.unless(!closed, () -> host + " closes its transport twice");
        LawBroken.unless(buffers == null, () -> host + " closes its transport while it writes");
        closed = true;
        if (!broken) {
            host.out.finish();
        }
    }

    void over() {
        LawBroken.unless(closed, () -> host + " does not close its transport");
        LawBroken.unless(
                lent.isEmpty(),
                () -> host + " keeps " + lent.size() + " of the transport's buffers");
        LawBroken.unless(buffers == null, () -> host + " has a write under way at the end");
    }
}
