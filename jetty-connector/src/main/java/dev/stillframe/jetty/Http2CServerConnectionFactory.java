package dev.stillframe.jetty;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.util.annotation.Name;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 in clear text: {@code h2c}, by prior knowledge (RFC 9113 section 3.3) on a connector of
 * its own or beside HTTP/1.1, and by {@code Upgrade: h2c} (RFC 7540 section 3.2).
 */
public final class Http2CServerConnectionFactory extends Http2ConnectionFactory
        implements ConnectionFactory.Upgrading,
                ConnectionFactory.Detecting,
                NegotiatingServerConnection.CipherDiscriminator {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How much of the preface an HTTP/1.1 parser takes for a request. */
    private static final int PREFACE_REQUEST = 18;

    private static final List<String> HOP_BY_HOP =
            List.of(
                    "connection",
                    "upgrade",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "transfer-encoding",
                    "te",
                    "host");

    /** With a configuration of its own. */
    public Http2CServerConnectionFactory() {
        this(new HttpConfiguration());
    }

    public Http2CServerConnectionFactory(@Name("config") HttpConfiguration config) {
        super(config, "h2c");
    }

    /** Never over TLS. */
    @Override
    public boolean isAcceptable(String protocol, String tlsProtocol, String tlsCipher) {
        return false;
    }

    @Override
    public Detection detect(ByteBuffer buffer) {
        int length = Math.min(PREFACE.length, buffer.remaining());
        for (int i = 0; i < length; i++) {
            if (buffer.get(buffer.position() + i) != PREFACE[i]) {
                return Detection.NOT_RECOGNIZED;
            }
        }
        return length == PREFACE.length ? Detection.RECOGNIZED : Detection.NEED_MORE_BYTES;
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector,
            EndPoint endPoint,
            MetaData.Request request,
            HttpFields.Mutable response101) {
        if (Tls.of(endPoint) != null) {
            return null; // over TLS only ALPN leads to HTTP/2 (RFC 9113 sections 3.2 and 3.3)
        }
        if (HttpMethod.PRI.is(request.getMethod())) {
            Http2ServerConnection connection = open(connector, endPoint);
            connection.beganWith(ByteBuffer.wrap(PREFACE, 0, PREFACE_REQUEST).slice());
            return connection;
        }
        if (request.getContentLength() > 0
                || request.getHttpFields().contains(HttpHeader.TRANSFER_ENCODING)) {
            return null; // the content would still be in HTTP/1.1: no upgrade
        }
        Octets settings = settings(request);
        RequestHead head = head(request, endPoint.isSecure());
        Http2ServerConnection connection = open(connector, endPoint);
        connection.upgraded(settings, head);
        response101.put(HttpHeader.UPGRADE, "h2c");
        response101.put(HttpHeader.CONNECTION, "Upgrade");
        return connection;
    }

    /**
     * HTTP2-Settings, exactly one: the payload of a SETTINGS frame in base64url (RFC 7540 section
     * 3.2.1).
     */
    private static Octets settings(MetaData.Request request) {
        List<String> values = request.getHttpFields().getValuesList(HttpHeader.HTTP2_SETTINGS);
        if (values.size() != 1) {
            throw new HttpException.RuntimeException(
                    HttpStatus.BAD_REQUEST_400,
                    values.isEmpty() ? "Missing HTTP2-Settings" : "Several HTTP2-Settings");
        }
        String value = values.getFirst();
        try {
            byte[] payload = Base64.getUrlDecoder().decode(value);
            if (payload.length % 6 == 0) {
                return Octets.wrap(payload);
            }
        } catch (IllegalArgumentException ignored) {
            // Answered below.
        }
        throw new HttpException.RuntimeException(
                HttpStatus.BAD_REQUEST_400, "Not HTTP2-Settings: " + value);
    }

    private static RequestHead head(MetaData.Request request, boolean secure) {
        HttpFields http = request.getHttpFields();
        List<Field> fields = new ArrayList<>();
        for (HttpField field : http) {
            String name = field.getLowerCaseName().toLowerCase(Locale.ROOT);
            String value = field.getValue();
            if (!HOP_BY_HOP.contains(name) && !http.contains(HttpHeader.CONNECTION, name)) {
                fields.add(new Field(name, value == null ? "" : value));
            }
        }
        HttpURI uri = request.getHttpURI();
        String authority = uri.getAuthority();
        if (authority == null) {
            authority = http.get(HttpHeader.HOST);
        }
        String path = uri.getPathQuery();
        return RequestHead.of(
                request.getMethod(),
                secure ? "https" : "http",
                authority,
                path == null ? "/" : path,
                FieldSection.of(fields));
    }
}
