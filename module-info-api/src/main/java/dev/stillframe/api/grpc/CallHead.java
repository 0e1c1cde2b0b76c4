package dev.stillframe.api.grpc;

import java.time.Duration;
import java.util.Objects;

/**
 * What a call begins with on a server.
 *
 * @param service the full name of the service
 * @param method the method's name
 * @param authority whom the client has asked for; may be empty
 * @param timeout {@code grpc-timeout}: how long the client will wait from the call's beginning;
 *     zero where it has not said
 * @param metadata the client's custom metadata
 */
public record CallHead(
        String service, String method, String authority, Duration timeout, Metadata metadata) {
    public CallHead {
        Objects.requireNonNull(service);
        Objects.requireNonNull(method);
        Objects.requireNonNull(authority);
        Objects.requireNonNull(timeout);
        Objects.requireNonNull(metadata);
    }
}
