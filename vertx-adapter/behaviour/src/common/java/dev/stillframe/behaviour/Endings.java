package dev.stillframe.behaviour;

import io.vertx.core.http.HttpServerRequest;

/** Streams and connections that the client ends before their time. */
final class Endings {
    private static final int CANCEL = 8;

    private Endings() {}

    static void in(Book book) {
        book.add("reset before the answer", Endings::beforeAnswer);
        book.add("reset within the answer", Endings::withinAnswer);
        book.add("reset after the answer", Endings::afterAnswer);
        book.add("reset without an error", Endings::noError);
        book.add("reset while paused", Endings::paused);
        book.add("reset within a body", Endings::withinBody);
        book.add("written after a reset", Endings::written);
        book.add("closed by the client", Endings::closed);
        book.add("closed by the client, many streams", Endings::closedMany);
        book.add("closed by the client between requests", Endings::closedBetween);
        book.add("content on a stream that is over", Endings::lateContent);
        book.add("goaway by the client", Endings::goAway);
        book.add("half of it closed by the client", Endings::unfinished);
    }

    private static void watched(Play play, HttpServerRequest request) {
        String which = "stream " + request.path();
        request.exceptionHandler(failure -> play.note(which, "request " + Play.told(failure)));
        request.endHandler(ended -> play.note(which, "request end"));
        request.response()
                .exceptionHandler(failure -> play.note(which, "response " + Play.told(failure)));
        request.response().closeHandler(closed -> play.note(which, "response close"));
        request.response().endHandler(ended -> play.note(which, "response end"));
        play.note(which, "handled");
    }

    private static void fate(Play play, HttpServerRequest request) {
        play.note(
                "ended "
                        + request.response().ended()
                        + ", closed "
                        + request.response().closed()
                        + ", request ended "
                        + request.isEnded());
    }

    private static void beforeAnswer(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    play.later("look", () -> fate(play, request));
                });
        Peer peer = play.peer().get(1, "/a");
        play.awaits("stream /a", "handled");
        peer.reset(1, CANCEL).ping();
        play.awaits("stream /a", "response close");
        play.now("look");
        play.see(peer.ending());
    }

    private static void withinAnswer(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.response().setChunked(true).write("begun");
                    play.later("look", () -> fate(play, request));
                });
        Peer peer = play.peer().get(1, "/a");
        peer.until(() -> peer.answer(1).content.size() > 0).reset(1, CANCEL).ping();
        play.awaits("stream /a", "response close");
        play.now("look");
        play.see(peer.ending());
    }

    private static void afterAnswer(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.response().end("done");
                    play.later("look", () -> fate(play, request));
                });
        Peer peer = play.peer().post(1, "/a");
        play.see(peer.await(1));
        peer.reset(1, CANCEL).ping();
        play.awaits("stream /a", "response close");
        play.now("look");
        play.see(peer.ending());
    }

    private static void noError(Play play) throws Exception {
        play.serve(request -> watched(play, request));
        Peer peer = play.peer().post(1, "/a");
        play.awaits("stream /a", "handled");
        peer.reset(1, 0).ping();
        play.awaits("stream /a", "response close");
        play.see(peer.ending());
    }

    private static void paused(Play play) throws Exception {
        play.serve(
                request -> {
                    request.pause();
                    request.handler(piece -> play.note("stream /a", "piece " + piece));
                    watched(play, request);
                    play.later("resume", request::resume);
                });
        Peer peer = play.peer().post(1, "/a").data(1, false, "unread");
        play.awaits("stream /a", "handled");
        peer.reset(1, CANCEL).ping();
        play.now("resume");
        play.awaits("stream /a", "response close");
        play.see(peer.ping().ending());
    }

    private static void withinBody(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.handler(piece -> play.note("stream /a", "piece " + piece));
                    play.ends("body", request.end());
                });
        Peer peer = play.peer().post(1, "/a").data(1, false, "half");
        play.awaits("stream /a", "piece");
        peer.reset(1, CANCEL).ping();
        play.awaits("stream /a", "response close");
        play.awaits("body");
        play.see(peer.ending());
    }

    private static void written(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    play.later(
                            "write",
                            () -> {
                                RequestBodies.refused(
                                        play,
                                        "write",
                                        () ->
                                                play.ends(
                                                        "writing",
                                                        request.response()
                                                                .setChunked(true)
                                                                .write("late")));
                                RequestBodies.refused(
                                        play,
                                        "end",
                                        () -> play.ends("ending", request.response().end()));
                            });
                });
        Peer peer = play.peer().get(1, "/a");
        play.awaits("stream /a", "handled");
        peer.reset(1, CANCEL).ping();
        play.awaits("stream /a", "response close");
        play.now("write");
        play.see(peer.ping().ending());
    }

    private static void closed(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.connection().closeHandler(closed -> play.note("connection", "closed"));
                    request.connection()
                            .exceptionHandler(failure -> play.note("connection", "exception"));
                    request.response().setChunked(true).write("begun");
                    play.later("look", () -> fate(play, request));
                });
        Peer peer = play.peer().post(1, "/a");
        peer.until(() -> peer.answer(1).content.size() > 0);
        peer.close();
        play.awaits("connection", "closed");
        play.awaits("stream /a", "response close");
        play.now("look");
    }

    private static void closedMany(Play play) throws Exception {
        play.serve(request -> watched(play, request));
        Peer peer = play.peer();
        for (int stream = 1; stream < 12; stream += 2) {
            peer.post(stream, "/" + stream);
        }
        play.awaits("stream /11", "handled");
        peer.close();
        for (int stream = 1; stream < 12; stream += 2) {
            play.awaits("stream /" + stream, "response close");
        }
    }

    private static void closedBetween(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection().closeHandler(closed -> play.note("connection closed"));
                    request.response()
                            .exceptionHandler(
                                    failure -> play.note("response " + Play.told(failure)));
                    request.response().end("done");
                });
        Peer peer = play.peer().get(1, "/a");
        play.see(peer.await(1));
        peer.close();
        play.awaits("connection closed");
    }

    private static void lateContent(Play play) throws Exception {
        play.serve(request -> request.response().end("x"));
        Peer peer = play.peer().post(1, "/");
        peer.await(1);
        peer.reset(1, CANCEL).data(1, true, "late");
        peer.ping();
        play.see(peer.ending());
        play.see(peer.closed ? "closed" : peer.get(3, "/").await(3).text());
    }

    private static void goAway(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection()
                            .goAwayHandler(
                                    goAway ->
                                            play.note(
                                                    "goaway "
                                                            + goAway.getErrorCode()
                                                            + " last "
                                                            + goAway.getLastStreamId()
                                                            + " '"
                                                            + goAway.getDebugData()
                                                            + "'"));
                    request.connection().shutdownHandler(done -> play.note("shutdown"));
                    request.endHandler(ended -> request.response().end("served"));
                });
        Peer peer = play.peer().post(1, "/");
        peer.ping();
        peer.frame(
                Wire.GOAWAY,
                0,
                0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 'b',
                (byte) 'y',
                (byte) 'e');
        play.awaits("goaway");
        play.see(peer.data(1, true, "rest").await(1));
    }

    private static void unfinished(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.response().end("without the rest");
                });
        Peer peer = play.peer().post(1, "/a", "content-length", "100").data(1, false, "a part");
        play.see(peer.await(1));
        peer.close();
        play.awaits("stream /a", "response close");
    }
}
