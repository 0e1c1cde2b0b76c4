package dev.stillframe.h2.pool;

/**
 * Who wants a stream, or has the lease of one.
 *
 * @param endpoint the number of its endpoint
 * @param sequence its place among all that ever came
 * @param deadline until when it waits
 * @param connection that it has a lease on; {@link #WAITS} while it has none
 * @param avoided the connection that it was returned from; {@link #WAITS} for none
 */
record Waiter(int endpoint, long sequence, long deadline, int connection, int avoided) {
    static final int WAITS = 0;

    Waiter leasing(int on) {
        return new Waiter(endpoint, sequence, deadline, on, avoided);
    }

    Waiter returned() {
        return new Waiter(endpoint, sequence, deadline, WAITS, connection);
    }
}
