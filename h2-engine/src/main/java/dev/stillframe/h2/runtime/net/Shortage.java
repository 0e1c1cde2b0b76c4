package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells that the system gives no connections, once in a while. The reason is mostly that there are
 * no descriptors left, and a logger that is used for the first time wants one for its own files. So
 * one is kept for it: a JVM does not try again to load what it could not load once.
 */
final class Shortage {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** How long it is silent after it has told. */
    private static final long SILENCE = Duration.ofSeconds(10).toNanos();

    private final SocketAddress address;
    private @Nullable SocketChannel spare;
    private boolean told;
    private long toldAt;
    private int silent;

    Shortage(SocketAddress address) {
        this.address = address;
        keepSpare();
    }

    private void keepSpare() {
        try {
            spare = SocketChannel.open();
        } catch (IOException ignored) {
            // There are none; perhaps next time.
        }
    }

    /** Nothing could be accepted. */
    void tell(Throwable cause) {
        long now = Loop.now();
        if (told && now - toldAt < SILENCE) {
            silent++;
            return;
        }
        close();
        try {
            LOG.log(
                    Level.WARNING,
                    "Cannot accept on {0}: {1} ({2} more were not logged)",
                    address,
                    cause.getMessage() == null ? cause.toString() : cause.getMessage(),
                    silent);
        } finally {
            told = true;
            toldAt = now;
            silent = 0;
            keepSpare();
        }
    }

    /** Gives the descriptor back. */
    void close() {
        SocketChannel kept = spare;
        spare = null;
        if (kept != null) {
            try {
                kept.close();
            } catch (IOException ignored) {
                // It is closed in any case.
            }
        }
    }
}
