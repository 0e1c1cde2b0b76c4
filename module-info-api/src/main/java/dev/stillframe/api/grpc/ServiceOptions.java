package dev.stillframe.api.grpc;

import java.util.List;
import java.util.Objects;

/**
 * How a server serves calls. Immutable: each method gives another one.
 *
 * @param maxReceived the largest message taken, in octets after decompression; 4 MiB by default
 * @param compressions what messages may be compressed with, besides not at all; gzip by default
 */
public record ServiceOptions(int maxReceived, List<Compression> compressions) {
    /** What is used unless something else is said. */
    public static final ServiceOptions DEFAULT =
            new ServiceOptions(4 << 20, List.of(Compression.GZIP));

    public ServiceOptions {
        compressions = List.copyOf(compressions);
        if (maxReceived < 0) {
            throw new IllegalArgumentException("a size is not negative: " + maxReceived);
        }
        compressions.forEach(Objects::requireNonNull);
    }

    /** With messages up to this size taken. */
    public ServiceOptions taking(int octets) {
        return new ServiceOptions(octets, compressions);
    }

    /** With these compressions. */
    public ServiceOptions compressing(List<Compression> with) {
        return new ServiceOptions(maxReceived, with);
    }
}
