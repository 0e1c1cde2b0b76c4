package dev.stillframe.jetty.compat;

import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.jetty.Http2ServerConnectionFactory;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * A server whose {@code /echo} is a WebSocket, in a handler or in a servlet, and whose other paths
 * answer with the protocol of the request. When it is closed, no buffer may be missing.
 */
final class WebSocketServer implements AutoCloseable {
    private final CountedBuffers pool = new CountedBuffers();
    private final Server server = new Server(new QueuedThreadPool(), null, pool);
    private final HttpConfiguration configuration = new HttpConfiguration();
    private ServerConnector connector = new ServerConnector(server);

    /** The server's ends of the sockets, in the order of their opening. */
    final ConcurrentLinkedQueue<EchoSocket> sockets = new ConcurrentLinkedQueue<>();

    /** With prior knowledge. */
    WebSocketServer cleartext() {
        return connector(new Http2CServerConnectionFactory(configuration));
    }

    /** With ALPN. */
    WebSocketServer tls(Path keyStore, String password) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keyStore.toString());
        tls.setKeyStorePassword(password);
        configuration.addCustomizer(new SecureRequestCustomizer(false)); // any host will do
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2");
        return connector(
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                new Http2ServerConnectionFactory(configuration));
    }

    private WebSocketServer connector(ConnectionFactory... factories) {
        connector = new ServerConnector(server, 1, 1, factories);
        server.addConnector(connector);
        return this;
    }

    /** Jetty's own WebSocket. */
    WebSocketServer handler() {
        WebSocketUpgradeHandler upgrade =
                WebSocketUpgradeHandler.from(
                        server,
                        container -> {
                            limits(container);
                            container.addMapping("/echo", (request, response, done) -> socket());
                        });
        upgrade.setHandler(
                new Handler.Abstract.NonBlocking() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        Content.Sink.write(
                                response,
                                true,
                                request.getConnectionMetaData().getProtocol(),
                                callback);
                        return true;
                    }
                });
        server.setHandler(upgrade);
        return this;
    }

    /** The WebSocket of servlets. */
    WebSocketServer servlet() {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new EchoServlet()), "/echo");
        JettyWebSocketServletContainerInitializer.configure(context, null);
        server.setHandler(context);
        return this;
    }

    private final class EchoServlet extends JettyWebSocketServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void configure(JettyWebSocketServletFactory factory) {
            limits(factory);
            factory.setCreator((request, response) -> socket());
        }
    }

    private static void limits(Configurable sockets) {
        sockets.setMaxTextMessageSize(4 << 20);
        sockets.setMaxBinaryMessageSize(4 << 20);
        sockets.setMaxFrameSize(4 << 20);
    }

    private EchoSocket socket() {
        EchoSocket socket = new EchoSocket();
        sockets.add(socket);
        return socket;
    }

    WebSocketServer start() throws Exception {
        server.start();
        return this;
    }

    int port() {
        return connector.getLocalPort();
    }

    /** How many transport connections there are. */
    int connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("the server does not stop", e);
        }
        pool.expectAll();
    }
}
