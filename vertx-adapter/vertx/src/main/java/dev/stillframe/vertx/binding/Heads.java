package dev.stillframe.vertx.binding;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.HttpHeaders;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Heads and trailers, from the engine's types to Vert.x' and back. */
final class Heads {
    private Heads() {}

    /** A request's head, as Vert.x has it once it has read the pseudo-header fields. */
    static HttpRequestHeaders request(RequestHead head) {
        HttpRequestHeaders headers = new HttpRequestHeaders(headers(head.fields()));
        headers.method(HttpMethod.valueOf(head.method()));
        headers.path(head.path());
        headers.scheme(head.scheme());
        String authority = head.authority();
        if (authority == null) {
            authority = head.fields().value("host");
        }
        headers.authority(authority == null ? null : HostAndPort.parseAuthority(authority, -1));
        return headers;
    }

    static HttpHeaders trailers(FieldSection fields) {
        return new HttpHeaders(headers(fields));
    }

    /** Crumbs of cookies become one field again (RFC 9113 section 8.2.3). */
    private static DefaultHttp2Headers headers(FieldSection fields) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers(false, Math.max(8, fields.count()));
        String cookies = null;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.at(i);
            if (field.name().equals("cookie")) {
                cookies = cookies == null ? field.value() : cookies + "; " + field.value();
            } else {
                headers.add(field.name(), field.value());
            }
        }
        if (cookies != null) {
            headers.add("cookie", cookies);
        }
        return headers;
    }

    /** The status of a response; 0 where there is none, which makes them trailers. */
    static int status(Headers<CharSequence, CharSequence, ?> headers) {
        CharSequence status = headers.get(":status");
        if (status == null) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < status.length(); i++) {
            value = value * 10 + status.charAt(i) - '0';
        }
        return value;
    }

    /** All but the pseudo-header fields. */
    static FieldSection fields(Headers<CharSequence, CharSequence, ?> headers) {
        Field[] fields = new Field[headers.size()];
        int count = 0;
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            String name = entry.getKey().toString();
            if (name.isEmpty() || name.charAt(0) != ':') {
                fields[count++] = new Field(name, text(entry.getValue()));
            }
        }
        return FieldSection.copyOf(fields, 0, count);
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }
}
