package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.message.RequestRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 request that asks for the upgrade to h2c (RFC 7540 section 3.2). Nothing else of
 * HTTP/1.1 is understood.
 *
 * @param settings the client's, as the payload of a SETTINGS frame
 * @param head the request, which becomes stream 1
 */
record UpgradeRequest(Octets settings, RequestHead head) {
    /** Fields that speak of the HTTP/1.1 connection alone. */
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "upgrade",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "transfer-encoding",
                    "te",
                    "host",
                    "content-length");

    /**
     * Reads a head.
     *
     * @param octets up to and with the empty line
     * @return null when this is not such a request, or is not one that HTTP/2 could carry, or has
     *     content, which would still be in HTTP/1.1
     */
    static @Nullable UpgradeRequest parse(byte[] octets) {
        String[] lines = new String(octets, StandardCharsets.ISO_8859_1).split("\r\n");
        String[] start = lines[0].split(" ");
        if (start.length != 3
                || !start[2].equals("HTTP/1.1")
                || !start[1].startsWith("/") && !start[1].equals("*")) {
            return null;
        }
        List<Field> fields = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            if (colon < 1 || line.charAt(colon - 1) <= ' ' || line.charAt(0) <= ' ') {
                return null;
            }
            fields.add(
                    new Field(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip()));
        }
        return of(start[0], start[1], FieldSection.of(fields));
    }

    private static @Nullable UpgradeRequest of(String method, String target, FieldSection fields) {
        Set<String> options = tokens(fields, "connection");
        List<String> settings = fields.values("http2-settings");
        List<String> hosts = fields.values("host");
        String length = fields.value("content-length");
        if (!options.contains("upgrade")
                || !options.contains("http2-settings")
                || !tokens(fields, "upgrade").contains("h2c")
                || settings.size() != 1
                || hosts.size() != 1
                || fields.has("transfer-encoding")
                || length != null && !length.equals("0")) {
            return null;
        }
        Octets payload = decode(settings.getFirst());
        if (payload == null) {
            return null;
        }
        List<Field> kept = new ArrayList<>();
        for (Field field : fields) {
            if (!HOP_BY_HOP.contains(field.name()) && !options.contains(field.name())) {
                kept.add(field);
            }
        }
        RequestHead head =
                RequestHead.of(method, "http", hosts.getFirst(), target, FieldSection.of(kept));
        return RequestRules.outgoing(head) == null ? new UpgradeRequest(payload, head) : null;
    }

    private static Set<String> tokens(FieldSection fields, String name) {
        Set<String> tokens = new HashSet<>();
        for (String value : fields.values(name)) {
            for (String token : value.split(",")) {
                tokens.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return tokens;
    }

    private static @Nullable Octets decode(String settings) {
        try {
            byte[] payload = Base64.getUrlDecoder().decode(settings);
            return payload.length % 6 == 0 ? Octets.wrap(payload) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
