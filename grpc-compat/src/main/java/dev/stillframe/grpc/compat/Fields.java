package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import io.grpc.Metadata.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Metadata both ways. */
final class Fields {
    static final Key<byte[]> DETAILS =
            Key.of("grpc-status-details-bin", io.grpc.Metadata.BINARY_BYTE_MARSHALLER);

    static final Key<String> PUSHBACK = text("grpc-retry-pushback-ms");

    /** What HTTP or gRPC itself says, so that an application cannot. */
    private static final Set<String> NOT_CUSTOM =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "transfer-encoding",
                    "upgrade",
                    "user-agent");

    /** What applications of grpc-java do say, though it begins with {@code grpc-}. */
    private static final Set<String> CUSTOM = Set.of("grpc-trace-bin", "grpc-tags-bin");

    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    private Fields() {}

    /** As the wire has them; what an application cannot say is left out. */
    static Metadata of(io.grpc.Metadata given) {
        Set<String> keys = given.keys();
        if (keys.isEmpty()) {
            return Metadata.EMPTY;
        }
        List<Field> fields = new ArrayList<>(keys.size());
        for (String key : keys) {
            if (!isCustom(key)) {
                continue;
            }
            if (key.endsWith(io.grpc.Metadata.BINARY_HEADER_SUFFIX)) {
                for (byte[] value : values(given, binary(key))) {
                    fields.add(new Field(key, UNPADDED.encodeToString(value)));
                }
            } else {
                for (String value : values(given, text(key))) {
                    if (isText(value)) {
                        fields.add(new Field(key, value.strip()));
                    }
                }
            }
        }
        return new Metadata(FieldSection.of(fields));
    }

    private static <T> Iterable<T> values(io.grpc.Metadata given, Key<T> key) {
        Iterable<T> values = given.getAll(key);
        return values == null ? List.of() : values;
    }

    private static boolean isCustom(String key) {
        return key.startsWith("grpc-") ? CUSTOM.contains(key) : !NOT_CUSTOM.contains(key);
    }

    private static boolean isText(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** The same for an application; what is no key of {@code io.grpc} is left out. */
    static io.grpc.Metadata of(Metadata given) {
        io.grpc.Metadata all = new io.grpc.Metadata();
        Set<String> seen = new HashSet<>();
        for (Field field : given.fields()) {
            String name = field.name();
            if (!isKey(name)) {
                continue;
            }
            if (!name.endsWith(io.grpc.Metadata.BINARY_HEADER_SUFFIX)) {
                all.put(text(name), field.value());
            } else if (seen.add(name)) {
                for (Octets value : given.allOctets(name)) {
                    all.put(binary(name), value.toArray());
                }
            }
        }
        return all;
    }

    private static boolean isKey(String name) {
        return !name.isEmpty()
                && !name.equals(io.grpc.Metadata.BINARY_HEADER_SUFFIX)
                && name.chars()
                        .allMatch(
                                c ->
                                        c >= 'a' && c <= 'z'
                                                || c >= '0' && c <= '9'
                                                || c == '-'
                                                || c == '_'
                                                || c == '.');
    }

    static Key<String> text(String name) {
        return Key.of(name, io.grpc.Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Key<byte[]> binary(String name) {
        return Key.of(name, io.grpc.Metadata.BINARY_BYTE_MARSHALLER);
    }
}
