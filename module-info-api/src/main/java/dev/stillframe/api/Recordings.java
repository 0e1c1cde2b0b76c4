package dev.stillframe.api;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where connections are recorded, and how much of them at the most.
 *
 * <p>A recording holds everything that the peer sent and every head that the application sent:
 * {@code Authorization}, {@code Cookie} and request bodies included, after TLS. Its file is made
 * for its owner alone, where the file system knows owners; treat it like a heap dump.
 *
 * @param directory one file for each connection; made when it is missing
 * @param maxOctets of one recording, 4096 to 2^30. Default 64 MiB
 * @param maxTotalOctets of all recordings in the directory, those found there included, at least
 *     {@code maxOctets}. Default 1 GiB
 * @param maxOpen connections that are recorded at once, 1 to 100,000: each takes a file descriptor.
 *     Default 256
 * @param maxQueuedOctets of memory, roughly, for what waits to be written, at least 65,536. Default
 *     16 MiB
 */
public record Recordings(
        Path directory, int maxOctets, long maxTotalOctets, int maxOpen, int maxQueuedOctets) {
    public Recordings {
        Objects.requireNonNull(directory);
        require(maxOctets >= 4096 && maxOctets <= 1 << 30, "maxOctets is 4096 to 2^30");
        require(maxTotalOctets >= maxOctets, "maxTotalOctets is at least maxOctets");
        require(maxOpen >= 1 && maxOpen <= 100_000, "maxOpen is 1 to 100,000");
        require(maxQueuedOctets >= 65_536, "maxQueuedOctets is at least 65,536");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Recordings in this directory, with the default limits. */
    public static Recordings in(Path directory) {
        return new Recordings(directory, 64 << 20, 1L << 30, 256, 32 << 20);
    }

    /** The same with another limit for each recording, and for all if that was lower. */
    public Recordings withMaxOctets(int octets) {
        return new Recordings(
                directory, octets, Math.max(octets, maxTotalOctets), maxOpen, maxQueuedOctets);
    }
}
