package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServletTest {
    /** Blocking: reads all, writes it back with its length before it. */
    private static final class Blocking extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            byte[] content = request.getInputStream().readAllBytes();
            response.getWriter().print(request.getProtocol() + " " + content.length + ":");
            response.flushBuffer();
            response.getWriter().print(new String(content));
        }
    }

    /** Asynchronous: reads when there is something, writes when it may. */
    private static final class Asynchronous extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            AsyncContext async = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            int[] read = {0};
            request.getInputStream()
                    .setReadListener(
                            new ReadListener() {
                                @Override
                                public void onDataAvailable() throws IOException {
                                    byte[] buffer = new byte[4096];
                                    while (request.getInputStream().isReady()) {
                                        int n = request.getInputStream().read(buffer);
                                        if (n < 0) {
                                            return;
                                        }
                                        read[0] += n;
                                    }
                                }

                                @Override
                                public void onAllDataRead() throws IOException {
                                    out.print("read " + read[0]);
                                    async.complete();
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    async.complete();
                                }
                            });
        }
    }

    private static TestServer server() throws Exception {
        return TestServer.with(new QueuedThreadPool())
                .configured(
                        it -> {
                            ServletContextHandler context = new ServletContextHandler("/");
                            context.addServlet(new ServletHolder(new Blocking()), "/blocking");
                            ServletHolder asynchronous = new ServletHolder(new Asynchronous());
                            asynchronous.setAsyncSupported(true);
                            context.addServlet(asynchronous, "/async");
                            it.server.setHandler(context);
                        })
                .start();
    }

    @Test
    void a_blocking_servlet_reads_and_writes() throws Exception {
        try (TestServer server = server();
                Peer peer = server.peer()) {
            peer.post(1, "/blocking").data(1, false, "one ");
            assertEquals("HTTP/2.0 7:one two", peer.data(1, true, "two").await(1).text());
        }
    }

    @Test
    void an_asynchronous_servlet_reads_as_it_comes() throws Exception {
        try (TestServer server = server();
                Peer peer = server.peer()) {
            peer.post(1, "/async");
            for (int i = 0; i < 20; i++) {
                peer.data(1, i == 19, new byte[1000]);
                peer.ping();
            }
            assertEquals("read 20000", peer.await(1).text());
        }
    }

    @Test
    void servlets_of_many_streams_do_not_meet() throws Exception {
        try (TestServer server = server();
                Peer peer = server.peer()) {
            for (int stream = 1; stream < 61; stream += 2) {
                peer.post(stream, stream % 3 == 0 ? "/async" : "/blocking");
            }
            for (int stream = 1; stream < 61; stream += 2) {
                peer.data(stream, true, "x".repeat(stream));
            }
            for (int stream = 1; stream < 61; stream += 2) {
                String expected =
                        stream % 3 == 0
                                ? "read " + stream
                                : "HTTP/2.0 " + stream + ":" + "x".repeat(stream);
                assertEquals(expected, peer.await(stream).text());
            }
        }
    }
}
