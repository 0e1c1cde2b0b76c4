package dev.stillframe.interop;

import com.google.protobuf.Message;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.message.Octets;
import java.io.IOException;

/**
 * gzip that leaves a mark in what it decompresses, so that it can be told whether a message came
 * compressed: messages of Protocol Buffers keep fields that they do not know, and one more at the
 * end is as good as one within.
 */
public final class Marked implements Compression {
    /** The only one that is needed. */
    public static final Compression GZIP = new Marked();

    /** The last field number that there is, so that it is nobody else's. */
    private static final int FIELD = (1 << 29) - 1;

    private static final Octets MARK = Octets.hex("f8ffffff0f01");

    private Marked() {}

    /** Whether a message was decompressed on its way. */
    public static boolean isOn(Message message) {
        return message.getUnknownFields().hasField(FIELD);
    }

    @Override
    public String name() {
        return Compression.GZIP.name();
    }

    @Override
    public Octets compress(Octets message) {
        return Compression.GZIP.compress(message);
    }

    @Override
    public Octets decompress(Octets octets, int most) throws IOException {
        return Compression.GZIP.decompress(octets, most).plus(MARK);
    }
}
