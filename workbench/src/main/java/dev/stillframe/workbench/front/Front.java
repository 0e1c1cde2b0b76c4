package dev.stillframe.workbench.front;

/**
 * One HTTP/2 stack that can be put in front of the {@link Reference}.
 *
 * <p>A front listens on a plain port (HTTP/1.1, and h2c by prior knowledge and by Upgrade where its
 * stack knows that) and, if asked, on a TLS port (ALPN: h2, http/1.1).
 */
public interface Front {

    /** The name by which the command line knows it. */
    String name();

    /** What it is, in one line, for the list of fronts. */
    String description();

    /** Whether it is somebody else's, there to compare with. */
    default boolean isPeer() {
        return false;
    }

    /** Whether it can also listen on a TLS port. */
    default boolean hasTls() {
        return true;
    }

    /**
     * Listens and serves.
     *
     * @throws Exception when it cannot: a port is taken, or the stack is not there
     */
    Serving start(Listening listening) throws Exception;
}
