package dev.stillframe.jetty;

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

    /** Prohibited cipher suites of TLS 1.2 do not negotiate {@code h2} (section 9.2.2). */
    @Override
    public boolean isAcceptable(String protocol, String tlsProtocol, String tlsCipher) {
        return !Http2Ciphers.isProhibited(tlsProtocol, tlsCipher);
    }
}
