package dev.stillframe.workbench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Octets in and out of a connection; no call waits. */
interface Wire {

    /**
     * Goes on with what must be done before HTTP/2 can be spoken.
     *
     * @return whether it is done
     * @throws IOException when the peer does not want this, or is gone
     */
    boolean advance() throws IOException;

    /**
     * Reads what is there.
     *
     * @param into a buffer with room for at least 16 KiB more than it has to take
     * @return how many octets; -1 at the end
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes as much as goes.
     *
     * @return whether all of it has gone; if not, call again with the same when there is room
     */
    boolean write(ByteBuffer[] octets) throws IOException;

    /** Nothing more will be written. */
    void finish() throws IOException;

    /** TCP and nothing else. */
    record Plain(SocketChannel channel) implements Wire {
        @Override
        public boolean advance() {
            return true;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean write(ByteBuffer[] octets) throws IOException {
            channel.write(octets);
            return !octets[octets.length - 1].hasRemaining();
        }

        @Override
        public void finish() throws IOException {
            channel.shutdownOutput();
        }
    }
}
