package dev.stillframe.h2.flow;

/**
 * Windows for what we send (RFC 9113 sections 6.9.1 and 6.9.2). A stream's window is kept relative
 * to the peer's SETTINGS_INITIAL_WINDOW_SIZE, so that a change of the setting moves every stream's
 * window without touching a stream.
 */
public final class SendWindow {
    private SendWindow() {}

    /** Whether this WINDOW_UPDATE keeps the window within 2^31-1. */
    public static boolean admits(long window, int increment) {
        return window + increment <= ReceiveLedger.MAX_WINDOW;
    }

    /**
     * A stream's window: the setting, and what the stream's own frames changed. May be negative.
     */
    public static long of(int initial, long relative) {
        return initial + relative;
    }

    /** How long a reader of this rate takes for so many octets, in nanoseconds. */
    public static long reading(long octets, int octetsPerSecond) {
        return Math.max(0, octets) * 1_000_000_000 / octetsPerSecond;
    }

    /** What may be sent within both windows and the other bounds, at least 0. */
    public static int usable(long streamWindow, int connectionWindow, int queued, int room) {
        long least = Math.min(Math.min(streamWindow, connectionWindow), Math.min(queued, room));
        return (int) Math.max(0, least);
    }
}
