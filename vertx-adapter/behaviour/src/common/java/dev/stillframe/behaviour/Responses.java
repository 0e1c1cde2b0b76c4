package dev.stillframe.behaviour;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Responses: heads, content, trailers, and the order of what their application is told. */
final class Responses {
    private static final Iterable<String> TWO = List.of("3", "4");

    private Responses() {}

    static void in(Book book) {
        add(book, "nothing but an end", response -> response.end());
        add(book, "a string", response -> response.end("a string"));
        add(book, "a string beyond ASCII", response -> response.end("\u00e9\u4e00"));
        add(book, "a string in latin", response -> response.end("\u00e9", "ISO-8859-1"));
        add(book, "an empty buffer", response -> response.end(Buffer.buffer()));
        add(
                book,
                "pieces",
                response -> {
                    response.setChunked(true);
                    response.write("one ");
                    response.write(Buffer.buffer("two "));
                    response.end("three");
                });
        add(
                book,
                "pieces without chunks or length",
                response -> {
                    response.write("one ");
                    response.end("two");
                });
        add(
                book,
                "an end without content after pieces",
                response -> {
                    response.setChunked(true);
                    response.write("one");
                    response.end();
                });
        add(
                book,
                "a length of the application's",
                response -> response.putHeader("content-length", "3").end("abc"));
        add(
                book,
                "less than the length",
                response -> response.putHeader("content-length", "9").end("abc"));
        add(book, "status", response -> response.setStatusCode(404).setStatusMessage("Lost").end());
        add(book, "a status of its own", response -> response.setStatusCode(299).end("x"));
        add(book, "no content", response -> response.setStatusCode(204).end());
        add(
                book,
                "not modified",
                response -> response.setStatusCode(304).putHeader("etag", "\"x\"").end());
        add(book, "reset content", response -> response.setStatusCode(205).end());
        add(
                book,
                "fields in capitals",
                response -> response.putHeader("X-Capitals", "Value").end());
        add(
                book,
                "fields twice",
                response -> {
                    response.headers().add("x", "1").add("x", "2");
                    response.putHeader("y", TWO);
                    response.end();
                });
        add(book, "fields beyond ASCII", response -> response.putHeader("x", "\u00e9").end());
        add(
                book,
                "fields of HTTP/1.1",
                response ->
                        response.putHeader("connection", "keep-alive")
                                .putHeader("keep-alive", "timeout=5")
                                .putHeader("transfer-encoding", "chunked")
                                .end("x"));
        add(book, "an empty field", response -> response.putHeader("x", "").end());
        add(book, "a large field", response -> response.putHeader("x", "v".repeat(40_000)).end());
        add(
                book,
                "trailers",
                response -> {
                    response.setChunked(true).putTrailer("X-Sum", "17").putTrailer("y", TWO);
                    response.end("content");
                });
        add(
                book,
                "trailers without content",
                response -> {
                    response.setChunked(true).putTrailer("x-sum", "17");
                    response.end();
                });
        add(
                book,
                "trailers without chunks",
                response -> {
                    response.putTrailer("x-sum", "17");
                    response.end("content");
                });
        book.add("content for head", play -> head(play, response -> response.end("content")));
        book.add(
                "pieces for head",
                play ->
                        head(
                                play,
                                response -> {
                                    response.setChunked(true);
                                    response.write("one");
                                    response.end("two");
                                }));
        book.add("state", Responses::state);
        book.add("order of handlers", Responses::order);
        book.add("order of handlers with pieces", Responses::orderOfPieces);
        book.add("futures", Responses::futures);
        book.add("fields put last by a handler", Responses::headersEnd);
        book.add("octets written", Responses::written);
        book.add("one write for all of it", Responses::oneWrite);
        book.add("in another turn", Responses::otherTurn);
        book.add("from another thread", Responses::otherThread);
        book.add("many at once", Responses::many);
        book.add("reset before the head", play -> reset(play, response -> response.reset(8)));
        book.add(
                "reset after the head",
                play ->
                        reset(
                                play,
                                response -> {
                                    response.setChunked(true).write("begun");
                                    response.reset(2);
                                }));
        book.add(
                "reset after the end",
                play ->
                        reset(
                                play,
                                response -> {
                                    response.end("done");
                                    response.reset(2);
                                }));
        book.add("reset without a code", play -> reset(play, response -> response.reset()));
        book.add("closed", Responses::closedResponse);
        book.add("frames of its own", Responses::customFrames);
        book.add("priority", Responses::priority);
    }

    private static void add(Book book, String name, Handler<HttpServerResponse> answers) {
        book.add(
                name,
                play -> {
                    play.serve(request -> answers.handle(request.response()));
                    play.see(play.peer().get(1, "/").await(1));
                });
    }

    private static void head(Play play, Handler<HttpServerResponse> answers) throws Exception {
        play.serve(request -> answers.handle(request.response()));
        Peer peer = play.peer();
        play.see(peer.headers(1, true, Fields.request("HEAD", "/")).await(1));
        play.see(peer.ping().ending());
        play.see("content of " + peer.answer(1).content.size());
    }

    private static String state(HttpServerResponse response) {
        return "head written "
                + response.headWritten()
                + ", ended "
                + response.ended()
                + ", closed "
                + response.closed()
                + ", chunked "
                + response.isChunked()
                + ", status "
                + response.getStatusCode()
                + " "
                + response.getStatusMessage();
    }

