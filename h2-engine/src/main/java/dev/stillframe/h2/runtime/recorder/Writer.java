package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.Recordings;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.recording.Outcome;
import dev.stillframe.h2.recording.RecordingWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that encodes and writes. It looks into the queue every few milliseconds while
 * anything is recorded, so that a turn need not wake it: that would cost a turn more than all else.
 */
final class Writer {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2");
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    /** After a failed write: not a file without content for each connection meanwhile. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(60);

    private final Recordings where;
    private final Store store;
    private final Queue<Entry> queue;
    private final AtomicLong queued;
    private final AtomicInteger open;
    private final AtomicLong brokenOff = new AtomicLong();
    private volatile @Nullable Thread thread;
    private volatile long total;
    private volatile boolean full;
    private volatile boolean paused;
    private volatile long pausedAt;
    private volatile boolean ending;

    // The thread's own.
    private final Set<TapeFile> files = new LinkedHashSet<>();
    private final Set<TapeFile> dirty = new LinkedHashSet<>();

    Writer(
            Recordings where,
            Store store,
            long octetsThere,
            Queue<Entry> queue,
            AtomicLong queued,
            AtomicInteger open) {
        this.where = where;
        this.store = store;
        this.total = octetsThere;
        this.queue = queue;
        this.queued = queued;
        this.open = open;
    }

    /** Whether a recording may begin now. */
    boolean ready() {
        return !full
                && total < where.maxTotalOctets()
                && !(paused && System.nanoTime() - pausedAt < PAUSE);
    }

    long brokenOff() {
        return brokenOff.get();
    }

    /** Lets it look into the queue now. */
    void wake() {
        Thread running = thread;
        if (running == null) {
            start();
        } else {
            LockSupport.unpark(running);
        }
    }

    private synchronized void start() {
        if (thread == null) {
            Thread fresh = new Thread(this::run, "stillframe-recorder");
            fresh.setDaemon(true); // a disk that hangs must not keep the process
            fresh.setContextClassLoader(null);
            thread = fresh;
            fresh.start();
        }
    }

    /** Ends all recordings, and the thread. */
    void end(Duration patience) {
        ending = true;
        wake();
        Thread running = thread;
        try {
            if (running != null) {
                running.join(patience.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            boolean last = ending; // before the queue is looked at: what is in it belongs to it
            drain();
            if (last) {
                break;
            }
            if (open.get() > 0) {
                LockSupport.parkNanos(this, TICK);
            } else if (queue.isEmpty()) {
                LockSupport.park(this);
            }
        }
        for (TapeFile file : List.copyOf(files)) {
            finish(file, "the recorder was closed");
        }
    }

    private void drain() {
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            queued.addAndGet(-entry.weight());
            TapeFile file = entry.file();
            try {
                take(entry);
            } catch (IOException | RuntimeException e) {
                if (file != null) {
                    failed(file, e);
                }
            }
        }
        flush();
    }

    private void flush() {
        for (TapeFile file : dirty) {
            try {
                file.flush();
            } catch (IOException e) {
                failed(file, e);
            }
        }
        dirty.clear();
    }

    private void take(Entry entry) throws IOException {
        switch (entry) {
            case Entry.Begin begin -> begin(begin);
            case Entry.Batch batch -> {
                if (batch.file().isOpen()) {
                    append(batch.file(), RecordingWriter.batch(batch.events()));
                }
            }
            case Entry.Effects effects -> {
                if (effects.file().isOpen()) {
                    Outcome outcome = Outcome.of(effects.effects());
                    append(effects.file(), RecordingWriter.outcome(outcome));
                }
            }
            case Entry.Threw threw -> {
                if (threw.file().isOpen()) {
                    Outcome outcome = Outcome.of(threw.error());
                    append(threw.file(), RecordingWriter.outcome(outcome));
                }
            }
            case Entry.End end -> {
                if (end.whole()) {
                    finish(end.file(), end.reason());
                } else {
                    breakOff(end.file(), end.reason());
                }
            }
            case Entry.Mark mark -> {
                flush();
                mark.written().countDown();
            }
        }
    }

    private void begin(Entry.Begin begin) throws IOException {
        Octets beginning = RecordingWriter.MAGIC.plus(RecordingWriter.head(begin.head()));
        files.add(begin.file());
        if (isFullFor(beginning.length() + TapeFile.END)) {
            begin.file().setOver();
            log(begin.file(), allOfIt());
            brokenOff.incrementAndGet();
            forget(begin.file());
            return;
        }
        dirty.add(begin.file());
        total += beginning.length() + TapeFile.END; // its end is as good as written
        begin.file().open(store, beginning);
    }

    private boolean isFullFor(int octets) {
        full |= octets > where.maxTotalOctets() - total;
        return full;
    }

    private String allOfIt() {
        return "all have reached their limit of " + where.maxTotalOctets() + " octets";
    }

    private void append(TapeFile file, Octets record) throws IOException {
        if (!file.hasRoom(record)) {
            breakOff(file, "it has reached its limit of " + where.maxOctets() + " octets");
        } else if (isFullFor(record.length())) {
            breakOff(file, allOfIt());
        } else {
            total += record.length();
            dirty.add(file);
            file.append(record);
        }
    }

    /** Ends a recording, with the reason as its last record. */
    private void finish(TapeFile file, String reason) {
        if (file.isOpen()) {
            try {
                file.end(reason);
                forget(file);
            } catch (IOException e) {
                failed(file, e);
            }
        }
    }

    private void breakOff(TapeFile file, String reason) {
        if (file.isOpen()) {
            log(file, reason);
            try {
                file.end(reason);
            } catch (IOException e) {
                abandon(file);
            }
            brokenOff.incrementAndGet();
            forget(file);
        }
    }

    private void failed(TapeFile file, Exception cause) {
        if (files.contains(file)) {
            if (cause instanceof IOException) {
                pausedAt = System.nanoTime();
                paused = true;
            }
            log(file, cause.toString());
            abandon(file);
            brokenOff.incrementAndGet();
            forget(file);
        }
    }

    private void abandon(TapeFile file) {
        try {
            file.close();
            if (!file.hasHead()) {
                store.remove(file.name());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Not even closed: " + file.name(), e);
        }
    }

    private void forget(TapeFile file) {
        files.remove(file);
        open.decrementAndGet();
    }

    private void log(TapeFile file, String reason) {
        Path path = where.directory().resolve(file.name());
        Warnings.say("A recording breaks off, its connection goes on: " + path + ": " + reason);
    }
}
