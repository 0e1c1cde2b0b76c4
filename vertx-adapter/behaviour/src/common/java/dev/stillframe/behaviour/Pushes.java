package dev.stillframe.behaviour;

import io.vertx.core.http.HttpMethod;

/** Responses to requests that nobody has sent (RFC 9113 section 8.4). */
final class Pushes {
    private static final int ENABLE_PUSH = 2;

    private Pushes() {}

    static void in(Book book) {
        book.add("refused by the client's settings", Pushes::refused);
        book.add("taken", Pushes::taken);
        book.add("with fields and an authority", Pushes::fields);
        book.add("reset by the client", Pushes::reset);
    }

    private static void refused(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .push(HttpMethod.GET, "/pushed")
                                .onComplete(
                                        done -> {
                                            play.note("pushed " + done.succeeded());
                                            request.response().end("asked");
                                        }));
        // Nobody waits for what may never come.
        play.see(play.peer(ENABLE_PUSH, 0).get(1, "/").pings(3).answer(1));
    }

    private static void taken(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .push(HttpMethod.GET, "/pushed")
                                .onComplete(
                                        done -> {
                                            play.note("pushed " + done.succeeded());
                                            if (done.succeeded()) {
                                                play.note("is a push " + done.result().streamId());
                                                done.result().putHeader("x", "y").end("pushed");
                                            }
                                            request.response().end("asked");
                                        }));
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        promised(play, peer);
    }

    private static void promised(Play play, Peer peer) throws Exception {
        peer.ping();
        for (var promise : peer.promised.entrySet()) {
            play.see("promised " + promise.getKey() + " " + promise.getValue());
            play.see(peer.await(promise.getKey()));
        }
    }

    private static void fields(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .push(HttpMethod.GET, "/pushed", request.headers())
                                .onComplete(
                                        done -> {
                                            play.note("pushed " + done.succeeded());
                                            if (done.succeeded()) {
                                                done.result().end();
                                            }
                                            request.response().end();
                                        }));
        Peer peer = play.peer().get(1, "/", "x-kept", "1");
        play.see(peer.await(1));
        promised(play, peer);
    }

    private static void reset(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .push(HttpMethod.GET, "/pushed")
                                .onComplete(
                                        done -> {
                                            play.note("pushed " + done.succeeded());
                                            if (done.succeeded()) {
                                                done.result()
                                                        .exceptionHandler(
                                                                failure -> {
                                                                    play.note(Play.told(failure));
                                                                    request.response().end();
                                                                });
                                                done.result().setChunked(true).write("begun");
                                            } else {
                                                request.response().end();
                                            }
                                        }));
        Peer peer = play.peer().get(1, "/");
        peer.until(() -> peer.answer(1).isOver() || !peer.promised.isEmpty());
        if (!peer.promised.isEmpty()) {
            int pushed = peer.promised.keySet().iterator().next();
            peer.until(() -> peer.answer(pushed).content.size() > 0).reset(pushed, 8);
        }
        play.see(peer.await(1));
    }
}
