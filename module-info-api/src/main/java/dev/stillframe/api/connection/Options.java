package dev.stillframe.api.connection;

import java.util.Objects;

/**
 * How a connection is set up.
 *
 * @param role which end this is
 * @param limits its limits
 * @param connectProtocol a server: whether extended CONNECT (RFC 8441) is offered
 * @param push a client: whether pushes are accepted; a server: whether it may push where the client
 *     accepts. Off by default
 * @param secure whether the transport is TLS: the scheme that a request is expected to name
 */
public record Options(
        Role role, Limits limits, boolean connectProtocol, boolean push, boolean secure) {
    public Options {
        Objects.requireNonNull(role);
        Objects.requireNonNull(limits);
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
        return new Options(role, other, connectProtocol, push, secure);
    }

    /** The same with push allowed. */
    public Options withPush() {
        return new Options(role, limits, connectProtocol, true, secure);
    }
}
