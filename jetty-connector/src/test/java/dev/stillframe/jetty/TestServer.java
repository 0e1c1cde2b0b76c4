package dev.stillframe.jetty;

import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server with HTTP/1.1 and h2c on one port and one handler, whose buffers are counted: when it is
 * closed, none may be missing.
 */
final class TestServer implements AutoCloseable {
    /** A handler as a lambda; it completes the callback. */
    interface Handling {
        void handle(Request request, Response response, Callback callback) throws Exception;
    }

    final QueuedThreadPool threads;
    final Server server;
    final HttpConfiguration configuration = new HttpConfiguration();
    final Http2CServerConnectionFactory factory;
    final ServerConnector connector;
    final CountedBuffers pool = new CountedBuffers();

    private TestServer(QueuedThreadPool threads) {
        this.threads = threads;
        this.server = new Server(threads, null, pool);
        this.factory = new Http2CServerConnectionFactory(configuration);
        this.connector =
                new ServerConnector(
                        server, 1, 1, new HttpConnectionFactory(configuration), factory);
        server.addConnector(connector);
    }

    static TestServer with(Handling handling) {
        return new TestServer(new QueuedThreadPool()).handling(handling);
    }

    static TestServer with(QueuedThreadPool threads) {
        return new TestServer(threads);
    }

    /** Not blocking. */
    TestServer handling(Handling handling) {
        return handling(Invocable.InvocationType.NON_BLOCKING, handling);
    }

    TestServer handling(Invocable.InvocationType type, Handling handling) {
        server.setHandler(
                new Handler.Abstract(type) {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        handling.handle(request, response, callback);
                        return true;
                    }
                });
        return this;
    }

    TestServer configured(Consumer<TestServer> change) {
        change.accept(this);
        return this;
    }

    TestServer start() throws Exception {
        server.start();
        return this;
    }

    int port() {
        return connector.getLocalPort();
    }

    Peer peer() throws Exception {
        return Peer.connect(port());
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
