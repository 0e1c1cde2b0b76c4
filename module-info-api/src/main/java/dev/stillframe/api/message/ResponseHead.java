package dev.stillframe.api.message;

import java.util.Objects;

/**
 * The head of a response (RFC 9113 section 8.3.2), interim (1xx, any number of them) or final.
 *
 * @param status the status code, 100 to 999
 * @param fields the fields
 */
public record ResponseHead(int status, FieldSection fields) implements Head {
    public ResponseHead {
        Objects.requireNonNull(fields);
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("a status has three digits: " + status);
        }
    }

    /** A response head with names and values in turn. */
    public static ResponseHead of(int status, String... namesAndValues) {
        return new ResponseHead(status, FieldSection.of(namesAndValues));
    }

    /** Whether another head follows (RFC 9110 section 15.2). */
    public boolean isInterim() {
        return status < 200;
    }
}
