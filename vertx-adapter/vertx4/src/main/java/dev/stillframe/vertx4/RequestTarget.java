package dev.stillframe.vertx4;

import dev.stillframe.api.message.RequestHead;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about, in Vert.x' terms.
 *
 * @param method the method
 * @param scheme null for CONNECT
 * @param uri path and query; null for CONNECT
 * @param real what {@code :authority} says; null where it is missing, or is no authority
 * @param authority the same, or else what {@code host} says
 * @param hostFromField whether {@code host} had to stand in
 */
record RequestTarget(
        HttpMethod method,
        @Nullable String scheme,
        @Nullable String uri,
        @Nullable HostAndPort real,
        @Nullable HostAndPort authority,
        boolean hostFromField) {
    static RequestTarget of(RequestHead head) {
        String named = head.authority();
        HostAndPort real = named == null ? null : HostAndPort.parseAuthority(named, -1);
        String host = real == null ? head.fields().value("host") : null;
        HostAndPort authority = host == null ? real : HostAndPort.parseAuthority(host, -1);
        return new RequestTarget(
                HttpMethod.valueOf(head.method()),
                head.scheme(),
                head.path(),
                real,
                authority,
                host != null);
    }

    /**
     * Whether Vert.x would take the request: an authority that is given must be one, and {@code
     * host} must not contradict it.
     */
    boolean isAcceptable(RequestHead head) {
        String host = head.fields().value("host");
        if (head.authority() == null && host == null) {
            return method != HttpMethod.CONNECT;
        }
        HostAndPort named = authority;
        if (named == null) {
            return false;
        }
        if (host == null || hostFromField) {
            return true;
        }
        HostAndPort other = HostAndPort.parseAuthority(host, -1);
        return other != null && named.host().equals(other.host()) && named.port() == other.port();
    }

    /** The path without the query. */
    @Nullable String path() {
        String all = uri;
        if (all == null || all.isEmpty()) {
            return all;
        }
        int from = 0;
        if (all.charAt(0) != '/') {
            int scheme = all.indexOf("://");
            if (scheme >= 0) {
                from = all.indexOf('/', scheme + 3);
                if (from < 0) {
                    return "/";
                }
            }
        }
        int to = all.indexOf('?', from);
        return all.substring(from, to < 0 ? all.length() : to);
    }

    /** What follows the question mark; null without one. */
    @Nullable String query() {
        int at = uri == null ? -1 : uri.indexOf('?');
        return at < 0 ? null : uri.substring(at + 1);
    }

    MultiMap params(Charset charset, boolean semicolonIsNormal) {
        MultiMap params = MultiMap.caseInsensitiveMultiMap();
        if (uri != null) {
            Map<String, List<String>> found =
                    new QueryStringDecoder(uri, charset, true, 1024, semicolonIsNormal)
                            .parameters();
            found.forEach((name, values) -> params.add(name, values));
        }
        return params;
    }

    /**
     * The whole URI; null where there is none.
     *
     * @param origin of the server, where the request names no authority
     */
    @Nullable String absolute(String origin, boolean ssl) {
        if (uri == null || uri.equals("*")) {
            return null;
        }
        if (uri.startsWith("https://") || uri.startsWith("http://")) {
            return uri;
        }
        HostAndPort at = authority;
        if (at == null) {
            return origin + uri;
        }
        boolean usual = at.port() <= 0 || at.port() == (ssl ? 443 : 80);
        return scheme + "://" + at.host() + (usual ? "" : ":" + at.port()) + uri;
    }
}
