package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void framesOfOtherTypesGoBothWays() throws Exception {
        CompletableFuture<Integer> type = new CompletableFuture<>();
        CompletableFuture<Throwable> wrong = new CompletableFuture<>();
        int port =
                serve(
                        new HttpServerOptions(),
                        request -> {
                            HttpServerResponse response = request.response().setChunked(true);
                            request.customFrameHandler(
                                    frame -> {
                                        type.complete(frame.type());
                                        response.writeCustomFrame(3, 0, frame.payload())
                                                .onFailure(wrong::complete);
                                        response.writeCustomFrame(
                                                        0xb1, frame.flags(), frame.payload())
                                                .onSuccess(sent -> response.end("done"));
                                    });
                        });
        CompletableFuture<HttpFrame> back = new CompletableFuture<>();
        Buffer content =
                await(
                        client(false, HttpVersion.HTTP_2)
                                .request(HttpMethod.POST, port, "localhost", "/")
                                .compose(request -> talk(request, back)));
        assertEquals("done", content.toString());
        // As Vert.x has it.
        assertEquals((byte) 0xb0, await(type));
        assertEquals((byte) 0xb1, await(back).type());
        assertEquals(7, await(back).flags());
        assertEquals("a frame", await(back).payload().toString());
        assertInstanceOf(IllegalArgumentException.class, await(wrong));
    }

    /** A reply of gRPC is four calls. */
    @Test
    void aReplyInPartsIsFlushedOnce() throws Exception {
        AtomicInteger flushes = new AtomicInteger();
        CompletableFuture<Channel> channel = new CompletableFuture<>();
        Handler<HttpServerRequest> application =
                request -> {
                    HttpServerResponse response = request.response();
                    if (request.path().equals("/first")) {
                        Channel own = ((ConnectionBase) request.connection()).channel();
                        own.pipeline().addFirst(counting(flushes));
                        channel.complete(own);
                        response.end();
                        return;
                    }
                    flushes.set(0);
                    response.setChunked(true).writeHead();
                    response.write("a message");
                    response.putTrailer("grpc-status", "0");
                    response.end();
                };
        int port = serve(new HttpServerOptions(), application);
        HttpClient client = client(false, HttpVersion.HTTP_2);
        get(client, port, "/first");
        assertEquals("a message", get(client, port, "/").content().toString());
        assertEquals(1, channel.get().eventLoop().submit(flushes::get).get());
    }

    private static ChannelOutboundHandlerAdapter counting(AtomicInteger flushes) {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                flushes.incrementAndGet();
                context.flush();
            }
        };
    }

    private static Future<Buffer> talk(
            HttpClientRequest request, CompletableFuture<HttpFrame> back) {
        Future<Buffer> content =
                request.response()
                        .compose(response -> response.customFrameHandler(back::complete).body());
        request.setChunked(true)
                .write("x")
                .onSuccess(sent -> request.writeCustomFrame(0xb0, 7, Buffer.buffer("a frame")));
        return content.onSuccess(all -> request.end());
    }
}
