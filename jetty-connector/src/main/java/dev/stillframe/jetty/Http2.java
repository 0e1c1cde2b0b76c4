package dev.stillframe.jetty;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Puts Stillframe into a server that was set up for Jetty's own HTTP/2. */
public final class Http2 {
    private Http2() {}

    /**
     * Replaces Jetty's own HTTP/2 factories of a connector by Stillframe's, each in its place, so
     * that ALPN prefers what it preferred before; with the same configuration and settings. Other
     * factories stay. Works as well where Jetty's own HTTP/2 is not on the path; then there is
     * nothing to replace. To be called before the connector is started.
     *
     * @return how many factories were replaced
     */
    public static int install(ServerConnector connector) {
        List<ConnectionFactory> factories = new ArrayList<>();
        int replaced = 0;
        String first = connector.getDefaultProtocol();
        for (ConnectionFactory factory : connector.getConnectionFactories()) {
            ConnectionFactory ours = replacement(factory);
            replaced += ours == factory ? 0 : 1;
            factories.add(ours);
        }
        if (replaced > 0) {
            connector.setConnectionFactories(factories);
            if (!first.equalsIgnoreCase(connector.getDefaultProtocol())) {
                connector.setDefaultProtocol(first);
            }
        }
        return replaced;
    }

    /** {@link #install(ServerConnector)} for all connectors of a server. */
    public static int install(Server server) {
        int replaced = 0;
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector ours) {
                replaced += install(ours);
            }
        }
        return replaced;
    }

    private static ConnectionFactory replacement(ConnectionFactory factory) {
        try {
            return NativeFactories.replacement(factory);
        } catch (NoClassDefFoundError absent) {
            return factory; // Jetty's own HTTP/2 is not on the path
        }
    }
}
