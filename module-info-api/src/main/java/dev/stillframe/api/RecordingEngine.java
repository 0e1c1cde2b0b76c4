package dev.stillframe.api;

/**
 * An engine that records the connections it opens; {@code ./stillframe replay FILE} runs one again.
 *
 * <p>Traffic comes first. What is recorded is handed to one thread that writes it; the connection
 * never waits for it. A recording that meets its limit, a disk that is full or a queue that is full
 * ends there, with a line in the log, once a second at the most, and is counted; its connection
 * goes on. What is on the file by then can be replayed.
 *
 * <p>{@link #connection} is not recorded: whoever owns the loop has all its events.
 */
public interface RecordingEngine extends Http2Engine, AutoCloseable {
    /** Recordings that ended before their connection did. */
    long brokenOff();

    /** Connections of which no recording was begun, because one of the limits was met. */
    long unrecorded();

    /**
     * Ends all recordings and waits until they are written, five seconds at the most. Connections
     * go on, and new ones are not recorded.
     */
    @Override
    void close();
}