    private static void state(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response();
                    play.note("first: " + state(response));
                    response.setChunked(true).setStatusCode(201).write("x");
                    play.note("written: " + state(response));
                    response.closeHandler(closed -> play.note("closed: " + state(response)));
                    response.end();
                    play.note("ended: " + state(response));
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("closed: ");
    }

    private static void watched(Play play, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headersEndHandler(done -> play.note("headers end"));
        response.bodyEndHandler(done -> play.note("body end"));
        response.endHandler(done -> play.note("end"));
        response.closeHandler(done -> play.note("close"));
        response.exceptionHandler(failure -> play.note("exception " + Play.told(failure)));
        request.exceptionHandler(failure -> play.note("request exception " + Play.told(failure)));
        request.endHandler(done -> play.note("request end"));
    }

    private static void closing(Play play, HttpServerRequest request) {
        request.connection().closeHandler(done -> play.note("connection", "close"));
    }

    private static void order(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    closing(play, request);
                    request.response().end("x");
                    play.note("handled");
                });
        Peer peer = play.peer();
        play.see(peer.get(1, "/").await(1));
        play.awaits("close");
        peer.close();
        play.awaits("connection", "close");
    }

    private static void orderOfPieces(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    request.response().setChunked(true);
                    play.note("writes");
                    request.response().write("one");
                    play.note("ends");
                    request.response().end("two");
                    play.note("handled");
                });
        Peer peer = play.peer().post(1, "/").data(1, true, "content");
        play.see(peer.await(1));
        play.awaits("close");
    }

    private static void futures(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    response.write("one").onComplete(done -> play.note("one " + done.succeeded()));
                    response.write("two").onComplete(done -> play.note("two " + done.succeeded()));
                    response.end().onComplete(done -> play.note("end " + done.succeeded()));
                    play.note("handled");
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("end true");
    }

    private static void headersEnd(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .headersEndHandler(
                                        done ->
                                                request.response()
                                                        .putHeader("last", "1")
                                                        .setStatusCode(202))
                                .end("x"));
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void written(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    play.note("at first " + response.bytesWritten());
                    response.write("12345");
                    response.end("678")
                            .onComplete(done -> play.note("at last " + response.bytesWritten()));
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("at last");
    }

    /** HEADERS with what belongs to it: how many frames the smallest answer takes. */
    private static void oneWrite(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer().get(1, "/");
        peer.await(1);
        play.see(
                "HEADERS ends the stream "
                        + peer.frames.stream()
                                .filter(frame -> frame.type() == Wire.HEADERS)
                                .allMatch(frame -> frame.has(Wire.END_STREAM)));
    }

    private static void otherTurn(Play play) throws Exception {
        play.serve(
                request ->
                        play.vertx()
                                .runOnContext(ignored -> request.response().end(request.path())));
        play.see(play.peer().get(1, "/later").await(1));
    }

    private static void otherThread(Play play) throws Exception {
        play.serve(
                request -> {
                    Thread thread =
                            new Thread(
                                    () -> {
                                        request.response().setChunked(true).write("from ");
                                        request.response().end("elsewhere");
                                    });
                    thread.start();
                    play.closing(thread::join);
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void many(Play play) throws Exception {
        play.serve(request -> request.response().end(request.path()));
        Peer peer = play.peer();
        for (int stream = 1; stream < 200; stream += 2) {
            peer.get(stream, "/" + stream);
        }
        for (int stream = 1; stream < 200; stream += 2) {
            play.see(peer.await(stream).text());
        }
    }

    private static void reset(Play play, Handler<HttpServerResponse> answers) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    answers.handle(request.response());
                    play.note("handled");
                });
        Peer peer = play.peer().post(1, "/");
        play.see(peer.await(1));
        peer.ping();
        play.see(peer.ending());
        play.awaits("close");
    }

    /** What it does to the connection. */
    private static void closedResponse(Play play) throws Exception {
        play.serve(
                request -> {
                    watched(play, request);
                    closing(play, request);
                    request.connection().close();
                });
        Peer peer = play.peer().get(1, "/").untilClosed();
        play.see(peer.answer(1));
        play.see(peer.ending());
        play.awaits("connection", "close");
        play.awaits("close");
    }

    private static void customFrames(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().setChunked(true).write("x");
                    request.response().writeCustomFrame(0xfa, 5, Buffer.buffer("own"));
                    request.response().end();
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        peer.frames.stream()
                .filter(frame -> frame.type() > Wire.CONTINUATION)
                .forEach(
                        frame ->
                                play.see(
                                        "frame "
                                                + frame.type()
                                                + " flags "
                                                + frame.flags()
                                                + " "
                                                + Answer.shown(frame.payload())));
    }

    private static void priority(Play play) throws Exception {
        play.serve(
                request -> {
                    request.streamPriorityHandler(
                            priority -> play.note("priority " + priority.getWeight()));
                    play.note(
                            "at first "
                                    + request.streamPriority().getWeight()
                                    + " on "
                                    + request.streamPriority().getDependency());
                    request.endHandler(ended -> request.response().end());
                });
        Peer peer = play.peer().post(1, "/", "priority", "u=1, i");
        peer.frame(Wire.PRIORITY, 0, 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 99).ping();
        play.see(peer.data(1, true, "").await(1));
    }
}
