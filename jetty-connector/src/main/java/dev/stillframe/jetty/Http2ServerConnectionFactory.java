package dev.stillframe.jetty;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.util.annotation.Name;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP/2 over TLS: {@code h2}, as ALPN negotiates it (RFC 9113 section 3.2). */
public final class Http2ServerConnectionFactory extends Http2ConnectionFactory
        implements ConnectionFactory.Configuring, NegotiatingServerConnection.CipherDiscriminator {
    private static final Logger LOG = LoggerFactory.getLogger(Http2ServerConnectionFactory.class);

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
     * Switches renegotiation off for the connector's TLS (section 9.2.1). Jetty leaves it off by
     * itself; a single connection cannot say so later, when ALPN has selected {@code h2}.
     *
     * <p>TLS then ends a connection that asks for it with an alert, and there is no GOAWAY, because
     * between the two handshakes nothing can be sent.
     */
    @Override
    public void configure(Connector connector) {
        for (SslContextFactory tls : connector.getContainedBeans(SslContextFactory.class)) {
            if (tls.isRenegotiationAllowed()) {
                tls.setRenegotiationAllowed(false);
                LOG.info("HTTP/2 forbids TLS renegotiation: switched off in {}", tls);
            }
        }
    }
}
