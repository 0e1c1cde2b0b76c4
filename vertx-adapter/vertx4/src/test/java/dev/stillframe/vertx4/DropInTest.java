package dev.stillframe.vertx4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What frameworks over Vert.x cast to, wait on and hand over. */
@DisplayName("others find what they look for in Vert.x' own classes")
@SuppressWarnings("deprecation")
class DropInTest {
    private static final Handler<AsyncResult<Void>> NOBODY = null;

    /** Answers with what this says of the request, or with what it throws. */
    private static Handler<HttpServerRequest> saying(
            java.util.function.Function<HttpServerRequest, Object> what) {
        return request -> {
            String said;
            try {
                said = String.valueOf(what.apply(request));
            } catch (RuntimeException | Error e) {
                said = e.toString();
            }
            request.response().end(said);
        };
    }

    @Test
    @DisplayName("a Router takes requests, and its BodyHandler their content")
    void router() throws Exception {
        Router[] router = new Router[1];
        try (Served served = Served.by(request -> router[0].handle(request))) {
            router[0] = Router.router(served.vertx);
            router[0].post("/echo").handler(BodyHandler.create(false));
            router[0]
                    .post("/echo")
                    .handler(
                            at ->
                                    at.response()
                                            .putHeader("x-one", at.request().getParam("one"))
                                            .end(at.body().buffer()));
            assertEquals("what", served.post("/echo?one=1", Buffer.buffer("what")));
        }
    }

    @Test
    @DisplayName("a request is HttpServerRequestInternal, on a duplicated context")
    void internalRequest() throws Exception {
        try (Served served =
                Served.by(
                        saying(
                                request -> {
                                    HttpServerRequestInternal internal =
                                            (HttpServerRequestInternal) request;
                                    ContextInternal context = (ContextInternal) internal.context();
                                    return internal.isValidAuthority()
                                            && context.isDuplicate()
                                            && ContextInternal.current() == context;
                                }))) {
            assertEquals("true", served.get("/"));
        }
    }

    @Test
    @DisplayName("buffers that arrive are BufferImpl, each with memory of its own")
    void buffers() throws Exception {
        CompletableFuture<Buffer> arrived = new CompletableFuture<>();
        try (Served served =
                Served.by(
                        request -> {
                            request.handler(arrived::complete);
                            request.endHandler(end -> request.response().end());
                        })) {
            served.post("/", Buffer.buffer("content"));
            Buffer buffer = arrived.get(Served.PATIENCE_SECONDS, TimeUnit.SECONDS);
            BufferImpl one = assertInstanceOf(BufferImpl.class, buffer);
            assertEquals(1, one.byteBuf().refCnt());
            one.byteBuf().release();
            assertEquals("content and more", buffer.appendString(" and more").toString());
        }
    }

    @Test
    @DisplayName("a connection is ConnectionBase, and tells its channel's event loop")
    void connection() throws Exception {
        try (Served served =
                Served.by(
                        saying(
                                request ->
                                        ((ConnectionBase) request.connection())
                                                .channel()
                                                .eventLoop()
                                                .inEventLoop()))) {
            assertEquals("true", served.get("/"));
        }
    }

    @Test
    @DisplayName("a thread that waits on the connection's monitor is woken by its handlers")
    void blockingInput() throws Exception {
        try (Served served = Served.by(DropInTest::readBlocking)) {
            assertEquals("of two, parts", served.post("/", Buffer.buffer("of two, parts")));
        }
    }

    private static void readBlocking(HttpServerRequest request) {
        Object monitor = request.connection();
        StringBuilder all = new StringBuilder();
        boolean[] ended = new boolean[1];
        request.pause();
        request.handler(
                data -> {
                    synchronized (monitor) {
                        all.append(data);
                        monitor.notifyAll();
                    }
                });
        request.endHandler(
                end -> {
                    synchronized (monitor) {
                        ended[0] = true;
                        monitor.notifyAll();
                    }
                });
        Thread.ofVirtual()
                .start(
                        () -> {
                            synchronized (monitor) {
                                request.fetch(1);
                                while (!ended[0]) {
                                    request.fetch(1);
                                    try {
                                        monitor.wait();
                                    } catch (InterruptedException e) {
                                        return;
                                    }
                                }
                            }
                            request.response().end(all.toString(), NOBODY);
                        });
    }

    @Test
    @DisplayName("a pooled buffer that a response is given is released once")
    void pooledOutput() throws Exception {
        CompletableFuture<ByteBuf> given = new CompletableFuture<>();
        try (Served served =
                Served.by(
                        request -> {
                            ByteBuf pooled =
                                    PooledByteBufAllocator.DEFAULT.directBuffer(16).writeZero(16);
                            given.complete(pooled);
                            request.response().end(new Handed(pooled), NOBODY);
                        })) {
            assertEquals(16, served.get("/").length());
            ByteBuf pooled = given.get(Served.PATIENCE_SECONDS, TimeUnit.SECONDS);
            // The response came, so it was written; it is let go of on the loop that wrote it.
            awaitReleased(served, pooled);
        }
    }

