package dev.stillframe.behaviour;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;

/** Responses before the response: 100, 103. */
final class Interim {
    private static final String EXPECT = "expect";
    private static final String CONTINUE = "100-continue";

    private Interim() {}

    static void in(Book book) {
        book.add("continue by itself", Interim::automatic);
        book.add("continue by the application", Interim::asked);
        book.add("continue refused", Interim::refused);
        book.add("continue without being asked", Interim::unasked);
        book.add("early hints", Interim::hints);
        book.add("early hints twice", Interim::twice);
        book.add("an expectation of no kind", Interim::unknown);
    }

    private static void automatic(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setHandle100ContinueAutomatically(true),
                request -> request.body().onSuccess(body -> request.response().end(body)));
        Peer peer = play.peer().post(1, "/", EXPECT, CONTINUE);
        peer.until(() -> !peer.answer(1).interim.isEmpty());
        play.see(peer.data(1, true, "then").await(1));
        play.see(peer.headers(3, true, Fields.request("POST", "/", EXPECT, CONTINUE)).await(3));
    }

    private static void asked(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().writeContinue();
                    request.body().onSuccess(body -> request.response().end(body));
                });
        Peer peer = play.peer().post(1, "/", EXPECT, CONTINUE);
        peer.until(() -> !peer.answer(1).interim.isEmpty());
        play.see(peer.data(1, true, "then").await(1));
    }

    private static void refused(Play play) throws Exception {
        play.serve(request -> request.response().setStatusCode(417).end());
        play.see(play.peer().post(1, "/", EXPECT, CONTINUE).await(1));
    }

    private static void unasked(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().writeContinue();
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void hints(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .writeEarlyHints(
                                        MultiMap.caseInsensitiveMultiMap()
                                                .add("link", "</a.css>; rel=preload")
                                                .add("link", "</b.js>; rel=preload"))
                                .onComplete(
                                        done -> {
                                            play.note(
                                                    "hints "
                                                            + done.succeeded()
                                                            + ", head written "
                                                            + request.response().headWritten());
                                            request.response().putHeader("x", "y").end("then");
                                        }));
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void twice(Play play) throws Exception {
        play.serve(
                request -> {
                    var hints = MultiMap.caseInsensitiveMultiMap().add("link", "</a>");
                    request.response().writeEarlyHints(hints);
                    request.response().writeEarlyHints(hints);
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void unknown(Play play) throws Exception {
        play.serve(request -> request.response().end());
        play.see(play.peer().get(1, "/", EXPECT, "a miracle").await(1));
    }
}
