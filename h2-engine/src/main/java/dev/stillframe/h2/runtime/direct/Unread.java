package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.message.Octets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Content of a stream on its way to a reader, and the credit that is due for it. Under the stream's
 * lock.
 */
final class Unread {
    private static final int CREDIT_AT_ONCE = 16_384;

    private final ArrayDeque<Content> contents = new ArrayDeque<>();
    private @Nullable Content reading;
    private int due;
    private boolean lost;

    void add(Content content) {
        contents.add(content);
    }

    boolean isEmpty() {
        return contents.isEmpty();
    }

    /** Whether some of it has gone before anybody could read it. */
    boolean isLost() {
        return lost;
    }

    /** What is to be read now, if there is anything. */
    @Nullable Octets next() {
        Content next = contents.poll();
        reading = next;
        return next == null ? null : next.octets();
    }

    /** What was read is not needed any more; says whether its credit is worth a turn. */
    boolean letGoOfRead() {
        Content done = reading;
        if (done != null) {
            reading = null;
            release(done);
        }
        return due >= CREDIT_AT_ONCE;
    }

    /** Nobody will read what is there. */
    void letGo() {
        letGoOfRead();
        for (Content content = contents.poll(); content != null; content = contents.poll()) {
            release(content);
        }
    }

    /** The stream was given up; what is being read now is its reader's still. */
    void lose() {
        lost = !contents.isEmpty();
        for (Content content = contents.poll(); content != null; content = contents.poll()) {
            content.released();
        }
    }

    private void release(Content content) {
        content.released();
        due += content.octets().length();
    }

    /** The octets that are due as credit, once. */
    int credit() {
        int octets = due;
        due = 0;
        return octets;
    }
}
