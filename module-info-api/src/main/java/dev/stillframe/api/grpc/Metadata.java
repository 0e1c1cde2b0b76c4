package dev.stillframe.api.grpc;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Custom metadata of a call (PROTOCOL-HTTP2, "Custom-Metadata"): keys with ASCII values, and keys
 * that end with {@code -bin} with octets. A key may occur several times. Immutable.
 *
 * <p>What came from a peer is kept as it came, also an ASCII value that gRPC would not allow us to
 * send: it must not fail the call.
 *
 * @param fields the field lines as on the wire; octets in base64
 */
public record Metadata(FieldSection fields) {
    /** None. */
    public static final Metadata EMPTY = new Metadata(FieldSection.EMPTY);

    private static final String BINARY = "-bin";

    /** What HTTP says of the stream itself. */
    private static final Set<String> HTTP =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "transfer-encoding",
                    "upgrade");

    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    public Metadata {
        Objects.requireNonNull(fields);
    }

    /**
     * Keys and ASCII values in turn.
     *
     * @throws IllegalArgumentException as {@link #plus(String, String)}
     */
    public static Metadata of(String... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a value is missing at the end");
        }
        Metadata all = EMPTY;
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all = all.plus(keysAndValues[i], keysAndValues[i + 1]);
        }
        return all;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * With one value more.
     *
     * @param key of {@code 0-9 a-z _ - .}, not ending with {@code -bin}, not beginning with {@code
     *     grpc-}, which is reserved
     * @param value of the characters from space to tilde; spaces at its ends are dropped, since
     *     HTTP/2 has no room for them
     * @throws IllegalArgumentException when they are not
     */
    public Metadata plus(String key, String value) {
        requireKey(key);
        if (key.endsWith(BINARY)) {
            throw new IllegalArgumentException(key + " is a key of octets");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException("a value of " + key + " is not printable ASCII");
            }
        }
        return new Metadata(fields.plus(key, value.strip()));
    }

    /**
     * With octets more; sent in base64 without padding.
     *
     * @param key as for a text, but ending with {@code -bin}
     * @throws IllegalArgumentException when it is not
     */
    public Metadata plus(String key, Octets value) {
        requireKey(key);
        if (!key.endsWith(BINARY)) {
            throw new IllegalArgumentException(key + " does not end with " + BINARY);
        }
        return new Metadata(fields.plus(key, UNPADDED.encodeToString(value.toArray())));
    }

    /** With all of these behind. */
    public Metadata plus(Metadata more) {
        if (isEmpty() || more.isEmpty()) {
            return isEmpty() ? more : this;
        }
        List<Field> all = new ArrayList<>(fields.asList());
        all.addAll(more.fields.asList());
        return new Metadata(FieldSection.of(all));
    }

    /** The last text of a key, or null; the last one counts where only one is expected. */
    public @Nullable String value(String key) {
        List<String> values = fields.values(key);
        return values.isEmpty() ? null : values.getLast();
    }

    /** The texts of a key, in order. */
    public List<String> values(String key) {
        return fields.values(key);
    }

    /** The last octets of a key, or null. */
    public @Nullable Octets octets(String key) {
        List<Octets> values = allOctets(key);
        return values.isEmpty() ? null : values.getLast();
    }

    /**
     * The octets of a key, in order. Values that a proxy has joined with commas are taken apart;
     * base64 is taken with and without padding; what is not base64 is left out.
     */
    public List<Octets> allOctets(String key) {
        List<Octets> all = new ArrayList<>();
        for (String line : fields.values(key)) {
            for (String value : line.split(",", -1)) {
                Octets octets = decoded(value.strip());
                if (octets != null) {
                    all.add(octets);
                }
            }
        }
        return List.copyOf(all);
    }

    private static @Nullable Octets decoded(String value) {
        try {
            return Octets.wrap(Base64.getDecoder().decode(value));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static void requireKey(String key) {
        if (key.isEmpty() || key.startsWith("grpc-") || HTTP.contains(key)) {
            throw new IllegalArgumentException(
                    key.isEmpty() ? "an empty key" : key + " is no custom metadata");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-'
                    || c == '.')) {
                throw new IllegalArgumentException(
                        "a key is of lower-case letters, digits, '_', '-' and '.': " + key);
            }
        }
    }
}
