package dev.stillframe.workbench.jetty;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** Ours. */
record StillframeProtocols() implements Protocols {

    // PLUG IN HERE: new dev.stillframe.jetty.Http2ServerConnectionFactory(configuration)
    @Override
    public ConnectionFactory h2(HttpConfiguration configuration) {
        throw notYet();
    }

    // PLUG IN HERE: new dev.stillframe.jetty.Http2CServerConnectionFactory(configuration)
    @Override
    public ConnectionFactory h2c(HttpConfiguration configuration) {
        throw notYet();
    }

    private static UnsupportedOperationException notYet() {
        return new UnsupportedOperationException(
                "the front 'jetty' waits for the connector of dev.stillframe.jetty; use 'jetty-native' until then");
    }
}
