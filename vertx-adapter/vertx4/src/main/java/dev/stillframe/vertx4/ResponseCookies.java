package dev.stillframe.vertx4;

import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.impl.CookieJar;
import io.vertx.core.http.impl.ServerCookie;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cookies of a request, as its response changes them. Read from the field when first asked. */
final class ResponseCookies {
    private final MultiMap requestHeaders;
    private @Nullable CookieJar jar;

    ResponseCookies(MultiMap requestHeaders) {
        this.requestHeaders = requestHeaders;
    }

    synchronized CookieJar jar() {
        CookieJar all = jar;
        if (all == null) {
            String field = requestHeaders.get("cookie");
            all = field == null ? new CookieJar() : new CookieJar(field);
            jar = all;
        }
        return all;
    }

    /** Adds a field for each cookie that has changed. */
    synchronized void addTo(MultiMap responseHeaders) {
        CookieJar all = jar;
        if (all != null) {
            for (ServerCookie cookie : all) {
                if (cookie.isChanged()) {
                    responseHeaders.add("set-cookie", cookie.encode());
                }
            }
        }
    }

    /** A jar's cookies as those who do not know jars see them. It goes on being the same set. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static Set<Cookie> asCookies(CookieJar jar) {
        return (Set) jar;
    }
}
