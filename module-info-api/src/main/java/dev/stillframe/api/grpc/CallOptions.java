package dev.stillframe.api.grpc;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client calls. Immutable: each {@code with} gives another one.
 *
 * @param timeout from the call to its end, waiting for a connection and all attempts included, and
 *     sent as {@code grpc-timeout}; null for the channel's default; zero or less has run out. A
 *     service config may shorten it
 * @param metadata custom metadata
 * @param waitForReady whether to wait for a connection where the server cannot be reached, rather
 *     than to fail with UNAVAILABLE; null for what the service config says of the method, and no
 *     where it says nothing
 * @param compression the name of the compression of messages; null for none
 * @param maxReceived the largest message taken, in octets after decompression; 0 for the channel's
 *     default. A service config may lower it
 * @param parent the server's call on behalf of which it is made; null for none
 */
public record CallOptions(
        @Nullable Duration timeout,
        Metadata metadata,
        @Nullable Boolean waitForReady,
        @Nullable String compression,
        int maxReceived,
        @Nullable Call parent) {
    /** All at their defaults. */
    public static final CallOptions DEFAULT =
            new CallOptions(null, Metadata.EMPTY, null, null, 0, null);

    public CallOptions {
        Objects.requireNonNull(metadata);
        if (maxReceived < 0) {
            throw new IllegalArgumentException("a size is not negative: " + maxReceived);
        }
    }

    /** With this much time. */
    public CallOptions within(Duration time) {
        return new CallOptions(time, metadata, waitForReady, compression, maxReceived, parent);
    }

    /** With metadata more. */
    public CallOptions with(Metadata more) {
        return new CallOptions(
                timeout, metadata.plus(more), waitForReady, compression, maxReceived, parent);
    }

    /** With metadata more. */
    public CallOptions with(String key, String value) {
        return with(Metadata.of(key, value));
    }

    /** Waiting for a connection, or not, whatever the service config says. */
    public CallOptions waitingForReady(boolean wait) {
        return new CallOptions(timeout, metadata, wait, compression, maxReceived, parent);
    }

    /** With messages compressed, by {@code gzip} or another name that is known. */
    public CallOptions compressing(String name) {
        return new CallOptions(timeout, metadata, waitForReady, name, maxReceived, parent);
    }

    /** With messages up to this size taken. */
    public CallOptions taking(int octets) {
        return new CallOptions(timeout, metadata, waitForReady, compression, octets, parent);
    }

    /** On behalf of a server's call. */
    public CallOptions under(Call call) {
        return new CallOptions(timeout, metadata, waitForReady, compression, maxReceived, call);
    }
}
