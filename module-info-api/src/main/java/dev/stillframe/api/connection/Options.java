package dev.stillframe.api.connection;

import java.util.Objects;
import java.util.Set;

/**
 * How a connection is set up.
 *
 * @param role which end this is
 * @param limits its limits
 * @param connectProtocol a server: whether extended CONNECT (RFC 8441) is offered
 * @param push a client: whether pushes are accepted; a server: whether it may push where the client
 *     accepts. Off by default
 * @param secure whether the transport is TLS: the scheme that a request is expected to name
 * @param tell what is told besides; nothing by default
 */
public record Options(
        Role role,
        Limits limits,
        boolean connectProtocol,
        boolean push,
        boolean secure,
        Set<Extra> tell) {
    /** What few applications want to know, and nobody else is to pay for. */
    public enum Extra {
        /** PINGs of the peer's, by {@link Notice.Pinged}. They are answered in any case. */
        PINGS,
        /**
         * Frames of types that have no meaning here, by {@link Notice.Extension}. They are held
         * until they are whole; otherwise they are passed over.
         */
        EXTENSIONS
    }

    public Options {
        Objects.requireNonNull(role);
        Objects.requireNonNull(limits);
        tell = Set.copyOf(tell);
    }

    /** Options under which nothing is told besides. */
    public Options(
            Role role, Limits limits, boolean connectProtocol, boolean push, boolean secure) {
        this(role, limits, connectProtocol, push, secure, Set.of());
    }

    /**
     * A server's or a client's options with the default limits, extended CONNECT offered, no push,
     * no TLS.
     */
    public static Options of(Role role) {
        return new Options(role, Limits.DEFAULT, true, false, false);
    }

    /** The same with other limits. */
    public Options with(Limits other) {
        return new Options(role, other, connectProtocol, push, secure, tell);
    }

    /** The same with push allowed. */
    public Options withPush() {
        return new Options(role, limits, connectProtocol, true, secure, tell);
    }

    /** The same with this told besides, and nothing else. */
    public Options telling(Extra... extras) {
        return new Options(role, limits, connectProtocol, push, secure, Set.of(extras));
    }
}
