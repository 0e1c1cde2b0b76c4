package dev.stillframe.behaviour;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Connections and servers that leave. */
final class Shutdowns {
    private static final long LONG = Play.PATIENCE.toMillis();

    private Shutdowns() {}

    static void in(Book book) {
        book.add("goaway of the connection", Shutdowns::goAway);
        book.add("goaway with a code and words", Shutdowns::goAwayWords);
        book.add("shutdown of the connection", Shutdowns::shutdown);
        book.add("shutdown of an idle connection", Shutdowns::shutdownIdle);
        book.add("shutdown that runs out of time", Shutdowns::shutdownOver);
        book.add("close of the connection", Shutdowns::close);
        book.add("shutdown of the server", Shutdowns::server);
        book.add("close of the server", Shutdowns::serverClosed);
        book.add("close of the server within a response", Shutdowns::serverClosedWithin);
        book.add("close of the server twice", Shutdowns::twice);
        book.add("listens again", Shutdowns::again);
    }

    private static void watched(Play play, HttpConnection connection) {
        connection.shutdownHandler(done -> play.note("connection", "shutdown"));
        connection.closeHandler(closed -> play.note("connection", "close"));
    }

    private static void goAway(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request.connection());
                    Line.goAway(request.connection(), 0);
                    request.endHandler(ended -> request.response().end("served"));
                });
        Peer peer = play.peer().post(1, "/");
        peer.until(peer::isLeaving);
        play.see(peer.goAways());
        play.see(peer.data(1, true, "rest").await(1));
        peer.close();
        play.awaits("connection", "close");
    }

    private static void goAwayWords(Play play) throws Exception {
        play.serve(
                request -> {
                    Line.goAway(request.connection(), 11, 1, Buffer.buffer("enough"));
                    request.response().end("x");
                });
        Peer peer = play.peer().get(1, "/");
        peer.until(() -> peer.isLeaving() && peer.answer(1).isOver());
        play.see(peer.goAways());
        play.see(peer.answer(1));
    }

    private static void shutdown(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request.connection());
                    request.connection().shutdown(LONG, TimeUnit.MILLISECONDS);
                    request.endHandler(ended -> request.response().end("served"));
                });
        Peer peer = play.peer().post(1, "/");
        peer.until(peer::isLeaving);
        play.see(peer.data(1, true, "rest").await(1));
        play.see(peer.untilClosed().ending());
        play.awaits("connection", "close");
    }

    private static void shutdownIdle(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request.connection());
                    play.later(
                            "shutdown",
                            () ->
                                    play.ends(
                                            "shutdown",
                                            request.connection()
                                                    .shutdown(LONG, TimeUnit.MILLISECONDS)));
                    request.response().end("served");
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.now("shutdown");
        play.see(peer.untilClosed().ending());
        play.awaits("connection", "close");
        play.awaits("shutdown");
    }

    private static void shutdownOver(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request.connection());
                    request.response().closeHandler(closed -> play.note("response", "close"));
                    request.connection().shutdown(20, TimeUnit.MILLISECONDS);
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.untilClosed().ending());
        play.see(peer.answer(1));
        play.awaits("connection", "close");
        play.awaits("response", "close");
    }

    private static void close(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request.connection());
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("response", "close"));
                    play.ends("close", request.connection().close());
                });
        Peer peer = play.peer().post(1, "/");
        play.see(peer.untilClosed().ending());
        play.see(peer.answer(1));
        play.awaits("connection", "close");
        play.awaits("response", "close");
        play.awaits("close succeeded");
    }

    /** What runs may finish; what comes meanwhile is refused. */
    private static void server(Play play) throws Exception {
        HttpServer server =
                play.serveAlone(
                        request -> {
                            play.note("begun");
                            request.endHandler(ended -> request.response().end("served"));
                        });
        Peer peer = play.peer().post(1, "/");
        play.awaits("begun");
        Future<?> over = Line.shutdown(server, LONG);
        peer.until(peer::isLeaving);
        play.see(peer.data(1, true, "rest").await(1));
        play.see(peer.untilClosed().ending());
        play.await(over);
        refuses(play);
    }

    /** Where a server says that it is closed before its socket is, that takes a moment. */
    private static void refuses(Play play) {
        long until = System.nanoTime() + Play.PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                play.wire().close();
            } catch (IOException refused) {
                play.see("listens no more");
                return;
            }
        }
        play.see("still listens");
    }

    private static void serverClosed(Play play) throws Exception {
        HttpServer server = play.serveAlone(request -> request.response().end("x"));
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        Future<?> over = server.close();
        play.see(peer.untilClosed().ending());
        play.await(over);
        refuses(play);
    }

    private static void serverClosedWithin(Play play) throws Exception {
        HttpServer server =
                play.serve(
                        request -> {
                            request.response()
                                    .closeHandler(closed -> play.note("response", "close"));
                            request.connection()
                                    .closeHandler(closed -> play.note("connection", "close"));
                            request.response().setChunked(true).write("begun");
                            play.later("end", () -> request.response().end(" and ended"));
                        });
        Peer peer = play.peer().get(1, "/");
        peer.until(() -> peer.answer(1).content.size() > 0);
        Future<?> over = server.close();
        peer.until(peer::isLeaving).pings(3);
        play.now("end");
        play.see(peer.untilClosed().ending());
        play.see(peer.answer(1));
        play.await(over);
        play.awaits("response", "close");
        play.awaits("connection", "close");
    }

    private static void twice(Play play) throws Exception {
        HttpServer server = play.serve(request -> request.response().end());
        play.await(server.close());
        play.ends("again", server.close());
        play.awaits("again");
    }

    private static void again(Play play) throws Exception {
        HttpServer server = play.serveAlone(request -> request.response().end("x"));
        RequestBodies.refused(play, "again", () -> play.await(server.listen(0)));
        RequestBodies.refused(play, "another handler", () -> server.requestHandler(request -> {}));
        play.await(server.close());
        afterIt(play);
        play.see(play.peer().get(1, "/").await(1));
    }

    /**
     * Another server on the same port. It is free only once the event loop has looked at its
     * selector again, which may be after the close is told: the JDK keeps it until then.
     */
    private static void afterIt(Play play) throws Exception {
        long patience = System.nanoTime() + Play.PATIENCE.toNanos();
        while (true) {
            HttpServer other =
                    play.server(new HttpServerOptions())
                            .requestHandler(request -> request.response().end("y"));
            try {
                play.await(other.listen(play.port(), "127.0.0.1"));
                return;
            } catch (IllegalStateException failure) {
                boolean taken =
                        failure.getCause() instanceof ExecutionException cause
                                && cause.getCause() instanceof BindException;
                if (!taken || System.nanoTime() > patience) {
                    throw failure;
                }
                Thread.sleep(1);
            }
        }
    }
}
