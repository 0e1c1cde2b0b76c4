package dev.stillframe.jetty;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import java.util.Objects;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Request heads in Jetty's terms, for one connection.
 *
 * <p>A client repeats itself, and what the peer's HPACK table gives again is the same object again:
 * fields, sections and targets that were seen lately are found in small tables instead of being
 * built. Each is direct-mapped, so a client that does not repeat itself costs no memory either.
 * Used by the producer only.
 */
final class RequestHeads {
    private static final int FIELDS = 64;
    private static final int SECTIONS = 8;
    private static final int TARGETS = 16;

    private record KnownField(Field field, HttpField http) {}

    private record KnownSection(FieldSection section, HttpFields http, long contentLength) {}

    private record Target(
            @Nullable String scheme, @Nullable String authority, String path, HttpURI uri) {}

    private final @Nullable KnownField[] fields = new KnownField[FIELDS];
    private final @Nullable KnownSection[] sections = new KnownSection[SECTIONS];
    private final @Nullable Target[] targets = new Target[TARGETS];

    /**
     * @throws HttpException.RuntimeException with status 400 when Jetty takes the target for bad
     */
    MetaData.Request request(RequestHead head, long beginNanoTime) {
        try {
            KnownSection section = section(head.fields());
            if (head.opensTunnel()) {
                String authority = head.authority();
                return new MetaData.ConnectRequest(
                        beginNanoTime,
                        head.scheme(),
                        authority == null ? null : new HostPortHttpField(authority),
                        head.path(),
                        section.http(),
                        head.protocol());
            }
            return new MetaData.Request(
                    beginNanoTime,
                    head.method(),
                    target(head),
                    HttpVersion.HTTP_2,
                    section.http(),
                    section.contentLength());
        } catch (IllegalArgumentException x) {
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "Bad target", x);
        }
    }

    HttpFields trailers(FieldSection trailers) {
        return section(trailers).http();
    }

    private HttpURI target(RequestHead head) {
        String path = Objects.requireNonNull(head.path());
        String authority = head.authority();
        int slot = path.hashCode();
        slot = (slot ^ slot >>> 16) & TARGETS - 1;
        Target known = targets[slot];
        if (known != null
                && known.path.equals(path)
                && Objects.equals(known.authority, authority)
                && Objects.equals(known.scheme, head.scheme())) {
            return known.uri;
        }
        HttpURI.Mutable uri = HttpURI.build().scheme(head.scheme());
        if (authority != null) {
            HostPortHttpField hostPort = new HostPortHttpField(authority);
            uri.host(hostPort.getHost()).port(hostPort.getPort());
        }
        HttpURI made = uri.pathQuery(path).asImmutable();
        targets[slot] = new Target(head.scheme(), authority, path, made);
        return made;
    }

    private KnownSection section(FieldSection section) {
        int hash = 0;
        int count = section.count();
        for (int i = 0; i < count; i++) {
            hash = 31 * hash + hash(section.at(i));
        }
        int slot = (hash ^ hash >>> 16) & SECTIONS - 1;
        KnownSection known = sections[slot];
        if (known != null && same(known.section, section)) {
            return known;
        }
        HttpFields.Mutable http = HttpFields.build(count);
        long contentLength = -1;
        for (int i = 0; i < count; i++) {
            HttpField field = field(section.at(i));
            if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                contentLength = field.getLongValue();
            }
            http.add(field);
        }
        KnownSection made = new KnownSection(section, http.asImmutable(), contentLength);
        sections[slot] = made;
        return made;
    }

    private static boolean same(FieldSection one, FieldSection other) {
        int count = one.count();
        if (count != other.count()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            Field a = one.at(i);
            Field b = other.at(i);
            if (a != b && !(a.name().equals(b.name()) && a.value().equals(b.value()))) {
                return false;
            }
        }
        return true;
    }

    private HttpField field(Field field) {
        int hash = hash(field);
        int slot = (hash ^ hash >>> 16) & FIELDS - 1;
        KnownField known = fields[slot];
        if (known != null && known.field == field) {
            return known.http;
        }
        HttpHeader header = HttpHeader.CACHE.get(field.name());
        HttpField http =
                header == null
                        ? new HttpField(field.name(), field.value())
                        : new HttpField(header, field.name(), field.value());
        fields[slot] = new KnownField(field, http);
        return http;
    }

    private static int hash(Field field) {
        return 31 * field.name().hashCode() + field.value().hashCode();
    }
}
