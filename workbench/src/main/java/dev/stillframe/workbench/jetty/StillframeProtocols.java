package dev.stillframe.workbench.jetty;

import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.jetty.Http2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** Ours. */
record StillframeProtocols() implements Protocols {

    @Override
    public ConnectionFactory h2(HttpConfiguration configuration) {
        return new Http2ServerConnectionFactory(configuration);
    }

    @Override
    public ConnectionFactory h2c(HttpConfiguration configuration) {
        return new Http2CServerConnectionFactory(configuration);
    }
}
