package dev.stillframe.api;

import dev.stillframe.api.connection.Notice;

/** A runner for some of a connection's streams; the host answers the others. */
public interface SharedRunner extends FoldRunner {
    /**
     * Offers a notice to these streams; a request is theirs if a handler is chosen for it. What
     * concerns the connection is for the host too, and faults are for the host alone. Called under
     * the connection's lock, once for each notice.
     *
     * @return whether it is for one of these streams alone
     */
    boolean takes(Notice notice);

    @Override
    default void on(Notice notice) {
        takes(notice);
    }

    /** How many of these streams have not ended; for any thread. */
    int size();
}
