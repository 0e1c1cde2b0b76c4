package dev.stillframe.jetty;

import org.eclipse.jetty.io.Retainable;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the octets of one DATA notice alive for the application. With the last release the network
 * buffer is let go and the octets return to the peer as credit: an application that holds on to
 * chunks cannot be made to hold more than the windows allow (RFC 9113 section 5.2.2).
 */
final class DataRetainer extends Retainable.ReferenceCounter {
    private final ServerStream stream;
    private final @Nullable Retainable network;
    private final int octets;

    /**
     * @param network the buffer that they are in, already retained; null when they were copied out
     *     of it
     */
    DataRetainer(ServerStream stream, @Nullable Retainable network, int octets) {
        this.stream = stream;
        this.network = network;
        this.octets = octets;
    }

    @Override
    public boolean release() {
        if (!super.release()) {
            return false;
        }
        if (network != null) {
            network.release();
        }
        stream.reader().consumed(octets);
        return true;
    }
}
