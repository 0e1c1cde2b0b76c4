package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Who has the sockets that calls come from. */
enum Front {
    STANDALONE {
        @Override
        Running start(Handler handler) throws IOException {
            Server server =
                    Server.builder()
                            .listen(
                                    new Listener(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(), 0),
                                            null))
                            .drain(Duration.ofMillis(100))
                            .handler(handler)
                            .start();
            return new Running() {
                @Override
                public int port() {
                    return Pair.port(server);
                }

                @Override
                public long streams() {
                    return server.statistics().streams();
                }

                @Override
                public long connections() {
                    return server.statistics().open();
                }

                @Override
                public void close() {
                    server.close();
                }
            };
        }
    },

    /** Its buffers are counted: when it is closed, none may be missing. */
    JETTY {
        @Override
        Running start(Handler handler) throws IOException {
            ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
            org.eclipse.jetty.server.Server server =
                    new org.eclipse.jetty.server.Server(new QueuedThreadPool(), null, pool);
            Http2CServerConnectionFactory factory =
                    new Http2CServerConnectionFactory(new HttpConfiguration());
            factory.setHandlers(head -> handler);
            ServerConnector connector = new ServerConnector(server, 1, 1, factory);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            try {
                server.start();
            } catch (Exception e) {
                throw new IOException(e);
            }
            return new Running() {
                @Override
                public int port() {
                    return connector.getLocalPort();
                }

                @Override
                public long streams() {
                    return factory.getConnections().getStreamCount();
                }

                @Override
                public long connections() {
                    return factory.getConnections().getSize();
                }

                @Override
                public void close() throws IOException {
                    try {
                        server.stop();
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    assertEquals(List.of(), List.copyOf(pool.getLeaks()), pool.dumpLeaks());
                }
            };
        }
    };

    /** A server on a free port of this machine. */
    interface Running extends AutoCloseable {
        int port();

        /** Open now. */
        long streams();

        /** Open now. */
        long connections();

        @Override
        void close() throws IOException;
    }

    abstract Running start(Handler handler) throws IOException;
}
