package dev.stillframe.vertx4;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.ServerCookie;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a response that is said before it is sent: status, fields, cookies, trailers. */
abstract sealed class ResponseFields implements HttpServerResponse, HttpResponse
        permits ResponseEvents {
    private final KnownFields known;
    private final HeaderFields headers;
    private final ResponseCookies cookies;
    private HttpResponseStatus status = HttpResponseStatus.OK;
    private @Nullable String statusMessage;
    private @Nullable HeaderFields trailers;
    private boolean chunked;

    ResponseFields(KnownFields known, MultiMap requestHeaders) {
        this.known = known;
        this.headers = new HeaderFields(known);
        this.cookies = new ResponseCookies(requestHeaders);
    }

    /**
     * @throws IllegalStateException when the head has been sent
     */
    abstract void checkHeadOpen();

    /**
     * @throws IllegalStateException when the response has ended
     */
    abstract void checkOpen();

    HttpResponseStatus status() {
        return status;
    }

    ResponseCookies cookies() {
        return cookies;
    }

    HeaderFields fields() {
        return headers;
    }

    /** The trailers that were asked for; null where none were. */
    @Nullable HeaderFields trailerFields() {
        return trailers;
    }

    @Override
    public int statusCode() {
        return status.code();
    }

    @Override
    public int getStatusCode() {
        return status.code();
    }

    @Override
    public HttpServerResponse setStatusCode(int code) {
        if (code < 0) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0+)");
        }
        checkHeadOpen();
        status = HttpResponseStatus.valueOf(code);
        return this;
    }

    /** HTTP/2 does not send it. */
    @Override
    public String getStatusMessage() {
        String message = statusMessage;
        return message == null ? status.reasonPhrase() : message;
    }

    @Override
    public HttpServerResponse setStatusMessage(String message) {
        checkHeadOpen();
        statusMessage = message;
        return this;
    }

    /** HTTP/2 has no chunks; it is only remembered. */
    @Override
    public HttpServerResponse setChunked(boolean chunked) {
        checkHeadOpen();
        this.chunked = true;
        return this;
    }

    @Override
    public boolean isChunked() {
        return chunked;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public HttpServerResponse putHeader(String name, String value) {
        checkHeadOpen();
        headers.set(name, value);
        return this;
    }

    @Override
    public HttpServerResponse putHeader(CharSequence name, CharSequence value) {
        checkHeadOpen();
        headers.set(name, value);
        return this;
    }

    @Override
    public HttpServerResponse putHeader(String name, Iterable<String> values) {
        checkHeadOpen();
        headers.set(name, values);
        return this;
    }

    @Override
    public HttpServerResponse putHeader(CharSequence name, Iterable<CharSequence> values) {
        checkHeadOpen();
        headers.set(name, values);
        return this;
    }

    @Override
    public MultiMap trailers() {
        HeaderFields all = trailers;
        if (all == null) {
            all = new HeaderFields(known);
            trailers = all;
        }
        return all;
    }

    @Override
    public HttpServerResponse putTrailer(String name, String value) {
        checkOpen();
        trailers().set(name, value);
        return this;
    }

    @Override
    public HttpServerResponse putTrailer(CharSequence name, CharSequence value) {
        checkOpen();
        trailers().set(name, value);
        return this;
    }

    @Override
    public HttpServerResponse putTrailer(String name, Iterable<String> values) {
        checkOpen();
        trailers().set(name, values);
        return this;
    }

    @Override
    public HttpServerResponse putTrailer(CharSequence name, Iterable<CharSequence> values) {
        checkOpen();
        trailers().set(name, values);
        return this;
    }

    @Override
    public HttpServerResponse addCookie(Cookie cookie) {
        checkHeadOpen();
        cookies.jar().add((ServerCookie) cookie);
        return this;
    }

    @Override
    public @Nullable Cookie removeCookie(String name, boolean invalidate) {
        checkHeadOpen();
        return cookies.jar().removeOrInvalidate(name, invalidate);
    }

    @Override
    public @Nullable Cookie removeCookie(
            String name, String domain, String path, boolean invalidate) {
        checkHeadOpen();
        return cookies.jar().removeOrInvalidate(name, domain, path, invalidate);
    }

    @Override
    public Set<Cookie> removeCookies(String name, boolean invalidate) {
        checkHeadOpen();
        return ResponseCookies.asCookies(cookies.jar().removeOrInvalidateAll(name, invalidate));
    }
}
