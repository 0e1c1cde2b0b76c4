package dev.stillframe.api;

import dev.stillframe.api.connection.Notice;

/** The port on the application's side. */
public interface Application {
    /**
     * Takes what has happened, in order. It is called within a turn, by one thread at a time, under
     * the connection's lock: it must not block, must not run code of users, and must not call the
     * connection except {@link Http2Connection#tell}, {@link Http2Connection#send} and {@link
     * Http2Connection#consumed}.
     */
    void on(Notice notice);
}
