package dev.stillframe.api.grpc;

import dev.stillframe.api.message.Octets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A compression of messages (grpc/grpc doc/compression.md), each message by itself. Stateless. */
public interface Compression {
    /** RFC 1952. */
    Compression GZIP =
            new Compression() {
                @Override
                public String name() {
                    return "gzip";
                }

                @Override
                public Octets compress(Octets message) {
                    ByteArrayOutputStream to = new ByteArrayOutputStream(message.length() / 2 + 32);
                    try (GZIPOutputStream gzip = new GZIPOutputStream(to)) {
                        gzip.write(message.toArray());
                    } catch (IOException e) {
                        throw new IllegalStateException(e); // memory does not fail
                    }
                    return Octets.wrap(to.toByteArray());
                }

                @Override
                public Octets decompress(Octets octets, int most) throws IOException {
                    try (GZIPInputStream gzip =
                            new GZIPInputStream(new ByteArrayInputStream(octets.toArray()))) {
                        byte[] message = gzip.readNBytes(most);
                        if (gzip.read() >= 0) {
                            throw new TooLarge();
                        }
                        return Octets.wrap(message);
                    }
                }
            };

    /** The name in {@code grpc-encoding}. */
    String name();

    /** A message compressed, in memory of its own. */
    Octets compress(Octets message);

    /**
     * What was compressed, in memory of its own.
     *
     * @param most octets that it may have; no more than that may be made of it
     * @throws TooLarge when it has more
     * @throws IOException when the octets are not what {@link #compress} makes
     */
    Octets decompress(Octets octets, int most) throws IOException;

    /** A message has more octets than are taken. */
    final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        /** Says so. */
        public TooLarge() {
            super("a message has more octets than are taken");
        }
    }
}
