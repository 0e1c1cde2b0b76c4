package dev.stillframe.behaviour;

import io.vertx.core.http.HttpServerOptions;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Connections on which nothing happens. What must come in time is asked for again with more of it
 * where this machine is too slow.
 */
final class Idleness {
    private static final int SHORT = 150;
    private static final int[] MILLISECONDS = {SHORT, 1_000, 5_000, 20_000};

    private Idleness() {}

    static void in(Book book) {
        book.add("no stream", play -> nothing(play, options().setIdleTimeout(SHORT)));
        book.add(
                "no stream, reading alone",
                play -> nothing(play, options().setReadIdleTimeout(SHORT)));
        book.add(
                "no stream, writing alone",
                play -> nothing(play, options().setWriteIdleTimeout(SHORT)));
        book.add("between requests", play -> inTime(play, Idleness::between));
        book.add("with a request that waits", play -> inTime(play, Idleness::waiting));
        book.add("with a body that does not come", play -> inTime(play, Idleness::unfinished));
        book.add("over http/1.1", play -> inTime(play, Idleness::http1));
    }

    /** Says whether it was in time; if not it has noted nothing. */
    private interface Attempt {
        boolean on(Play play, HttpServerOptions options) throws Exception;
    }

    private static void inTime(Play play, Attempt attempt) throws Exception {
        for (int time : MILLISECONDS) {
            if (attempt.on(play, options().setIdleTimeout(time))) {
                return;
            }
        }
        play.see("never in time");
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

    private static boolean between(Play play, HttpServerOptions options) throws Exception {
        play.serve(options, request -> request.response().end("x"));
        Peer peer = play.peer().get(1, "/");
        Answer answer = peer.await(1);
        if (answer.ended) {
            play.see(answer);
            play.see(peer.untilClosed().ending());
        }
        return answer.ended;
    }

    private static boolean waiting(Play play, HttpServerOptions options) throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        play.serve(
                options,
                request -> {
                    begun.set(true);
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.response()
                            .exceptionHandler(failure -> play.note("response", Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("close", "closed"));
                });
        Peer peer = play.peer().get(1, "/").untilClosed();
        if (begun.get()) {
            play.see(peer.answer(1));
            play.see(peer.ending());
            play.awaits("close", "closed");
        }
        return begun.get();
    }

    private static boolean unfinished(Play play, HttpServerOptions options) throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        play.serve(
                options,
                request -> {
                    begun.set(true);
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("close", "closed"));
                    request.body();
                });
        Peer peer = play.peer().post(1, "/").data(1, false, "some").untilClosed();
        if (begun.get()) {
            play.see(peer.answer(1));
            play.see(peer.ending());
            play.awaits("close", "closed");
        }
        return begun.get();
    }

    private static boolean http1(Play play, HttpServerOptions options) throws Exception {
        play.serve(options, request -> request.response().end("x"));
        Wire wire = play.wire();
        String status;
        try {
            wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
            status = wire.line();
        } catch (SocketException closed) {
            return false;
        }
        if (status != null) {
            OtherProtocols.response(play, status, wire);
            play.see(wire.line() == null ? "closed" : "open");
        }
        return status != null;
    }
}
