package dev.stillframe.jetty;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.util.annotation.Name;

/** HTTP/2 over TLS: {@code h2}, as ALPN negotiates it (RFC 9113 section 3.2). */
public final class Http2ServerConnectionFactory extends Http2ConnectionFactory
        implements NegotiatingServerConnection.CipherDiscriminator {
    /** With a configuration of its own. */
    public Http2ServerConnectionFactory() {
        this(new HttpConfiguration());
    }

    public Http2ServerConnectionFactory(@Name("config") HttpConfiguration config) {
        super(config, "h2");
        if (config.getCustomizer(AltSvcCustomizer.class) == null) {
            config.addCustomizer(new AltSvcCustomizer());
        }
    }

    /**
     * Neither versions below TLS 1.2 (section 9.2) nor the prohibited cipher suites of TLS 1.2
     * (section 9.2.2) negotiate {@code h2}. A client that can do nothing else gets HTTP/1.1, or no
     * connection; so there is never a cause to send INADEQUATE_SECURITY.
     */
    @Override
    public boolean isAcceptable(String protocol, String tlsProtocol, String tlsCipher) {
        return !Http2Ciphers.isTooOld(tlsProtocol)
                && !Http2Ciphers.isProhibited(tlsProtocol, tlsCipher);
    }

    /**
     * From here on the peer may not renegotiate (section 9.2.1), even where the connector allows it
     * to HTTP/1.1: TLS ends the connection with an alert. There is no GOAWAY then, because between
     * the two handshakes nothing can be sent.
     */
    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        SslConnection tls = Tls.of(endPoint);
        if (tls != null) {
            tls.setRenegotiationAllowed(false);
        }
        return super.newConnection(connector, endPoint);
    }
}
