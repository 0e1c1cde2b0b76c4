package dev.stillframe.vertx4;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.spi.tracing.TagExtractor;
import org.jspecify.annotations.Nullable;

/** What a tracer may learn of a request and its response. The names are Vert.x'. */
final class Tags {
    private static final String[] OF_REQUEST = {
        "http.url", "http.method", "http.scheme", "http.path", "http.query"
    };

    static final TagExtractor<HttpServerRequest> REQUEST =
            new TagExtractor<>() {
                @Override
                public int len(HttpServerRequest request) {
                    return request.query() == null ? 4 : 5;
                }

                @Override
                public String name(HttpServerRequest request, int index) {
                    return OF_REQUEST[index];
                }

                @Override
                public @Nullable String value(HttpServerRequest request, int index) {
                    return switch (index) {
                        case 0 -> request.absoluteURI();
                        case 1 -> request.method().name();
                        case 2 -> request.scheme();
                        case 3 -> request.path();
                        case 4 -> request.query();
                        default -> throw new IndexOutOfBoundsException(index);
                    };
                }
            };

    static final TagExtractor<HttpServerResponse> RESPONSE =
            new TagExtractor<>() {
                @Override
                public int len(HttpServerResponse response) {
                    return 1;
                }

                @Override
                public String name(HttpServerResponse response, int index) {
                    return "http.status_code";
                }

                @Override
                public String value(HttpServerResponse response, int index) {
                    return Integer.toString(response.getStatusCode());
                }
            };

    private Tags() {}
}
