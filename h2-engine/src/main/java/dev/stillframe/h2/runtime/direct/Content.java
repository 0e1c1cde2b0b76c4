package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.message.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Content that was received and waits to be read.
 *
 * @param octets a copy, or a view of the transport's buffer
 * @param release to be run when a view is not needed any more
 */
record Content(Octets octets, @Nullable Runnable release) {
    /** Below this a copy is cheaper than keeping a whole buffer from being used again. */
    private static final int COPY = 8192;

    static Content of(Octets view, Line line) {
        if (view.length() >= COPY) {
            Runnable release = line.hold();
            if (release != null) {
                return new Content(view, release);
            }
        }
        return new Content(view.copy(), null);
    }

    void released() {
        if (release != null) {
            release.run();
        }
    }
}
