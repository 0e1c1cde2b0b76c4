package dev.stillframe.h2.flow;

/**
 * Whether receive windows are what holds the peer back. A sample runs from a PING, which leaves
 * before a WINDOW_UPDATE, to its acknowledgement. What the peer sends before it acknowledges, it
 * sends without that credit: at the most what was open then. If it used that up, and the
 * application has taken what it had then, only the window was in the way.
 *
 * @param streamId the stream that is watched; 0 if it is the connection alone, negative while no
 *     PING is on its way
 * @param stream its window
 * @param connection the connection's window
 */
public record Bandwidth(int streamId, Sample stream, Sample connection) {
    /** No sample under way, and there may be one. */
    public static final Bandwidth IDLE = new Bandwidth(-1, Sample.NONE, Sample.NONE);

    /** The acknowledgement has come, and no DATA after it. */
    public static final Bandwidth OVER = new Bandwidth(-2, Sample.NONE, Sample.NONE);

    /**
     * One window in a sample.
     *
     * @param open what the peer could send when the PING left
     * @param received what has come since
     * @param unread what the application had then and has not consumed since
     */
    public record Sample(int open, long received, long unread) {
        /** Nobody has ever used it up. */
        static final Sample NONE = new Sample(Integer.MAX_VALUE, 0, 0);

        private static Sample of(ReceiveLedger ledger) {
            return new Sample(ledger.open(), 0, ledger.held());
        }

        private Sample and(int more) {
            return new Sample(open, received + more, unread);
        }

        private Sample without(int consumed) {
            return new Sample(open, received, unread - consumed);
        }

        /** Whether the peer would have sent more, and the application taken more. */
        public boolean isHeldBack() {
            return unread <= 0 && received >= open - open / 3L;
        }
    }

    /** A PING leaves, with the windows like this. */
    public static Bandwidth begin(int streamId, ReceiveLedger stream, ReceiveLedger connection) {
        return new Bandwidth(streamId, Sample.of(stream), Sample.of(connection));
    }

    /** A PING leaves, with the connection's window like this. */
    public static Bandwidth begin(ReceiveLedger connection) {
        return new Bandwidth(0, Sample.NONE, Sample.of(connection));
    }

    /** Whether a PING is on its way. */
    public boolean sampling() {
        return streamId >= 0;
    }

    /** Whether a PING may leave: DATA has come since the last was acknowledged. */
    public boolean mayBegin() {
        return streamId == IDLE.streamId;
    }

    /** DATA came. */
    public Bandwidth received(int on, int octets) {
        return sampling()
                ? new Bandwidth(
                        streamId,
                        on == streamId ? stream.and(octets) : stream,
                        connection.and(octets))
                : IDLE;
    }

    /** The application has consumed. */
    public Bandwidth consumed(int on, int octets) {
        return sampling()
                ? new Bandwidth(
                        streamId,
                        on == streamId ? stream.without(octets) : stream,
                        connection.without(octets))
                : this;
    }

    /**
     * The next larger size of a window. It takes a round trip each: the steps are large, since a
     * window that turns out too large is never filled by a peer whose octets are all taken.
     */
    public static int larger(int window, int most) {
        return (int) Math.max(window, Math.min(most, 4L * window));
    }
}