    private static void awaitReleased(Served served, ByteBuf pooled) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Served.PATIENCE_SECONDS);
        while (pooled.refCnt() > 0 && System.nanoTime() < until) {
            served.get("/other");
        }
        assertEquals(0, pooled.refCnt());
    }

    /** A buffer whose octets are the response's to release, as some frameworks have them. */
    private static final class Handed extends BufferImpl {
        private final ByteBuf octets;

        Handed(ByteBuf octets) {
            super();
            this.octets = octets;
        }

        @Override
        public ByteBuf getByteBuf() {
            return octets;
        }
    }

    @Test
    @DisplayName("handlers that are null are taken for nobody")
    void nullHandlers() throws Exception {
        try (Served served =
                Served.by(
                        request -> {
                            request.handler(null).endHandler(null).exceptionHandler(null);
                            request.response()
                                    .exceptionHandler(null)
                                    .closeHandler(null)
                                    .drainHandler(null);
                            request.response().write("a", NOBODY);
                            request.response().write(Buffer.buffer("b"), NOBODY);
                            request.response().write("c", "UTF-8", NOBODY);
                            request.response().end(Buffer.buffer("d"), NOBODY);
                        })) {
            assertEquals("abcd", served.get("/"));
        }
    }

    @Test
    @DisplayName("a request that is paused first loses nothing for handlers that come later")
    void pausedFirst() throws Exception {
        Buffer large = Buffer.buffer("x".repeat(300_000));
        try (Served served =
                Served.by(
                        request -> {
                            request.pause();
                            Promise<Buffer> all = Promise.promise();
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                request.bodyHandler(all::complete);
                                                request.resume();
                                            });
                            all.future()
                                    .onSuccess(body -> request.response().end("" + body.length()));
                        })) {
            assertEquals("300000", served.post("/", large));
        }
    }

    @Test
    @DisplayName("request and response are what metrics and tracers observe")
    void observed() throws Exception {
        try (Served served =
                Served.by(
                        saying(
                                request -> {
                                    HttpRequest observed = (HttpRequest) request;
                                    HttpResponse answer = (HttpResponse) request.response();
                                    return observed.id()
                                            + " "
                                            + observed.uri()
                                            + " "
                                            + observed.method()
                                            + " "
                                            + answer.statusCode()
                                            + " "
                                            + (observed.remoteAddress() != null)
                                            + " "
                                            + observed.absoluteURI()
                                                    .endsWith(request.authority() + "/some?a=b");
                                }))) {
            assertTrue(served.get("/some?a=b").endsWith(" /some?a=b GET 200 true true"));
        }
    }

    @Test
    @DisplayName("a filter may wrap a request")
    void wrapped() throws Exception {
        try (Served served =
                Served.by(
                        saying(
                                request ->
                                        new HttpServerRequestWrapper(
                                                        (HttpServerRequestInternal) request)
                                                .path()))) {
            assertEquals("/path", served.get("/path?query"));
        }
    }

    @Test
    @DisplayName("goAway(0) and shutdown let what runs finish, and close then")
    void graceful() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Promise<HttpServerRequest> taken = Promise.promise();
        try (Served served = Served.by(taken::complete)) {
            Future<Buffer> answer =
                    served.client
                            .request(HttpMethod.GET, "/")
                            .compose(request -> Served.content(request.send()));
            HttpServerRequest request = Served.await(taken.future());
            request.connection().closeHandler(ignored -> closed.complete(null));
            request.connection().goAway(0);
            Future<Void> shutDown =
                    request.connection().shutdown(Served.PATIENCE_SECONDS, TimeUnit.SECONDS);
            request.response().end("finished");
            assertEquals("finished", Served.await(answer).toString(StandardCharsets.UTF_8));
            Served.await(shutDown);
            closed.get(Served.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("toWebSocket fails, as it does with Vert.x' own HTTP/2")
    void noWebSocket() throws Exception {
        try (Served served =
                Served.by(
                        saying(
                                request -> {
                                    Throwable cause = request.toWebSocket().cause();
                                    assertNotNull(cause);
                                    return cause.getMessage();
                                }))) {
            assertEquals("HTTP/2 request cannot be upgraded to a WebSocket", served.get("/"));
        }
    }

    @Test
    @DisplayName("a semicolon ends a parameter of the query")
    void parameters() throws Exception {
        try (Served served = Served.by(saying(request -> request.params().size()))) {
            assertEquals("3", served.get("/?a=1;b=2&c=3"));
        }
    }

    @Test
    @DisplayName(
            "it is this version of Vert.x that the build asked for, and it is ours that serves")
    void version() {
        assertEquals(
                System.getProperty("stillframe.vertx", SelfCheck.version()), SelfCheck.version());
        assertEquals(null, SelfCheck.obstacle());
    }

    @Test
    @DisplayName("on another Vert.x one sentence says so, and the server is Vert.x' own")
    void otherVersion() throws Exception {
        String sentence = SelfCheck.check("5.0.7");
        assertNotNull(sentence);
        assertTrue(sentence.contains("Vert.x 4.5") && sentence.contains("5.0.7"), sentence);
        assertEquals(null, SelfCheck.obstacle());
        try (Served served =
                Served.by(
                        request ->
                                request.response()
                                        .end(request.connection().getClass().getName()))) {
            assertEquals(ServerConnection.class.getName(), served.get("/"));
            var other =
                    Http2Server.create(
                            served.vertx,
                            new io.vertx.core.http.HttpServerOptions(),
                            StillframeOptions.DEFAULT,
                            sentence);
            assertEquals("io.vertx.core.http.impl.HttpServerImpl", other.getClass().getName());
        }
    }
}
