package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Messages both ways. Marshallers work on streams and in the application's own time, so that what
 * passes through the engine is octets.
 */
final class Messages {
    /** Octets as they are. An array is nobody's else once it was handed over. */
    private static final Codec<byte[]> CODEC =
            new Codec<>() {
                @Override
                public int size(byte[] message) {
                    return message.length;
                }

                @Override
                public void encode(byte[] message, ByteBuffer to) {
                    to.put(message);
                }

                @Override
                public byte[] decode(ByteBuffer octets) {
                    byte[] message = new byte[octets.remaining()];
                    octets.get(message);
                    return message;
                }
            };

    private Messages() {}

    /** The method as the engine calls it. */
    static Method<byte[], byte[]> method(MethodDescriptor<?, ?> theirs) {
        return new Method<>(
                Objects.requireNonNull(theirs.getServiceName()),
                Objects.requireNonNull(theirs.getBareMethodName()),
                kind(theirs.getType()),
                CODEC,
                CODEC,
                theirs.isIdempotent());
    }

    /** What nothing is known of may stream both ways. */
    private static Method.Kind kind(MethodType type) {
        return switch (type) {
            case UNARY -> Method.Kind.UNARY;
            case CLIENT_STREAMING -> Method.Kind.CLIENT_STREAMING;
            case SERVER_STREAMING -> Method.Kind.SERVER_STREAMING;
            case BIDI_STREAMING, UNKNOWN -> Method.Kind.BIDIRECTIONAL;
        };
    }

    /** All that a marshaller gives. */
    static byte[] octets(InputStream message) {
        try (message) {
            if (!(message instanceof Drainable drainable)) {
                return message.readAllBytes();
            }
            Drained drained =
                    new Drained(message instanceof KnownLength ? message.available() : 512);
            drainable.drainTo(drained);
            return drained.octets();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a marshaller takes. */
    static InputStream stream(byte[] message) {
        return new Whole(message);
    }

    /** Gives its own array away where that is just full. */
    private static final class Drained extends ByteArrayOutputStream {
        Drained(int size) {
            super(size);
        }

        byte[] octets() {
            return count == buf.length ? buf : toByteArray();
        }
    }

    private static final class Whole extends ByteArrayInputStream implements KnownLength {
        Whole(byte[] message) {
            super(message);
        }
    }
}
