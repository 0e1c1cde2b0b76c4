package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a connection's application asks of it and is told of it. */
class ConnectionTest extends Served {
    @Test
    void ofSettingsThoseThatWereSetChange() throws Exception {
        CompletableFuture<Http2Settings> said = new CompletableFuture<>();
        int port =
                serve(
                        new HttpServerOptions()
                                .setInitialSettings(
                                        new Http2Settings().setInitialWindowSize(200_000)),
                        request ->
                                request.connection()
                                        .updateSettings(
                                                new Http2Settings().setMaxConcurrentStreams(7))
                                        .onComplete(
                                                done -> {
                                                    said.complete(
                                                            (Http2Settings)
                                                                    request.connection()
                                                                            .settings());
                                                    request.response().end();
                                                }));
        get(client(false, HttpVersion.HTTP_2), port, "/");
        Http2Settings settings = await(said);
        assertEquals(7, settings.getMaxConcurrentStreams());
        assertEquals(200_000, settings.getInitialWindowSize());
    }

    @Test
    void pingsOfTheClientsAreTold() throws Exception {
        CompletableFuture<Buffer> pinged = new CompletableFuture<>();
        CompletableFuture<Context> on = new CompletableFuture<>();
        CompletableFuture<Context> expected = new CompletableFuture<>();
        HttpServer server =
                Http2Server.create(vertx, new HttpServerOptions())
                        .connectionHandler(
                                connection -> {
                                    expected.complete(Vertx.currentContext());
                                    connection.pingHandler(
                                            ping -> {
                                                on.complete(Vertx.currentContext());
                                                pinged.complete(ping);
                                            });
                                });
        int port = serve(server, request -> request.response().end());
        Buffer sent = Buffer.buffer("8 octets");
        Buffer pong =
                await(
                        client(false, HttpVersion.HTTP_2)
                                .request(HttpMethod.GET, port, "localhost", "/")
                                .compose(request -> request.connection().ping(sent)));
        assertEquals(sent, pong);
        assertEquals(sent, await(pinged));
        assertEquals(await(expected), await(on));
    }
}
