package dev.stillframe.vertx4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler.Direct;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client has a Vert.x of its own: it stays when the server's goes. */
@DisplayName("whoever closes a server lets its streams finish")
class ClosingTest {
    @TempDir private static Path directory;

    private final Vertx serving = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Vertx asking = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final BlockingQueue<HttpServerRequest> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> goneAway = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        Served.await(asking.close());
        Served.await(serving.close());
    }

    private HttpClient client(int port, boolean tls) {
        return client(port, tls, 1, 2);
    }

    private HttpClient client(int port, boolean tls, int streams, int connections) {
        return asking.httpClientBuilder()
                .with(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false)
                                .setHttp2MultiplexingLimit(streams)
                                .setSsl(tls)
                                .setUseAlpn(tls)
                                .setTrustAll(true)
                                .setDefaultHost("localhost")
                                .setDefaultPort(port))
                .with(new PoolOptions().setHttp2MaxSize(connections))
                .withConnectHandler(
                        connection -> connection.goAwayHandler(said -> goneAway.add(true)))
                .build();
    }

    private static Future<Buffer> get(HttpClient client) {
        return get(client, "/");
    }

    private static Future<Buffer> get(HttpClient client, String path) {
        return client.request(HttpMethod.GET, path)
                .compose(request -> Served.content(request.send()));
    }

    private HttpServer listening(HttpServerOptions options, StillframeOptions more)
            throws Exception {
        return Served.await(
                Http2Server.create(serving, options, more)
                        .requestHandler(taken::add)
                        .listen(0, "localhost"));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(Served.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("did not come");
        }
        return next;
    }

    /** The server is closing, and its client has been told so: only then are requests answered. */
    private void finish(Future<Void> closing, List<Future<Buffer>> answers) throws Exception {
        for (int i = 0; i < answers.size(); i++) {
            next(goneAway);
        }
        assertFalse(closing.isComplete(), "closed before its streams have finished");
        for (int i = 0; i < answers.size(); i++) {
            HttpServerRequest request = next(taken);
            ((HttpServerRequestInternal) request)
                    .context()
                    .runOnContext(ignored -> request.response().end("finished"));
        }
        for (Future<Buffer> answer : answers) {
            assertEquals("finished", Served.await(answer).toString());
        }
        Served.await(closing);
    }

    /** Waits until this many requests have come, and leaves them there. */
    private void awaitTaken(int requests) throws InterruptedException {
        List<HttpServerRequest> all = new ArrayList<>();
        while (all.size() < requests) {
            all.add(next(taken));
        }
        taken.addAll(all);
    }

    @ParameterizedTest(name = "with TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("server.close() completes once what runs has finished")
    void server(boolean tls) throws Exception {
        HttpServerOptions options = new HttpServerOptions();
        if (tls) {
            options.setSsl(true).setUseAlpn(true).setKeyCertOptions(Keys.make(directory));
        }
        HttpServer server = listening(options, StillframeOptions.DEFAULT);
        HttpClient client = client(server.actualPort(), tls);
        Future<Buffer> answer = get(client);
        awaitTaken(1);
        Future<Void> closing = server.close();
        finish(closing, List.of(answer));
        // Nothing listens there any more.
        assertThrows(ExecutionException.class, () -> Served.await(get(client)));
    }

    @Test
    @DisplayName("vertx.close() waits for it, with its event loops")
    void vertx() throws Exception {
        HttpServer server = listening(new HttpServerOptions(), StillframeOptions.DEFAULT);
        Future<Buffer> answer = get(client(server.actualPort(), false));
        awaitTaken(1);
        finish(serving.close(), List.of(answer));
    }

    /** Listens on a port that all instances share. */
    private final class Instance extends AbstractVerticle {
        private final Promise<Integer> port;

        Instance(Promise<Integer> port) {
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            Http2Server.create(vertx)
                    .requestHandler(taken::add)
                    .listen(-1, "localhost")
                    .onSuccess(server -> port.tryComplete(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    @DisplayName("undeploying waits for it, for each instance of a verticle")
    void undeployed(String model) throws Exception {
        Promise<Integer> port = Promise.promise();
        String deployment =
                Served.await(
                        serving.deployVerticle(
                                () -> new Instance(port),
                                new DeploymentOptions()
                                        .setInstances(2)
                                        .setThreadingModel(ThreadingModel.valueOf(model))));
        HttpClient client = client(Served.await(port.future()), false);
        // One stream at a time on each connection, and connections go to instances in turn.
        List<Future<Buffer>> answers = List.of(get(client), get(client));
        awaitTaken(2);
        finish(serving.undeploy(deployment), answers);
    }

    @Test
    @DisplayName("a connection is not shut down before the engine's own handlers have finished")
    void hosted() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        BlockingQueue<Boolean> begun = new LinkedBlockingQueue<>();
        Direct hosted =
                new Direct(
                        exchange -> {
                            begun.add(true);
                            answers.await();
                            exchange.respond(ResponseHead.of(200));
                            exchange.end();
                        });
        HttpServer server =
                listening(
                        new HttpServerOptions(),
                        StillframeOptions.DEFAULT.hosted(
                                head -> "/hosted".equals(head.path()) ? hosted : null));
        HttpClient client = client(server.actualPort(), false, 2, 1);
        Promise<Boolean> shutDown = Promise.promise();
        Future<Buffer> answer = get(client, "/");
        HttpServerRequest request = next(taken);
        Future<Buffer> slow = get(client, "/hosted");
        next(begun);
        HttpConnection connection = request.connection();
        connection.shutdownHandler(ignored -> shutDown.complete(answers.getCount() == 0));
        request.response().end("finished");
        assertEquals("finished", Served.await(answer).toString());
        connection.goAway(0);
        next(goneAway);
        answers.countDown();
        Served.await(slow);
        assertTrue(Served.await(shutDown.future()), "shut down while a handler was at work");
    }

    @Test
    @DisplayName("a stream that does not finish is ended when time is up")
    void timeIsUp() throws Exception {
        HttpServer server =
                listening(
                        new HttpServerOptions(),
                        StillframeOptions.DEFAULT.drain(Duration.ofMillis(100)));
        Future<Buffer> answer = get(client(server.actualPort(), false));
        awaitTaken(1);
        Served.await(server.close());
        assertThrows(ExecutionException.class, () -> Served.await(answer));
    }

    @Test
    @DisplayName("the server's time holds for a connection that was given more")
    void longerShutdown() throws Exception {
        HttpServer server =
                listening(
                        new HttpServerOptions(),
                        StillframeOptions.DEFAULT.drain(Duration.ofMillis(100)));
        Future<Buffer> answer = get(client(server.actualPort(), false));
        awaitTaken(1);
        Future<Void> shut = next(taken).connection().shutdown(1, TimeUnit.DAYS);
        Served.await(server.close());
        Served.await(shut);
        assertThrows(ExecutionException.class, () -> Served.await(answer));
    }

    @Test
    @DisplayName("a peer that does not read what it has asked for holds nothing up")
    void unread() throws Exception {
        HttpServer server =
                Served.await(
                        Http2Server.create(
                                        serving,
                                        new HttpServerOptions(),
                                        StillframeOptions.DEFAULT.drain(Duration.ofMillis(100)))
                                .requestHandler(
                                        request -> {
                                            request.response().end(Buffer.buffer(new byte[MUCH]));
                                            taken.add(request);
                                        })
                                .listen(0, "localhost"));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress("localhost", server.actualPort()));
            socket.getOutputStream().write(askingForMuch());
            awaitTaken(1);
            Served.await(server.close());
        }
    }

    /** More than sockets hold. */
    private static final int MUCH = 50_000_000;

    /** Preface, SETTINGS and WINDOW_UPDATE with the largest windows, and GET / on stream 1. */
    private static byte[] askingForMuch() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        octets.write(new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, -1, -1, -1});
        octets.write(new byte[] {0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, -1, 0, 0});
        octets.write(new byte[] {0, 0, 6, 1, 5, 0, 0, 0, 1, -126, -122, -124, 0x41, 1, 'a'});
        return octets.toByteArray();
    }
}
