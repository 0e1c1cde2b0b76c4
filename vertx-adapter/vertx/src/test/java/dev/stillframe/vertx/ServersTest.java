package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler.Direct;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers and connections as wholes: ends, threads, settings, other handlers. */
class ServersTest extends Served {
    @Test
    void aShutdownLetsARequestFinish() throws Exception {
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        HttpServer server = Http2Server.create(vertx);
        int port = serve(server, asked::complete);
        Future<Buffer> content =
                client(false, HttpVersion.HTTP_2)
                        .request(HttpMethod.GET, port, "localhost", "/")
                        .compose(request -> request.send().compose(HttpClientResponse::body));
        HttpServerRequest request = await(asked);
        Future<Void> shutdown = server.shutdown(SECONDS, TimeUnit.SECONDS);
        // Once a PING has come back the first GOAWAY has arrived, and the request is still there.
        await(request.connection().ping(Buffer.buffer("12345678")));
        request.response().end("done");
        assertEquals("done", await(content).toString());
        await(shutdown);
    }

    @Test
    void instancesShareAPortAndEachThreadingModelServes() throws Exception {
        for (ThreadingModel model : ThreadingModel.values()) {
            CompletableFuture<Integer> port = new CompletableFuture<>();
            String deployment =
                    await(
                            vertx.deployVerticle(
                                    () -> new Echo(port),
                                    new DeploymentOptions()
                                            .setThreadingModel(model)
                                            .setInstances(2)));
            Answer answer = get(client(false, HttpVersion.HTTP_2), await(port), "/" + model);
            assertEquals("true /" + model, answer.content().toString());
            await(vertx.undeploy(deployment));
        }
    }

    /** Says whether its request runs on a duplicated context. */
    private static final class Echo extends AbstractVerticle {
        private final CompletableFuture<Integer> port;

        Echo(CompletableFuture<Integer> port) {
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            Http2Server.create(vertx)
                    .requestHandler(
                            request ->
                                    request.response()
                                            .end(
                                                    ContextInternal.current().isDuplicate()
                                                            + " "
                                                            + request.path()))
                    .listen(-1, "localhost")
                    .onSuccess(server -> port.complete(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    @Test
    void handlersOfTheEngineAnswerBesideTheRouter() throws Exception {
        Direct hosted =
                new Direct(
                        exchange -> {
                            exchange.respond(ResponseHead.of(200));
                            exchange.write(ByteBuffer.wrap("engine".getBytes()));
                            exchange.end();
                        });
        HttpServer server =
                Http2Server.create(
                        vertx,
                        new HttpServerOptions(),
                        StillframeOptions.DEFAULT.hosted(
                                head -> "/engine".equals(head.path()) ? hosted : null));
        int port = serve(server, request -> request.response().end("router"));
        HttpClient client = client(false, HttpVersion.HTTP_2);
        assertEquals("engine", get(client, port, "/engine").content().toString());
        assertEquals("router", get(client, port, "/").content().toString());
    }

    @Test
    void connectionsTellTheirSettings() throws Exception {
        CompletableFuture<Long> told = new CompletableFuture<>();
        HttpServer server =
                Http2Server.create(
                        vertx,
                        new HttpServerOptions(),
                        StillframeOptions.DEFAULT.limits(
                                limits -> limits.maxConcurrentStreams(17)));
        server.connectionHandler(
                connection -> {
                    assertNotNull(connection.remoteSettings());
                    connection.closeHandler(ignored -> told.complete(1L));
                });
        int port = serve(server, request -> request.response().end());
        HttpClient client = client(false, HttpVersion.HTTP_2);
        long most =
                await(
                        client.request(HttpMethod.GET, port, "localhost", "/")
                                .compose(
                                        request ->
                                                request.send()
                                                        .compose(HttpClientResponse::end)
                                                        .map(
                                                                ignored ->
                                                                        ((io.vertx.core.http
                                                                                                .Http2Settings)
                                                                                        request.connection()
                                                                                                .remoteSettings())
                                                                                .getMaxConcurrentStreams())));
        assertEquals(17, most);
        await(server.close());
        assertEquals(1L, await(told));
        assertTrue(told.isDone());
    }

    @Test
    void theSelfCheckFindsNothingWrongHere() throws Exception {
        var check = Class.forName("dev.stillframe.vertx.binding.SelfCheck");
        var obstacle = check.getDeclaredMethod("obstacle");
        obstacle.setAccessible(true);
        assertNull(obstacle.invoke(null));
    }
}
