package dev.stillframe.behaviour;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What frameworks over Vert.x cast to, wait on and hand over. */
final class DropIns {
    private DropIns() {}

    static void in(Book book) {
        book.add("what is cast", DropIns::casts);
        book.add("a request that is wrapped", DropIns::wrapped);
        book.add("a connection that is waited on", DropIns::waited);
        book.add("no lock is held", DropIns::locks);
        book.add("a pooled buffer", DropIns::pooled);
        book.add("paused first, handled by another thread", DropIns::pausedFirst);
        book.add("paused first, by another thread, much", DropIns::pausedLong);
        book.add("head, content and end apart", DropIns::apart);
        book.add("goaway, then shutdown", DropIns::leaving);
    }

    private static void casts(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note(
                            "its context is this one "
                                    + (Line.context(request) == Vertx.currentContext())
                                    + ", a duplicate "
                                    + Line.isDuplicate(Line.context(request)));
                    ConnectionBase connection = (ConnectionBase) request.connection();
                    play.note(
                            "its loop is this one "
                                    + connection.channel().eventLoop().inEventLoop());
                    play.note(
                            "observed "
                                    + (request instanceof HttpRequest)
                                    + " "
                                    + (request.response() instanceof HttpResponse));
                    play.note("parameters " + Line.parameters(request, "/?a=b;c&d=%20"));
                    request.response().end();
                });
        play.see(play.peer().get(1, "/some?a=b").await(1));
    }

    private static void wrapped(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerRequest wrapped = Line.wrapped(request);
                    play.note(Requests.shown(wrapped));
                    wrapped.body().onSuccess(body -> wrapped.response().end(body));
                });
        play.see(play.peer().post(1, "/path?query").data(1, true, "content").await(1));
    }

    /** A worker that waits for content at the connection's monitor, which a handler notifies. */
    private static void waited(Play play) throws Exception {
        play.serve(
                request -> {
                    Object monitor = request.connection();
                    Queue<Buffer> pieces = new ArrayDeque<>();
                    request.handler(
                            piece -> {
                                synchronized (monitor) {
                                    pieces.add(piece);
                                    monitor.notifyAll();
                                }
                            });
                    play.vertx()
                            .executeBlocking(() -> next(monitor, pieces))
                            .onComplete(piece -> request.response().end("read " + piece.result()));
                    play.note("waits");
                });
        Peer peer = play.peer().post(1, "/");
        play.awaits("waits");
        play.see(peer.data(1, true, "a piece").await(1));
    }

    private static Buffer next(Object monitor, Queue<Buffer> pieces) throws InterruptedException {
        long until = System.nanoTime() + Play.PATIENCE.toNanos();
        synchronized (monitor) {
            while (pieces.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return Buffer.buffer("nothing");
                }
                monitor.wait(left);
            }
            return pieces.remove();
        }
    }

    private static void locks(Play play) throws Exception {
        play.serve(
                request -> {
                    Object monitor = request.connection();
                    play.note("request " + Thread.holdsLock(monitor));
                    request.handler(piece -> play.note("content " + Thread.holdsLock(monitor)));
                    request.endHandler(
                            ended -> {
                                play.note("end " + Thread.holdsLock(monitor));
                                request.response().end();
                            });
                    request.response()
                            .endHandler(
                                    done ->
                                            play.note(
                                                    "response",
                                                    "end " + Thread.holdsLock(monitor)));
                });
        play.see(play.peer().post(1, "/").data(1, true, "x").await(1));
        play.awaits("response", "end");
    }

    /** Whose octets are the response's from then on. */
    private static void pooled(Play play) throws Exception {
        AtomicReference<ByteBuf> written = new AtomicReference<>();
        AtomicReference<ByteBuf> ended = new AtomicReference<>();
        play.serve(
                request -> {
                    written.set(direct("written, "));
                    ended.set(direct("ended"));
                    request.response().setChunked(true).write(Line.pooled(written.get()));
                    request.response().end(Line.pooled(ended.get()));
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        // What has come has been written; it is let go of in a turn of its own.
        long until = System.nanoTime() + Play.PATIENCE.toNanos();
        while (written.get().refCnt() + ended.get().refCnt() > 0 && System.nanoTime() < until) {
            peer.ping();
        }
        play.see("held " + written.get().refCnt() + " " + ended.get().refCnt());
        release(written.get());
        release(ended.get());
    }

    private static void release(ByteBuf octets) {
        if (octets.refCnt() > 0) {
            octets.release(octets.refCnt());
        }
    }

    private static ByteBuf direct(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void pausedFirst(Play play, Peer peer, byte[] content) throws Exception {
        play.see(peer.upload(1, content).await(1));
    }

    private static void taking(Play play) {
        play.serve(
                request -> {
                    request.pause();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        request.bodyHandler(
                                                body ->
                                                        request.response()
                                                                .end(
                                                                        Answer.shown(
                                                                                body.getBytes())));
                                        request.resume();
                                    });
                    thread.start();
                    play.closing(thread::join);
                });
    }

    private static void pausedFirst(Play play) throws Exception {
        taking(play);
        pausedFirst(play, play.peer().post(1, "/"), RequestBodies.pattern(20));
    }

    private static void pausedLong(Play play) throws Exception {
        taking(play);
        pausedFirst(play, play.peer().post(1, "/"), RequestBodies.pattern(300_000));
    }

    /** As gRPC's servers answer. */
    private static void apart(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().setChunked(true).putHeader("x", "y");
                    play.ends("head", request.response().writeHead());
                    play.note("head written " + request.response().headWritten());
                    request.response().write(Buffer.buffer("a message"));
                    request.response().putTrailer("z", "0");
                    play.ends("end", request.response().end());
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("head succeeded");
        play.awaits("end succeeded");
    }

    /** As frameworks leave. */
    private static void leaving(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection().closeHandler(closed -> play.note("connection", "closed"));
                    Line.goAway(request.connection(), 0);
                    play.ends(
                            "shutdown",
                            request.connection()
                                    .shutdown(Play.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
                    request.endHandler(ended -> request.response().end("finished"));
                });
        Peer peer = play.peer().post(1, "/");
        peer.until(peer::isLeaving);
        play.see(peer.data(1, true, "rest").await(1));
        play.see(peer.untilClosed().ending());
        play.awaits("connection", "closed");
        play.awaits("shutdown");
    }
}
