package dev.stillframe.api.grpc;

import java.util.List;
import java.util.Objects;

/**
 * How a server serves calls. Immutable: each method gives another one.
 *
 * @param maxReceived the largest message taken, in octets after decompression; 4 MiB by default
 * @param maxSent the largest message sent, in octets before compression; a larger one ends its call
 *     with RESOURCE_EXHAUSTED, and nothing of it is sent. As large as there are by default
 * @param maxMetadata the largest head of a request, in octets as HTTP/2 counts them: names and
 *     values, octets in base64, and 32 more for each field. A larger one is refused with
 *     RESOURCE_EXHAUSTED; what is above {@link
 *     dev.stillframe.api.connection.Limits#maxHeaderListSize} besides is answered with 431 and not
 *     seen here. 8 KiB by default, as PROTOCOL-HTTP2 suggests
 * @param compressions what messages may be compressed with, besides not at all; gzip by default
 */
public record ServiceOptions(
        int maxReceived, int maxSent, int maxMetadata, List<Compression> compressions) {
    /** What is used unless something else is said. */
    public static final ServiceOptions DEFAULT =
            new ServiceOptions(4 << 20, Integer.MAX_VALUE, 8192, List.of(Compression.GZIP));

    public ServiceOptions {
        compressions = List.copyOf(compressions);
        int least = Math.min(maxMetadata, Math.min(maxReceived, maxSent));
        if (least < 0) {
            throw new IllegalArgumentException("a size is not negative: " + least);
        }
        compressions.forEach(Objects::requireNonNull);
    }

    /** With messages up to this size taken. */
    public ServiceOptions taking(int octets) {
        return new ServiceOptions(octets, maxSent, maxMetadata, compressions);
    }

    /** With messages up to this size sent. */
    public ServiceOptions sending(int octets) {
        return new ServiceOptions(maxReceived, octets, maxMetadata, compressions);
    }

    /** With requests' heads up to this size taken. */
    public ServiceOptions takingMetadata(int octets) {
        return new ServiceOptions(maxReceived, maxSent, octets, compressions);
    }

    /** With these compressions. */
    public ServiceOptions compressing(List<Compression> with) {
        return new ServiceOptions(maxReceived, maxSent, maxMetadata, with);
    }
}
