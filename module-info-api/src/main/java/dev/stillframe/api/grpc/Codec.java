package dev.stillframe.api.grpc;

import dev.stillframe.api.message.Octets;
import java.nio.ByteBuffer;

/**
 * Messages of one type to octets and back. Stateless: called by any thread.
 *
 * @param <T> the messages; immutable values
 */
public interface Codec<T> {
    /**
     * A message as its octets, untouched; received ones are in memory of their own. For proxies and
     * tests. The subtype is {@code proto}.
     */
    Codec<Octets> OCTETS =
            new Codec<>() {
                @Override
                public int size(Octets message) {
                    return message.length();
                }

                @Override
                public void encode(Octets message, ByteBuffer to) {
                    message.copyTo(0, to, message.length());
                }

                @Override
                public Octets decode(ByteBuffer octets) {
                    return Octets.wrap(octets).copy();
                }
            };

    /** What stands behind {@code application/grpc+} in content-type. */
    default String subtype() {
        return "proto";
    }

    /** How many octets {@link #encode} will write, 0 to 2^31-1. */
    int size(T message);

    /** Writes exactly {@link #size} octets. */
    void encode(T message, ByteBuffer to);

    /**
     * Reads a message from all that remains.
     *
     * @param octets valid only during the call
     * @throws Exception when they are no such message: the call ends with INTERNAL on the side that
     *     has received them
     */
    T decode(ByteBuffer octets) throws Exception;
}
