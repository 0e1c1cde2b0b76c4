package dev.stillframe.api;

/**
 * Runs a fold for every stream of one connection. As an application it only takes notes; the folds
 * run when the host calls {@link #run}, outside the connection's lock.
 */
public interface FoldRunner extends Application {
    /**
     * Lets the folds take what has come since the last call, and gives the connection what they
     * want done. To be called by one thread at a time, after {@link Http2Connection#received} or
     * {@link Http2Connection#turn} and before the buffer that was received is used again; {@link
     * Http2Connection#turn} is to follow.
     *
     * @return whether anything ran
     */
    boolean run(Http2Connection connection);

    /**
     * When {@link #run} is to be called though nothing has come, by {@link System#nanoTime}; {@link
     * Long#MAX_VALUE} for never. It changes only within {@link #run}.
     */
    default long wakeAt() {
        return Long.MAX_VALUE;
    }
}
