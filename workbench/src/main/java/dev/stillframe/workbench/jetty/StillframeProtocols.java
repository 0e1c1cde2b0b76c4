package dev.stillframe.workbench.jetty;

import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.jetty.Http2ServerConnectionFactory;
import java.util.function.Function;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Ours, with push switched on for {@code GET /push}, as it always is in Jetty's own.
 *
 * @param others who answers a request, null for Jetty; null where Jetty answers all
 */
record StillframeProtocols(@Nullable Function<RequestHead, @Nullable Handler> others)
        implements Protocols {

    @Override
    public ConnectionFactory h2(HttpConfiguration configuration) {
        var factory = new Http2ServerConnectionFactory(configuration);
        factory.setPushEnabled(true);
        if (others != null) {
            factory.setHandlers(others);
        }
        return factory;
    }

    @Override
    public ConnectionFactory h2c(HttpConfiguration configuration) {
        var factory = new Http2CServerConnectionFactory(configuration);
        factory.setPushEnabled(true);
        if (others != null) {
            factory.setHandlers(others);
        }
        return factory;
    }
}
