package dev.stillframe.api.client;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks, and how. Immutable: each {@code with} gives another one.
 *
 * @param endpoint whom to ask
 * @param head the request's head
 * @param content the whole content, kept so that a request that was never processed can be sent
 *     again; null when the content is written by an exchange or a fold, or there is none
 * @param trailers after the content; empty for none
 * @param deadline from the call to the end of the stream, waiting for a connection included; zero
 *     for none. When it runs out the stream is reset with CANCEL
 * @param decoded whether gzip and deflate are asked for and undone (RFC 9110 section 8.4)
 * @param interim told of interim heads (1xx), on the connection's loop; null for nobody
 * @param push decides on promised responses; null to refuse them
 */
public record Request(
        Endpoint endpoint,
        RequestHead head,
        @Nullable Octets content,
        FieldSection trailers,
        Duration deadline,
        boolean decoded,
        @Nullable Consumer<ResponseHead> interim,
        @Nullable Push push) {
    public Request {
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(head);
        Objects.requireNonNull(trailers);
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("a deadline is not negative: " + deadline);
        }
    }

    /** A request with this method. */
    public static Request of(String method, URI uri) {
        Endpoint endpoint = Endpoint.of(uri);
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
        RequestHead head =
                RequestHead.of(
                        method,
                        endpoint.scheme(),
                        endpoint.authority(),
                        target,
                        FieldSection.EMPTY);
        return new Request(
                endpoint, head, null, FieldSection.EMPTY, Duration.ZERO, false, null, null);
    }

    /** A GET. */
    public static Request get(URI uri) {
        return of("GET", uri);
    }

    /** A POST of this content, with its length. */
    public static Request post(URI uri, Octets content) {
        return of("POST", uri).with(content);
    }

    /** With one field more; the name is in lower case. */
    public Request with(String name, String value) {
        return with(head.fields().plus(new Field(name, value)));
    }

    /** With these fields instead. */
    public Request with(FieldSection fields) {
        RequestHead other =
                new RequestHead(
                        head.method(),
                        head.scheme(),
                        head.authority(),
                        head.path(),
                        head.protocol(),
                        fields);
        return new Request(endpoint, other, content, trailers, deadline, decoded, interim, push);
    }

    /** With the whole content, and its length as a field. */
    public Request with(Octets whole) {
        Request sized =
                head.fields().has("content-length")
                        ? this
                        : with("content-length", Integer.toString(whole.length()));
        return new Request(endpoint, sized.head, whole, trailers, deadline, decoded, interim, push);
    }

    /** With trailers after the content. */
    public Request withTrailers(FieldSection fields) {
        return new Request(endpoint, head, content, fields, deadline, decoded, interim, push);
    }

    /** With a deadline from the call on. */
    public Request within(Duration time) {
        return new Request(endpoint, head, content, trailers, time, decoded, interim, push);
    }

    /** Asks for gzip and deflate, and undoes them. */
    public Request decoding() {
        return new Request(endpoint, head, content, trailers, deadline, true, interim, push);
    }

    /** With somebody to be told of interim heads. */
    public Request onInterim(Consumer<ResponseHead> told) {
        return new Request(endpoint, head, content, trailers, deadline, decoded, told, push);
    }

    /** With somebody to decide on promised responses. */
    public Request onPush(Push decides) {
        return new Request(endpoint, head, content, trailers, deadline, decoded, interim, decides);
    }

    /** To another endpoint; the head stays as it is. */
    public Request to(Endpoint other) {
        return new Request(other, head, content, trailers, deadline, decoded, interim, push);
    }
}
