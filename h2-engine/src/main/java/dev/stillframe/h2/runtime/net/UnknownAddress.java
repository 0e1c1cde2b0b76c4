package dev.stillframe.h2.runtime.net;

import java.net.SocketAddress;

/** Of a peer that is not connected. */
final class UnknownAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
        return "nobody";
    }
}
