package dev.stillframe.h2.hpack;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A field name that is common enough to be known beforehand: the decoder gives out the one shared
 * string for it, the encoder finds its static index and how to index it.
 *
 * @param name the shared string
 * @param first the index of the first static entry with this name, or 0
 * @param last the index of the last one, or -1, so that a loop from first to last is right
 * @param indexing how the encoder treats a field of this name
 */
record KnownName(String name, int first, int last, Indexing indexing) {
    /** How the encoder treats a field (RFC 7541 section 6.2). */
    enum Indexing {
        /** Its value is likely to come again. */
        REPEATED,
        /** Each message has another value: it would only push others out of the table. */
        SELDOM_REPEATED,
        /** A credential: nobody shall learn it by probing the table (section 7.1.3). */
        SECRET,
        /** A credential when it is short enough to be guessed whole (section 7.1.3). */
        SECRET_WHEN_SHORT
    }

    private static final String SELDOM_REPEATED_NAMES =
            """
            :path age content-length content-range etag expires if-match if-modified-since
            if-none-match if-range if-unmodified-since last-modified location range retry-after
            content-md5 digest content-digest repr-digest idempotency-key grpc-message grpc-timeout
            grpc-trace-bin grpc-status-details-bin x-request-id x-correlation-id traceparent
            x-b3-traceid x-b3-spanid x-b3-parentspanid x-amzn-trace-id
            """;

    private static final String OTHER_NAMES =
            """
            :protocol accept-ch access-control-allow-credentials access-control-allow-headers
            access-control-allow-methods access-control-expose-headers access-control-max-age
            access-control-request-headers access-control-request-method alt-svc
            content-security-policy cross-origin-opener-policy cross-origin-resource-policy dnt
            early-data forwarded grpc-accept-encoding grpc-encoding grpc-status origin
            permissions-policy pragma priority purpose referrer-policy save-data sec-ch-ua
            sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site
            sec-fetch-user sec-websocket-accept sec-websocket-extensions sec-websocket-key
            sec-websocket-protocol sec-websocket-version server-timing te timing-allow-origin
            trailer upgrade-insecure-requests x-content-type-options x-forwarded-for
            x-forwarded-host x-forwarded-port x-forwarded-proto x-frame-options x-powered-by
            x-real-ip x-requested-with x-xss-protection
            """;

    /** Open addressing: at most a third is filled, so a probe looks at one or two places. */
    private static final @Nullable KnownName[] PLACES = new KnownName[512];

    static {
        for (int index = 1; index <= StaticTable.COUNT; index++) {
            String name = StaticTable.at(index).name();
            if (find(name) == null) {
                int last = index;
                while (last < StaticTable.COUNT && StaticTable.at(last + 1).name().equals(name)) {
                    last++;
                }
                place(new KnownName(name.intern(), index, last, indexing(name)));
            }
        }
        for (String name : (SELDOM_REPEATED_NAMES + OTHER_NAMES).split("\\s+")) {
            if (find(name) == null) {
                place(new KnownName(name.intern(), 0, -1, indexing(name)));
            }
        }
    }

    /** The known name that equals this one, or null. */
    static @Nullable KnownName find(String name) {
        int at = home(name.hashCode());
        while (true) {
            KnownName known = PLACES[at];
            if (known == null || known.name.equals(name)) {
                return known;
            }
            at = (at + 1) & (PLACES.length - 1);
        }
    }

    /** The name in {@code array[from, from + length)}: the shared string when it is known. */
    static String name(byte[] array, int from, int length) {
        int hash = 0; // as String.hashCode has it
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + (array[i] & 0xff);
        }
        int at = home(hash);
        while (true) {
            KnownName known = PLACES[at];
            if (known == null) {
                return new String(array, from, length, StandardCharsets.ISO_8859_1);
            }
            if (known.is(array, from, length)) {
                return known.name;
            }
            at = (at + 1) & (PLACES.length - 1);
        }
    }

    private boolean is(byte[] array, int from, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != (array[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static Indexing indexing(String name) {
        return switch (name) {
            case "authorization", "proxy-authorization", "set-cookie" -> Indexing.SECRET;
            case "cookie" -> Indexing.SECRET_WHEN_SHORT;
            default ->
                    (" " + SELDOM_REPEATED_NAMES.replace('\n', ' ')).contains(" " + name + " ")
                            ? Indexing.SELDOM_REPEATED
                            : Indexing.REPEATED;
        };
    }

    private static void place(KnownName known) {
        int at = home(known.name.hashCode());
        while (PLACES[at] != null) {
            at = (at + 1) & (PLACES.length - 1);
        }
        PLACES[at] = known;
    }

    private static int home(int hash) {
        return (hash * 0x9e3779b9) >>> (32 - 9);
    }
}
