package dev.stillframe.workbench.jetty;

import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.tls.Identity;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A Jetty server with everything that the Jetty fronts share. */
final class JettyServer implements Serving {

    /** How long what runs may take to finish once the server was told to stop. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /**
     * How long a connection may be silent then. Below {@link #DRAIN}, or nobody would be left to
     * drain.
     */
    private static final Duration DRAIN_IDLE = Duration.ofSeconds(3);

    /** One full frame (RFC 9113 section 4.2): what Jetty's own HTTP/2 sets by itself. */
    private static final int INPUT_BUFFER = 16 * 1024;

    private final Server server;
    private final ServerConnector plain;
    private final @Nullable ServerConnector tls;

    private JettyServer(Protocols protocols, Listening listening, Handler application) {
        var threads = new QueuedThreadPool();
        threads.setName("jetty");
        server = new Server(threads);
        server.setStopTimeout(DRAIN.toMillis());
        server.setHandler(application);
        plain = plainConnector(protocols, listening.port());
        server.addConnector(plain);
        tls = listening.tls() == null ? null : tlsConnector(protocols, listening.tls());
        if (tls != null) {
            server.addConnector(tls);
        }
    }

    static JettyServer start(Protocols protocols, Listening listening, Handler application)
            throws Exception {
        var started = new JettyServer(protocols, listening, application);
        try {
            started.server.start();
        } catch (Exception failure) {
            started.server.stop();
            throw failure;
        }
        return started;
    }

    @Override
    public int port() {
        return plain.getLocalPort();
    }

    @Override
    public int tlsPort() {
        return tls == null ? NO_PORT : tls.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException cut) {
            // What ran longer than a drain may take was cut off. The server has stopped all the
            // same.
        } catch (Exception failure) {
            throw new IllegalStateException("the server did not stop", failure);
        }
    }

    private ServerConnector plainConnector(Protocols protocols, int port) {
        HttpConfiguration configuration = configuration();
        var connector =
                new ServerConnector(
                        server,
                        new HttpConnectionFactory(configuration),
                        protocols.h2c(configuration));
        return listening(connector, port);
    }

    private ServerConnector tlsConnector(Protocols protocols, Listening.Tls listening) {
        HttpConfiguration configuration = configuration();
        // The certificate is for localhost, and the tests also come by address.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        var alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
        var connector =
                new ServerConnector(
                        server,
                        new SslConnectionFactory(
                                certified(listening.identity()), alpn.getProtocol()),
                        alpn,
                        protocols.h2(configuration),
                        new HttpConnectionFactory(configuration));
        return listening(connector, listening.port());
    }

    private static ServerConnector listening(ServerConnector connector, int port) {
        connector.setPort(port);
        connector.setShutdownIdleTimeout(DRAIN_IDLE.toMillis());
        return connector;
    }

    private static HttpConfiguration configuration() {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(Tuning.REQUEST_FIELDS);
        configuration.setInputBufferSize(INPUT_BUFFER);
        return configuration;
    }

    private static SslContextFactory.Server certified(Identity identity) {
        String password = "in memory only";
        var context = new SslContextFactory.Server();
        context.setKeyStore(identity.keyStore(password.toCharArray()));
        context.setKeyStorePassword(password);
        return context;
    }
}
