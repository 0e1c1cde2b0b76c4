package dev.stillframe.behaviour;

import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Exceptions of the application's. */
final class Failures {
    private static final int PIECE = 10_000;
    private static final int MOST = 600_000;

    private Failures() {}

    static void in(Book book) {
        book.add("thrown by the request handler", Failures::thrown);
        book.add("thrown by the request handler, and the client leaves", Failures::thrownAndLeft);
        book.add("thrown on a worker", play -> thrownOn(play, ThreadingModel.WORKER));
        book.add(
                "thrown on a virtual thread",
                play -> thrownOn(play, ThreadingModel.VIRTUAL_THREAD));
        book.add("thrown after the head", Failures::thrownLate);
        book.add("thrown after the end", Failures::thrownAtLast);
        book.add("thrown by a handler of content", Failures::thrownByContent);
        book.add("thrown by an end handler", Failures::thrownByEnd);
        book.add("thrown by a close handler", Failures::thrownByClose);
        book.add("thrown by a handler of exceptions", Failures::thrownByException);
        book.add("thrown by the connection handler", Failures::thrownByConnection);
        book.add("thrown by a handler before the head", Failures::thrownByHeadersEnd);
        book.add("thrown by a drain handler", Failures::thrownByDrain);
        book.add("no request handler", Failures::noHandler);
    }

    /** After this one is answered, what the one before did has been seen. */
    private static void next(Play play, Peer peer) throws Exception {
        play.see(peer.get(101, "/next").await(101));
        play.see(peer.ping().ending());
    }

    private static boolean isNext(HttpServerRequest request) {
        if (request.path().equals("/next")) {
            request.response().end("next");
            return true;
        }
        return false;
    }

    private static IllegalStateException purpose() {
        return new IllegalStateException("on purpose");
    }

    private static void thrown(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response().closeHandler(closed -> play.note("closed"));
                        throw purpose();
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
        peer.close();
        play.awaits("closed");
    }

    private static void thrownAndLeft(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().closeHandler(closed -> play.note("response", "closed"));
                    request.connection().closeHandler(closed -> play.note("connection", "closed"));
                    throw purpose();
                });
        Peer peer = play.peer().get(1, "/");
        play.awaits("uncaught", "on purpose");
        peer.close();
        play.awaits("connection", "closed");
        play.awaits("response", "closed");
    }

    private static void thrownOn(Play play, ThreadingModel model) throws Exception {
        Serving.deploy(
                play,
                model,
                1,
                (instance, request) -> {
                    if (!isNext(request)) {
                        throw purpose();
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
    }

    private static void thrownLate(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response().setChunked(true).write("begun");
                        throw purpose();
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
    }

    private static void thrownAtLast(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response().end("done");
                        throw purpose();
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.awaits("uncaught", "on purpose");
        next(play, peer);
    }

    private static void thrownByContent(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.exceptionHandler(
                                failure -> play.note("request " + Play.told(failure)));
                        request.endHandler(
                                ended -> {
                                    play.note("the end");
                                    request.response().end("got over it");
                                });
                        request.handler(
                                piece -> {
                                    throw purpose();
                                });
                    }
                });
        Peer peer = play.peer().post(1, "/").data(1, true, "content");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
    }

    private static void thrownByEnd(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.endHandler(
                                ended -> {
                                    throw purpose();
                                });
                    }
                });
        Peer peer = play.peer().post(1, "/").data(1, true, "content");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
    }

    private static void thrownByClose(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response()
                                .closeHandler(
                                        closed -> {
                                            throw purpose();
                                        });
                        request.response()
                                .endHandler(
                                        ended -> {
                                            play.note("ended");
                                            throw new IllegalStateException("another");
                                        });
                        request.response().end("x");
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.awaits("uncaught", "on purpose");
        next(play, peer);
    }

    private static void thrownByException(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.exceptionHandler(
                                failure -> {
                                    play.note("told " + Play.told(failure));
                                    throw purpose();
                                });
                        play.note("handled");
                    }
                });
        Peer peer = play.peer().post(1, "/");
        play.awaits("handled");
        peer.reset(1, 8);
        play.awaits("uncaught", "on purpose");
        next(play, peer);
    }

    private static void thrownByConnection(Play play) throws Exception {
        play.listen(
                play.server(new HttpServerOptions())
                        .connectionHandler(
                                connection -> {
                                    throw purpose();
                                })
                        .requestHandler(request -> request.response().end("x")));
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.awaits("uncaught", "on purpose");
    }

    private static void thrownByHeadersEnd(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response()
                                .headersEndHandler(
                                        done -> {
                                            throw purpose();
                                        });
                        request.response().end("x");
                    }
                });
        Peer peer = play.peer().get(1, "/");
        play.awaits("uncaught", "on purpose");
        next(play, peer);
        play.see(peer.answer(1));
    }

    private static void thrownByDrain(Play play) throws Exception {
        play.serve(
                request -> {
                    if (!isNext(request)) {
                        request.response()
                                .setChunked(true)
                                .drainHandler(
                                        ready -> {
                                            play.note("drained");
                                            throw purpose();
                                        });
                        int written = 0;
                        while (written < MOST && !request.response().writeQueueFull()) {
                            request.response().write(Buffer.buffer(RequestBodies.pattern(PIECE)));
                            written += PIECE;
                        }
                        play.note("full " + request.response().writeQueueFull());
                    }
                });
        Peer peer = play.peer(4, 1_000);
        peer.credits = false;
        peer.get(1, "/").until(() -> peer.answer(1).content.size() == 1_000);
        peer.credits = true;
        peer.credit(0, 1_000).credit(1, 1_000);
        play.awaits("full");
        peer.pings(5);
        next(play, peer);
    }

    private static void noHandler(Play play) throws Exception {
        RequestBodies.refused(
                play, "listen", () -> play.listen(play.server(new HttpServerOptions())));
    }
}
