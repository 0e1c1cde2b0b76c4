package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Compression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a server's machine are compressed.
 *
 * @param taken what the client takes, and we have; null for nothing
 * @param said what the machine has said last
 */
record Compressing(@Nullable Compression taken, Said said) {
    /** What a machine says of its messages. */
    enum Said {
        /** Nothing, ahead of its head: then none will be compressed. */
        NOTHING,
        /** Not from now on. */
        PLAIN,
        /** From now on. */
        COMPRESSED
    }

    /** Before the machine says anything. */
    static Compressing of(List<Compression> accepted) {
        return new Compressing(accepted.isEmpty() ? null : accepted.getFirst(), Said.NOTHING);
    }

    /** After the machine has spoken; too late for anything behind a head that names nothing. */
    Compressing says(boolean on, boolean headSent) {
        return headSent && said == Said.NOTHING
                ? this
                : new Compressing(taken, on ? Said.COMPRESSED : Said.PLAIN);
    }

    /** What the head names; null for nothing. */
    @Nullable Compression named() {
        return said == Said.NOTHING ? null : taken;
    }

    /** What the next message is compressed with; null for nothing. */
    @Nullable Compression now() {
        return said == Said.COMPRESSED ? taken : null;
    }
}
