package dev.stillframe.workbench.front;

/** A front that listens. */
public interface Serving extends AutoCloseable {

    /** What {@link #tlsPort()} says when there is no TLS port. */
    int NO_PORT = -1;

    /** The real plain port. */
    int port();

    /** The real TLS port, or {@link #NO_PORT}. */
    int tlsPort();

    /**
     * Drains: takes no new work, lets what runs finish for a bounded time, and stops.
     *
     * @throws IllegalStateException when it could not be stopped
     */
    @Override
    void close();
}
