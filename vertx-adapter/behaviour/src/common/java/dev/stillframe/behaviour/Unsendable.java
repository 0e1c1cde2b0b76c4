package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** Responses as RFC 9113 has none: no client is left waiting for the rest. */
final class Unsendable {
    private static final int REFUSED_STREAM = 7;

    private Unsendable() {}

    static void in(Book book) {
        add(
                book,
                "refused after the head",
                response -> {
                    response.setChunked(true).write("begun");
                    response.reset(REFUSED_STREAM);
                });
        add(book, "refused before the head", response -> response.reset(REFUSED_STREAM));
        for (int status : new int[] {42, 101, 2_000}) {
            add(book, "status " + status, response -> response.setStatusCode(status).end());
            add(
                    book,
                    "status " + status + " and pieces",
                    response -> {
                        response.setStatusCode(status).setChunked(true);
                        response.write(Buffer.buffer("one"));
                        response.end(Buffer.buffer("two"));
                    });
        }
    }

    /** What comes of the futures is left to each stack; what comes to the client is not. */
    private static void add(Book book, String name, Consumer<HttpServerResponse> answers) {
        book.add(
                name,
                play -> {
                    play.serve(
                            request -> {
                                request.response().closeHandler(closed -> play.note("closed"));
                                answers.accept(request.response());
                            });
                    Peer peer = play.peer().get(1, "/");
                    play.see(peer.await(1));
                    play.see(peer.ping().ending());
                    play.awaits("closed");
                });
    }
}
