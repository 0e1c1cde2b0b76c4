package dev.stillframe.api.grpc;

import dev.stillframe.api.message.Octets;
import java.util.Objects;

/**
 * How a call ended.
 *
 * @param code what kind of end
 * @param message for people; any text, percent-encoded on the wire; may be empty
 * @param details a serialized {@code google.rpc.Status} ({@code grpc-status-details-bin}); empty
 *     for none
 */
public record Status(Code code, String message, Octets details) {
    /** Success. */
    public static final Status OK = new Status(Code.OK, "", Octets.EMPTY);

    public Status {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(details);
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
        return new Status(code, message, other);
    }

    @Override
    public String toString() {
        return message.isEmpty() ? code.name() : code + ": " + message;
    }
}
