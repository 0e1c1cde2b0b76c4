package dev.stillframe.workbench.jetty;

import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.jetty.Http2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** Ours, with push switched on for {@code GET /push}, as it always is in Jetty's own. */
record StillframeProtocols() implements Protocols {

    @Override
    public ConnectionFactory h2(HttpConfiguration configuration) {
        var factory = new Http2ServerConnectionFactory(configuration);
        factory.setPushEnabled(true);
        return factory;
    }

    @Override
    public ConnectionFactory h2c(HttpConfiguration configuration) {
        var factory = new Http2CServerConnectionFactory(configuration);
        factory.setPushEnabled(true);
        return factory;
    }
}
