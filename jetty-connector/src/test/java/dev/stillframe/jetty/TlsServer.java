package dev.stillframe.jetty;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server over TLS with {@code h2}, {@code h2c} and HTTP/1.1, whose TLS refuses as little as Jetty
 * lets it: what is refused is refused by Stillframe.
 *
 * <p>It answers with the protocol of the request; but never a request for {@code /wait}.
 */
final class TlsServer implements AutoCloseable {
    private final Server server;
    private final CountedBuffers pool = new CountedBuffers();
    private final ServerConnector connector;
    final SslContextFactory.Server tls =
            new SslContextFactory.Server() {
                @Override
                protected void checkCiphers(SSLParameters offered) {} // weak ones are wanted here
            };

    /** How the request for {@code /wait} failed. */
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private TlsServer(Certificates certificates) {
        server = new Server(new QueuedThreadPool(), null, pool);
        tls.setKeyStorePath(certificates.store().toString());
        tls.setKeyStorePassword(Certificates.PASSWORD);
        tls.setExcludeProtocols();
        tls.setExcludeCipherSuites();
        tls.setIncludeProtocols("TLSv1.1", "TLSv1.2", "TLSv1.3");
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer(false)); // any host will do
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "h2c", "http/1.1");
        connector =
                new ServerConnector(
                        server,
                        1,
                        1,
                        new SslConnectionFactory(tls, alpn.getProtocol()),
                        alpn,
                        new Http2ServerConnectionFactory(configuration),
                        new Http2CServerConnectionFactory(configuration),
                        new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract.NonBlocking() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        answer(request, response, callback);
                        return true;
                    }
                });
    }

    private void answer(Request request, Response response, Callback callback) {
        if (request.getHttpURI().getPath().equals("/wait")) {
            request.addFailureListener(
                    cause -> {
                        callback.failed(cause);
                        failure.complete(cause);
                    });
        } else {
            Content.Sink.write(
                    response, true, request.getConnectionMetaData().getProtocol(), callback);
        }
    }

    static TlsServer start(Certificates certificates) throws Exception {
        return start(certificates, tls -> {});
    }

    static TlsServer start(Certificates certificates, Consumer<SslContextFactory.Server> change)
            throws Exception {
        TlsServer started = new TlsServer(certificates);
        change.accept(started.tls);
        started.server.start();
        return started;
    }

    TlsClient client() {
        return TlsClient.to(connector.getLocalPort());
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
