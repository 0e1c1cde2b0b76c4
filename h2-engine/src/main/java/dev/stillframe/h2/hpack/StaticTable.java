package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;

/** The static table (RFC 7541 section 2.3.1 and appendix A). Its fields are shared by everybody. */
final class StaticTable {
    /** How many entries there are; dynamic entries are numbered from the next one (2.3.3). */
    static final int COUNT = 61;

    private static final Field[] ENTRIES = {
        new Field(":authority", ""),
        new Field(":method", "GET"),
        new Field(":method", "POST"),
        new Field(":path", "/"),
        new Field(":path", "/index.html"),
        new Field(":scheme", "http"),
        new Field(":scheme", "https"),
        new Field(":status", "200"),
        new Field(":status", "204"),
        new Field(":status", "206"),
        new Field(":status", "304"),
        new Field(":status", "400"),
        new Field(":status", "404"),
        new Field(":status", "500"),
        new Field("accept-charset", ""),
        new Field("accept-encoding", "gzip, deflate"),
        new Field("accept-language", ""),
        new Field("accept-ranges", ""),
        new Field("accept", ""),
        new Field("access-control-allow-origin", ""),
        new Field("age", ""),
        new Field("allow", ""),
        new Field("authorization", ""),
        new Field("cache-control", ""),
        new Field("content-disposition", ""),
        new Field("content-encoding", ""),
        new Field("content-language", ""),
        new Field("content-length", ""),
        new Field("content-location", ""),
        new Field("content-range", ""),
        new Field("content-type", ""),
        new Field("cookie", ""),
        new Field("date", ""),
        new Field("etag", ""),
        new Field("expect", ""),
        new Field("expires", ""),
        new Field("from", ""),
        new Field("host", ""),
        new Field("if-match", ""),
        new Field("if-modified-since", ""),
        new Field("if-none-match", ""),
        new Field("if-range", ""),
        new Field("if-unmodified-since", ""),
        new Field("last-modified", ""),
        new Field("link", ""),
        new Field("location", ""),
        new Field("max-forwards", ""),
        new Field("proxy-authenticate", ""),
        new Field("proxy-authorization", ""),
        new Field("range", ""),
        new Field("referer", ""),
        new Field("refresh", ""),
        new Field("retry-after", ""),
        new Field("server", ""),
        new Field("set-cookie", ""),
        new Field("strict-transport-security", ""),
        new Field("transfer-encoding", ""),
        new Field("user-agent", ""),
        new Field("vary", ""),
        new Field("via", ""),
        new Field("www-authenticate", ""),
    };

    private StaticTable() {}

    /** The entry with an index from 1 to {@link #COUNT}. */
    static Field at(int index) {
        return ENTRIES[index - 1];
    }
}
