package dev.stillframe.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.stillframe.interop.testing.Payload;

/** Payloads of zeros. */
public final class Payloads {
    /** The largest message that either side takes: 16 MiB, as others' interop programs do. */
    public static final int MOST = 16 << 20;

    private Payloads() {}

    /** So many zeros. */
    public static Payload zeros(int octets) {
        return Payload.newBuilder()
                .setBody(UnsafeByteOperations.unsafeWrap(new byte[octets]))
                .build();
    }

    /** Whether it is so many zeros. */
    public static boolean isZeros(Payload payload, int octets) {
        ByteString body = payload.getBody();
        if (body.size() != octets) {
            return false;
        }
        for (int i = 0; i < octets; i++) {
            if (body.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
