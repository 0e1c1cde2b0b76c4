package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.recording.RecordingWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** One recording's file. The writer's, all but {@link #over}. */
final class TapeFile {
    /** Beyond this it is written at once, not when the queue is empty. */
    private static final int BUFFER = 65_536;

    /** Room that is kept for the last record. */
    static final int END = 256;

    private final String name;
    private final int maxOctets;
    private volatile boolean over;
    private @Nullable WritableByteChannel channel;
    private Output pending = new Output(0);
    private int head;
    private int octets;
    private int written;

    TapeFile(String name, int maxOctets) {
        this.name = name;
        this.maxOctets = maxOctets;
    }

    String name() {
        return name;
    }

    /** Whether nothing more is to be recorded. Any thread asks. */
    boolean over() {
        return over;
    }

    void setOver() {
        over = true;
    }

    /** Whether it is open for more. */
    boolean isOpen() {
        return channel != null;
    }

    /** Makes it, with what stands before the first step. */
    void open(Store store, Octets beginning) throws IOException {
        channel = store.create(name);
        head = beginning.length();
        append(beginning);
    }

    /** Whether as much is on the disk as a reader needs. */
    boolean hasHead() {
        return head > 0 && written >= head;
    }

    /** Whether its limit lets it take this and an end. */
    boolean hasRoom(Octets record) {
        return record.length() <= maxOctets - END - octets;
    }

    void append(Octets record) throws IOException {
        pending.put(record);
        octets += record.length();
        if (pending.length() >= BUFFER) {
            flush();
        }
    }

    /** Writes what waits, and holds no memory then. */
    void flush() throws IOException {
        WritableByteChannel target = channel;
        if (target == null || pending.length() == 0) {
            return;
        }
        ByteBuffer buffer = pending.cut().toByteBuffer();
        pending = new Output(0);
        while (buffer.hasRemaining()) {
            written += target.write(buffer);
        }
    }

    /** Says why it ends, and closes it. */
    void end(String reason) throws IOException {
        append(RecordingWriter.end(reason));
        flush();
        close();
    }

    void close() throws IOException {
        over = true;
        pending = new Output(0);
        WritableByteChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
