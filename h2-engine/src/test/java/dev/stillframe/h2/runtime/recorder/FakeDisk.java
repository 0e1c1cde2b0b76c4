package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.Recordings;
import dev.stillframe.api.message.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A disk that is full after so many octets, and that stands still when it is told to. */
public final class FakeDisk implements Store {
    private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    private final List<String> open = new ArrayList<>();
    private long room;
    private volatile CountDownLatch go = new CountDownLatch(0);

    /** A disk with room for so many octets. */
    public FakeDisk(long room) {
        this.room = room;
    }

    /** A recorder onto this disk. */
    public Recorder recorder(Recordings where) {
        return new Recorder(where, this, 0);
    }

    /** A recorder onto this disk, with the default limits. */
    public Recorder recorder() {
        return recorder(Recordings.in(Path.of("nowhere")));
    }

    /** Whatever is made or written waits from now on until {@link #go}. */
    void halt() {
        go = new CountDownLatch(1);
    }

    void go() {
        go.countDown();
    }

    /** What is in the files, in the order in which they were made. */
    public synchronized List<Octets> contents() {
        return files.values().stream().map(file -> Octets.wrap(file.toByteArray())).toList();
    }

    /** Files that were not closed. */
    synchronized List<String> open() {
        return List.copyOf(open);
    }

    @Override
    public WritableByteChannel create(String name) throws IOException {
        standStill();
        return made(name);
    }

    private synchronized WritableByteChannel made(String name) throws IOException {
        if (files.putIfAbsent(name, new ByteArrayOutputStream()) != null) {
            throw new IOException(name + " exists");
        }
        open.add(name);
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer octets) throws IOException {
                return FakeDisk.this.write(name, octets);
            }

            @Override
            public boolean isOpen() {
                return FakeDisk.this.open().contains(name);
            }

            @Override
            public void close() {
                synchronized (FakeDisk.this) {
                    open.remove(name);
                }
            }
        };
    }

    private void standStill() throws IOException {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Like a disk: what has room is written, and only then it fails. */
    private int write(String name, ByteBuffer octets) throws IOException {
        standStill();
        synchronized (this) {
            int count = (int) Math.min(room, octets.remaining());
            if (count == 0 && octets.hasRemaining()) {
                throw new IOException("No space left on device");
            }
            byte[] array = new byte[count];
            octets.get(array);
            files.get(name).writeBytes(array);
            room -= count;
            return count;
        }
    }

    @Override
    public synchronized void remove(String name) {
        files.remove(name);
    }
}
