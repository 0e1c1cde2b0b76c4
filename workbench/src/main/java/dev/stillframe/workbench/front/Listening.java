package dev.stillframe.workbench.front;

import dev.stillframe.workbench.tls.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Where a front listens. Port 0 means any free one.
 *
 * @param port the plain port
 * @param tls the TLS port with its certificate, or null for none
 */
public record Listening(int port, @Nullable Tls tls) {

    /** A TLS port and who the server says it is there. */
    public record Tls(int port, Identity identity) {}

    /** Only a plain port. */
    public static Listening plain(int port) {
        return new Listening(port, null);
    }

    /** A plain port and a TLS port. */
    public static Listening both(int port, int tlsPort, Identity identity) {
        return new Listening(port, new Tls(tlsPort, identity));
    }
}
