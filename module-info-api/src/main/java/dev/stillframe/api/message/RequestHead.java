package dev.stillframe.api.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request (RFC 9113 section 8.3.1).
 *
 * <p>An ordinary request has scheme and path. CONNECT (section 8.5) has the authority alone;
 * extended CONNECT (RFC 8441) has scheme, authority, path and protocol.
 *
 * @param method {@code :method}, case-sensitive
 * @param scheme {@code :scheme}
 * @param authority {@code :authority}
 * @param path {@code :path}: begins with a slash, or is {@code *} for OPTIONS
 * @param protocol {@code :protocol} (RFC 8441)
 * @param fields the other fields
 */
public record RequestHead(
        String method,
        @Nullable String scheme,
        @Nullable String authority,
        @Nullable String path,
        @Nullable String protocol,
        FieldSection fields)
        implements Head {
    public RequestHead {
        Objects.requireNonNull(method);
        Objects.requireNonNull(fields);
    }

    /** An ordinary request. */
    public static RequestHead of(
            String method,
            String scheme,
            @Nullable String authority,
            String path,
            FieldSection fields) {
        return new RequestHead(method, scheme, authority, path, null, fields);
    }

    /** A GET of {@code path} from {@code authority}. */
    public static RequestHead get(String scheme, String authority, String path) {
        return of("GET", scheme, authority, path, FieldSection.EMPTY);
    }

    /** Whether this is CONNECT without {@code :protocol} (RFC 9113 section 8.5). */
    public boolean isConnect() {
        return method.equals("CONNECT") && protocol == null;
    }

    /** Whether a 2xx response makes the stream a tunnel: CONNECT, plain or extended. */
    public boolean opensTunnel() {
        return method.equals("CONNECT");
    }

    /** The priority that the {@code priority} field asks for (RFC 9218 section 5). */
    public Priority priority() {
        String value = fields.value("priority");
        return value == null ? Priority.DEFAULT : Priority.parse(value);
    }
}
