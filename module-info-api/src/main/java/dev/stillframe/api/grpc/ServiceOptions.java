package dev.stillframe.api.grpc;

import java.util.List;
import java.util.Objects;

/**
 * How a server serves calls. Immutable: each method gives another one.
 *
 * @param maxReceived the largest message taken, in octets after decompression; 4 MiB by default
 * @param maxSent the largest message sent, in octets before compression; a larger one ends its call
 *     with RESOURCE_EXHAUSTED, and nothing of it is sent. As large as there are by default
 * @param compressions what messages may be compressed with, besides not at all; gzip by default
 */
public record ServiceOptions(int maxReceived, int maxSent, List<Compression> compressions) {
    /** What is used unless something else is said. */
    public static final ServiceOptions DEFAULT =
            new ServiceOptions(4 << 20, Integer.MAX_VALUE, List.of(Compression.GZIP));

    public ServiceOptions {
        compressions = List.copyOf(compressions);
        if (maxReceived < 0 || maxSent < 0) {
            throw new IllegalArgumentException(
                    "a size is not negative: " + Math.min(maxReceived, maxSent));
        }
        compressions.forEach(Objects::requireNonNull);
    }

    /** With messages up to this size taken. */
    public ServiceOptions taking(int octets) {
        return new ServiceOptions(octets, maxSent, compressions);
    }

    /** With messages up to this size sent. */
    public ServiceOptions sending(int octets) {
        return new ServiceOptions(maxReceived, octets, compressions);
    }

    /** With these compressions. */
    public ServiceOptions compressing(List<Compression> with) {
        return new ServiceOptions(maxReceived, maxSent, with);
    }
}
