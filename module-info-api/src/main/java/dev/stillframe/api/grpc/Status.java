package dev.stillframe.api.grpc;

import dev.stillframe.api.message.Octets;
import java.time.Duration;
import java.util.Objects;

/**
 * How a call ended.
 *
 * @param code what kind of end
 * @param message for people; any text, percent-encoded on the wire; may be empty
 * @param details a serialized {@code google.rpc.Status} ({@code grpc-status-details-bin}); empty
 *     for none
 * @param pushback what a server says about trying again; {@link Pushback#NONE} with success
 */
public record Status(Code code, String message, Octets details, Pushback pushback) {
    /** Success. */
    public static final Status OK = new Status(Code.OK, "", Octets.EMPTY);

    public Status {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(details);
        Objects.requireNonNull(pushback);
        if (code == Code.OK && !(pushback instanceof Pushback.None)) {
            throw new IllegalArgumentException("nobody tries again what has succeeded");
        }
    }

    /** A status that says nothing about trying again. */
    public Status(Code code, String message, Octets details) {
        this(code, message, details, Pushback.NONE);
    }

    /** A status without details. */
    public static Status of(Code code, String message) {
        return new Status(code, message, Octets.EMPTY);
    }

    /** Whether this is success. */
    public boolean isOk() {
        return code == Code.OK;
    }

    /** The same with details. */
    public Status with(Octets other) {
        return new Status(code, message, other, pushback);
    }

    /**
     * The same from a server that wants no other attempt before this time is over.
     *
     * @param delay 0 to 2^31-1 ms; parts of a millisecond count as a whole one
     * @throws IllegalArgumentException when it is not within that, and when this is success
     */
    public Status retryAfter(Duration delay) {
        if (delay.isNegative() || delay.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("not within 0 to 2^31-1 ms: " + delay);
        }
        long millis = delay.plusNanos(999_999).toMillis();
        return new Status(code, message, details, new Pushback.After((int) millis));
    }

    /**
     * The same from a server that wants no other attempt at all.
     *
     * @throws IllegalArgumentException when this is success
     */
    public Status withoutRetry() {
        return new Status(code, message, details, Pushback.STOP);
    }

    @Override
    public String toString() {
        return message.isEmpty() ? code.name() : code + ": " + message;
    }
}
