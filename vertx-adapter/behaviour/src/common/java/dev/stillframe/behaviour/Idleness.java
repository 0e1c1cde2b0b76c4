package dev.stillframe.behaviour;

import io.vertx.core.http.HttpServerOptions;

import java.util.concurrent.TimeUnit;

/** Connections on which nothing happens. */
final class Idleness {
    private static final int SHORT = 200;

    private Idleness() {}

    static void in(Book book) {
        book.add("no stream", play -> nothing(play, options().setIdleTimeout(SHORT)));
        book.add(
                "no stream, reading alone",
                play -> nothing(play, options().setReadIdleTimeout(SHORT)));
        book.add(
                "no stream, writing alone",
                play -> nothing(play, options().setWriteIdleTimeout(SHORT)));
        book.add("between requests", Idleness::between);
        book.add("with a request that waits", Idleness::waiting);
        book.add("with a body that does not come", Idleness::unfinished);
        book.add("over http/1.1", Idleness::http1);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions().setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static void nothing(Play play, HttpServerOptions options) throws Exception {
        play.listen(
                play.server(options)
                        .connectionHandler(
                                connection ->
                                        connection.closeHandler(closed -> play.note("closed")))
                        .requestHandler(request -> request.response().end()));
        play.see(play.peer().untilClosed().ending());
        play.awaits("closed");
    }

    private static void between(Play play) throws Exception {
        play.serve(options().setIdleTimeout(SHORT), request -> request.response().end("x"));
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.see(peer.untilClosed().ending());
    }

    private static void waiting(Play play) throws Exception {
        play.serve(
                options().setIdleTimeout(SHORT),
                request -> {
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.response()
                            .exceptionHandler(failure -> play.note("response", Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("close", "closed"));
                });
        Peer peer = play.peer().get(1, "/").untilClosed();
        play.see(peer.answer(1));
        play.see(peer.ending());
        play.awaits("close", "closed");
    }

    private static void unfinished(Play play) throws Exception {
        play.serve(
                options().setIdleTimeout(SHORT),
                request -> {
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("close", "closed"));
                    request.body();
                });
        Peer peer = play.peer().post(1, "/").data(1, false, "some").untilClosed();
        play.see(peer.answer(1));
        play.see(peer.ending());
        play.awaits("close", "closed");
    }

    private static void http1(Play play) throws Exception {
        play.serve(options().setIdleTimeout(SHORT), request -> request.response().end("x"));
        Wire wire = play.wire();
        wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        OtherProtocols.response(play, wire);
        play.see(wire.line() == null ? "closed" : "open");
    }
}
