package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a payload of a stream's; the buffer is the writer's again then, whatever has
 * happened.
 */
final class Handover implements Http2Connection.Sent {
    private final DirectStream stream;

    // Under the stream's lock.
    private boolean over;
    private @Nullable String failure;

    Handover(DirectStream stream) {
        this.stream = stream;
    }

    @Override
    public void succeeded() {
        over(null);
    }

    @Override
    public void failed(String reason) {
        over(reason);
    }

    private void over(@Nullable String reason) {
        stream.lock.lock();
        try {
            over = true;
            failure = reason;
            stream.changed.signalAll();
        } finally {
            stream.lock.unlock();
        }
    }

    /** An interrupt resets the stream, which ends the wait. */
    void await() throws IOException {
        boolean interrupted = false;
        stream.lock.lock();
        try {
            while (!over) {
                try {
                    stream.changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stream.cancel();
                }
            }
            if (interrupted) {
                throw stream.interrupted();
            }
            if (failure != null) {
                stream.unsent(failure);
            }
        } finally {
            stream.lock.unlock();
        }
    }
}
