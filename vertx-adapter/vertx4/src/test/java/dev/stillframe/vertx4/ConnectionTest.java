package dev.stillframe.vertx4;

import static dev.stillframe.vertx4.Served.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection's application is told of it. */
@Timeout(120)
class ConnectionTest {
    @Test
    void pingsOfTheClientsAreTold() throws Exception {
        Vertx vertx = Vertx.vertx();
        Promise<Buffer> pinged = Promise.promise();
        Promise<Context> on = Promise.promise();
        Promise<Context> expected = Promise.promise();
        HttpServer server =
                Http2Server.create(vertx, new HttpServerOptions().setHost("localhost"))
                        .connectionHandler(
                                connection -> {
                                    expected.complete(Vertx.currentContext());
                                    connection.pingHandler(
                                            ping -> {
                                                on.complete(Vertx.currentContext());
                                                pinged.complete(ping);
                                            });
                                });
        try (Served served = Served.by(vertx, server, request -> request.response().end())) {
            Buffer sent = Buffer.buffer("8 octets");
            Future<Buffer> pong =
                    served.client
                            .request(HttpMethod.GET, "/")
                            .compose(request -> request.connection().ping(sent));
            assertEquals(sent, await(pong));
            assertEquals(sent, await(pinged.future()));
            assertEquals(await(expected.future()), await(on.future()));
        }
    }

    @Test
    void framesOfOtherTypesGoBothWays() throws Exception {
        Promise<Integer> type = Promise.promise();
        Promise<HttpFrame> back = Promise.promise();
        try (Served served =
                Served.by(
                        request -> {
                            HttpServerResponse response = request.response().setChunked(true);
                            request.customFrameHandler(
                                    frame -> {
                                        type.complete(frame.type());
                                        response.writeCustomFrame(3, 0, frame.payload())
                                                .writeCustomFrame(
                                                        0xb1, frame.flags(), frame.payload())
                                                .end("done");
                                    });
                        })) {
            Buffer content =
                    await(
                            served.client
                                    .request(HttpMethod.POST, "/")
                                    .compose(request -> talk(request, back)));
            assertEquals("done", content.toString());
            // As Vert.x has it.
            assertEquals((byte) 0xb0, await(type.future()));
            HttpFrame frame = await(back.future());
            assertEquals((byte) 0xb1, frame.type());
            assertEquals(7, frame.flags());
            assertEquals("a frame", frame.payload().toString());
        }
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
        try (Served served = Served.by(application)) {
            served.get("/first");
            assertEquals("a message", served.get("/"));
            assertEquals(1, channel.get().eventLoop().submit(flushes::get).get());
        }
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

    private static Future<Buffer> talk(HttpClientRequest request, Promise<HttpFrame> back) {
        Future<Buffer> content =
                request.response()
                        .compose(response -> response.customFrameHandler(back::complete).body());
        request.setChunked(true)
                .write("x")
                .onSuccess(sent -> request.writeCustomFrame(0xb0, 7, Buffer.buffer("a frame")));
        return content.onSuccess(all -> request.end());
    }
}
