package dev.stillframe.workbench.jetty;

import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** An HTTP/2 layer for Jetty: the one thing in which the Jetty fronts differ. */
interface Protocols {

    /** HTTP/2 over TLS, chosen by ALPN. */
    ConnectionFactory h2(HttpConfiguration configuration);

    /** HTTP/2 over TCP, by prior knowledge and by Upgrade. */
    ConnectionFactory h2c(HttpConfiguration configuration);

    /** Jetty's own, as it comes: no setting of it is changed. */
    record Native() implements Protocols {
        @Override
        public ConnectionFactory h2(HttpConfiguration configuration) {
            return new HTTP2ServerConnectionFactory(configuration);
        }

        @Override
        public ConnectionFactory h2c(HttpConfiguration configuration) {
            return new HTTP2CServerConnectionFactory(configuration);
        }
    }
}
