package dev.stillframe.vertx4;

import io.netty.handler.codec.DecoderResult;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.observability.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a request that its head says: target, fields, parameters, cookies. */
@SuppressWarnings("deprecation")
abstract sealed class RequestFields extends HttpServerRequestInternal implements HttpRequest
        permits ServerRequest {
    private final RequestTarget target;
    private final HeaderFields headers;
    private Charset paramsCharset = StandardCharsets.UTF_8;
    private @Nullable MultiMap params;
    private boolean paramsWithSemicolon;

    RequestFields(RequestTarget target, HeaderFields headers) {
        this.target = target;
        this.headers = headers;
    }

    /** Scheme and authority of the server, for requests that name none. */
    abstract String origin();

    /**
     * Whether a semicolon ends a parameter of the query. Vert.x asks it of requests since 4.5.28,
     * where it has an option for it; before, it always does.
     */
    public abstract boolean isUseSemicolonAsQueryParamDelimiter();

    @Override
    public abstract ServerResponse response();

    @Override
    public SocketAddress remoteAddress() {
        return connection().remoteAddress();
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_2;
    }

    @Override
    public HttpMethod method() {
        return target.method();
    }

    @Override
    public @Nullable String scheme() {
        return target.scheme();
    }

    @Override
    public @Nullable String uri() {
        return target.uri();
    }

    @Override
    public @Nullable String path() {
        return target.path();
    }

    @Override
    public @Nullable String query() {
        return target.query();
    }

    @Override
    public @Nullable HostAndPort authority() {
        return target.authority();
    }

    @Override
    public @Nullable HostAndPort authority(boolean real) {
        return real ? target.real() : target.authority();
    }

    @Override
    public boolean isValidAuthority() {
        return target.authority() != null;
    }

    @Override
    public @Nullable String host() {
        HostAndPort authority = target.authority();
        return authority == null ? null : authority.toString();
    }

    @Override
    public @Nullable String absoluteURI() {
        return target.method() == HttpMethod.CONNECT ? null : target.absolute(origin(), isSSL());
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public synchronized HttpServerRequest setParamsCharset(String charset) {
        Charset next = Charset.forName(charset);
        if (!next.equals(paramsCharset)) {
            paramsCharset = next;
            params = null;
        }
        return this;
    }

    @Override
    public synchronized String getParamsCharset() {
        return paramsCharset.name();
    }

    @Override
    public synchronized MultiMap params(boolean semicolonIsNormal) {
        MultiMap all = params;
        if (all == null || semicolonIsNormal != paramsWithSemicolon) {
            all = target.params(paramsCharset, semicolonIsNormal);
            params = all;
            paramsWithSemicolon = semicolonIsNormal;
        }
        return all;
    }

    @Override
    public Set<Cookie> cookies() {
        return ResponseCookies.asCookies(response().cookies().jar());
    }

    @Override
    public Set<Cookie> cookies(String name) {
        return ResponseCookies.asCookies(response().cookies().jar().getAll(name));
    }

    @Override
    public @Nullable Cookie getCookie(String name) {
        return response().cookies().jar().get(name);
    }

    @Override
    public @Nullable Cookie getCookie(String name, String domain, String path) {
        return response().cookies().jar().get(name, domain, path);
    }

    @Override
    public DecoderResult decoderResult() {
        return DecoderResult.SUCCESS;
    }
}
