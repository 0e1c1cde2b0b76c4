package dev.stillframe.interop.server;

import dev.stillframe.api.server.Handler;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.jetty.Http2ServerConnectionFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty with one port, on which all requests are calls. */
final class JettyHost implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;

    private JettyHost(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    static JettyHost start(Handler calls, int port, @Nullable SSLContext tls) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("jetty");
        Server server = new Server(threads);
        ServerConnector connector = tls == null ? plain(server, calls) : secure(server, calls, tls);
        connector.setPort(port);
        server.addConnector(connector);
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return new JettyHost(server, connector);
    }

    private static ServerConnector plain(Server server, Handler calls) {
        HttpConfiguration configuration = new HttpConfiguration();
        Http2CServerConnectionFactory h2c = new Http2CServerConnectionFactory(configuration);
        h2c.setHandlers(head -> calls);
        return new ServerConnector(server, new HttpConnectionFactory(configuration), h2c);
    }

    private static ServerConnector secure(Server server, Handler calls, SSLContext tls) {
        HttpConfiguration configuration = new HttpConfiguration();
        // Who calls decides whom it asks for: others' tests use a name that is not this machine's.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        Http2ServerConnectionFactory h2 = new Http2ServerConnectionFactory(configuration);
        h2.setHandlers(head -> calls);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls);
        return new ServerConnector(
                server,
                new SslConnectionFactory(context, alpn.getProtocol()),
                alpn,
                h2,
                new HttpConnectionFactory(configuration));
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
