package dev.stillframe.grpc.wire;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Messages as Length-Prefixed-Message: a flag, four octets of length, the message. */
public final class Frames {
    /** Octets ahead of each message. */
    public static final int PREFIX = 5;

    private Frames() {}

    /**
     * A message behind its prefix, in memory of its own.
     *
     * @param compression null to send it as it is
     * @throws IllegalStateException when the codec does not write what it has said
     */
    public static <T> Octets of(Codec<T> codec, T message, @Nullable Compression compression) {
        int size = codec.size(message);
        if (compression != null) {
            ByteBuffer plain = encoded(codec, message, size, 0);
            return compressed(compression.compress(Octets.wrap(plain.flip())));
        }
        ByteBuffer frame = encoded(codec, message, size, PREFIX);
        frame.put(0, (byte) 0).putInt(1, size);
        return Octets.wrap(frame.flip());
    }

    /**
     * The same, unless the message is too large.
     *
     * @param most octets that it may have before it is compressed
     * @throws TooLarge when it has more; nothing was encoded then
     */
    public static <T> Octets of(
            Codec<T> codec, T message, @Nullable Compression compression, int most)
            throws TooLarge {
        int size = codec.size(message);
        if (size > most) {
            throw new TooLarge(size, most);
        }
        return of(codec, message, compression);
    }

    /** A message has more octets than may be sent. */
    public static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Status status;

        TooLarge(int size, int most) {
            super(null, null, false, false);
            status =
                    Status.of(
                            Code.RESOURCE_EXHAUSTED,
                            "a message of " + size + " octets; at most " + most + " may be sent");
        }

        /** RESOURCE_EXHAUSTED (doc/statuscodes.md). */
        public Status status() {
            return status;
        }
    }

    private static <T> ByteBuffer encoded(Codec<T> codec, T message, int size, int before) {
        ByteBuffer to = ByteBuffer.allocate(Math.addExact(before, size)).position(before);
        codec.encode(message, to);
        if (to.hasRemaining()) {
            throw new IllegalStateException(
                    "a codec has said " + size + " octets and written " + (to.position() - before));
        }
        return to;
    }

    private static Octets compressed(Octets message) {
        ByteBuffer frame = ByteBuffer.allocate(Math.addExact(PREFIX, message.length()));
        frame.put((byte) 1).putInt(message.length());
        message.copyTo(0, frame, message.length());
        return Octets.wrap(frame.flip());
    }
}
