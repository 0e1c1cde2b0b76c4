package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.Recordings;
import dev.stillframe.api.connection.Options;
import dev.stillframe.h2.recording.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Recordings of many connections, and the queue between them and the thread that writes. */
public final class Recorder implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Over all recorders of the process, since two may write into one directory. */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Recordings where;
    private final Writer writer;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong unrecorded = new AtomicLong();
    private volatile boolean closed;

    /**
     * A recorder into a directory.
     *
     * @throws UncheckedIOException when the directory cannot be made or written to
     */
    public static Recorder into(Recordings where) {
        try {
            Directory directory = Directory.at(where.directory());
            return new Recorder(where, directory, directory.octets());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Recorder(Recordings where, Store store, long octetsThere) {
        this.where = where;
        writer = new Writer(where, store, octetsThere, queue, queued, open);
    }

    /** A tape for a connection that begins, or null where it cannot be recorded. */
    public @Nullable Tape begin(Options options, String software) {
        if (closed || !writer.ready() || !admit()) {
            unrecorded.incrementAndGet();
            if (!closed) {
                Warnings.say(
                        "A connection is not recorded: "
                                + (writer.ready()
                                        ? where.maxOpen() + " are at the moment"
                                        : "the disk, or the share of it, is full"));
            }
            return null;
        }
        Instant now = Instant.now();
        String name =
                "%s-%d-%d-%s%s"
                        .formatted(
                                TIME.format(now),
                                ProcessHandle.current().pid(),
                                NUMBERS.incrementAndGet(),
                                options.role().name().toLowerCase(Locale.ROOT),
                                Directory.SUFFIX);
        TapeFile file = new TapeFile(name, where.maxOctets());
        String begun = now.truncatedTo(ChronoUnit.MILLIS).toString();
        queue.add(new Entry.Begin(file, new Head(options, begun, software)));
        writer.wake();
        return new Tape(this, file);
    }

    private boolean admit() {
        int now = open.get();
        while (now < where.maxOpen()) {
            if (open.compareAndSet(now, now + 1)) {
                return true;
            }
            now = open.get();
        }
        return false;
    }

    /** Takes an entry, unless too much waits already. */
    boolean offer(Entry entry) {
        long weight = entry.weight();
        long before = queued.getAndAdd(weight);
        if (closed || before + weight > where.maxQueuedOctets()) {
            queued.addAndGet(-weight);
            return false;
        }
        queue.add(entry);
        long quarter = where.maxQueuedOctets() / 4;
        if (before < quarter && before + weight >= quarter) {
            writer.wake(); // else it comes by itself soon enough
        }
        return true;
    }

    /** Ends a recording, once. When the recorder is closed, the writer ends it. */
    void end(TapeFile file, String reason, boolean whole) {
        if (!file.over()) {
            file.setOver();
            if (!closed) {
                queue.add(new Entry.End(file, reason, whole));
            }
        }
    }

    /** Octets that wait to be written, roughly. */
    long queued() {
        return queued.get();
    }

    /** Recordings that ended before their connection did. */
    public long brokenOff() {
        return writer.brokenOff();
    }

    /** Connections of which no recording was begun. */
    public long unrecorded() {
        return unrecorded.get();
    }

    /** Waits until all that was recorded so far is written; says whether it is. */
    public boolean flush(Duration patience) {
        CountDownLatch written = new CountDownLatch(1);
        queue.add(new Entry.Mark(written));
        writer.wake();
        try {
            return written.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.end(PATIENCE);
    }
}
