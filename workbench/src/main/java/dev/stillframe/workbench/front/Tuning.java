package dev.stillframe.workbench.front;

import java.time.Duration;

/** What the fronts have in common besides the reference application. */
public final class Tuning {

    /** How long what runs may take to finish once a front was told to stop. */
    public static final Duration DRAIN = Duration.ofSeconds(5);

    /** Connections that may wait to be accepted: a load run opens many at once. */
    public static final int BACKLOG = 4096;

    /**
     * Octets that the fields of a request may take together on every front of ours and what it is
     * compared with: more than one frame, so that CONTINUATION can be tried (RFC 9113 section
     * 6.10).
     */
    public static final int REQUEST_FIELDS = 32 * 1024;

    private Tuning() {}

    /** Event loops of a front: one for each core. */
    public static int loops() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Whether stacks that can use a native TLS library do so, as their documentation recommends;
     * {@code -Dstillframe.tls=jdk} gives all of them the JDK's, to compare HTTP/2 and not TLS.
     */
    public static boolean nativeTls() {
        return !"jdk".equals(System.getProperty("stillframe.tls"));
    }
}
