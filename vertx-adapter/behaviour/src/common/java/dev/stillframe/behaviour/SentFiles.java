package dev.stillframe.behaviour;

import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;

/** {@code sendFile}. */
final class SentFiles {
    private static final int LARGE = 400_000;

    private SentFiles() {}

    static void in(Book book) {
        add(book, "whole", "a.txt", 26, (response, file) -> response.sendFile(file));
        add(book, "from an offset", "a.txt", 26, (response, file) -> response.sendFile(file, 20));
        add(book, "a range", "a.txt", 26, (response, file) -> response.sendFile(file, 5, 3));
        add(
                book,
                "a range past the end",
                "a.txt",
                26,
                (response, file) -> response.sendFile(file, 20, 100));
        add(
                book,
                "from past the end",
                "a.txt",
                26,
                (response, file) -> response.sendFile(file, 27));
        add(book, "from the end", "a.txt", 26, (response, file) -> response.sendFile(file, 26));
        add(
                book,
                "no octets of it",
                "a.txt",
                26,
                (response, file) -> response.sendFile(file, 3, 0));
        add(book, "empty", "empty.html", 0, (response, file) -> response.sendFile(file));
        add(book, "large", "large.bin", LARGE, (response, file) -> response.sendFile(file));
        add(
                book,
                "a range of a large one",
                "large.bin",
                LARGE,
                (response, file) -> response.sendFile(file, 1_000, 300_000));
        add(
                book,
                "a type of its own",
                "a.json",
                9,
                (response, file) -> response.putHeader("content-type", "x/y").sendFile(file));
        add(book, "a type by its name", "a.json", 9, (response, file) -> response.sendFile(file));
        add(
                book,
                "no type by its name",
                "a.unheard",
                9,
                (response, file) -> response.sendFile(file));
        add(
                book,
                "a length of its own",
                "a.txt",
                26,
                (response, file) -> response.putHeader("content-length", "26").sendFile(file));
        add(
                book,
                "with a status and fields",
                "a.txt",
                26,
                (response, file) ->
                        response.setStatusCode(206).putHeader("x", "y").sendFile(file, 0, 4));
        add(
                book,
                "with trailers",
                "a.txt",
                5,
                (response, file) -> response.putTrailer("x", "y").sendFile(file));
        book.add("nowhere", play -> refused(play, response -> "nowhere.txt"));
        book.add("a folder", play -> refused(play, response -> play.folder().toString()));
        book.add("a negative offset", SentFiles::negative);
        book.add("for head", SentFiles::head);
        book.add("order of handlers", SentFiles::order);
        book.add("to a slow reader", SentFiles::slow);
        book.add("to one who leaves", SentFiles::leaving);
        book.add("many at once", SentFiles::many);
        book.add("on a worker", play -> on(play, ThreadingModel.WORKER));
        book.add("on a virtual thread", play -> on(play, ThreadingModel.VIRTUAL_THREAD));
    }

    private static String file(Play play, String name, int octets) throws IOException {
        Path file = play.folder().resolve(name);
        Files.write(file, RequestBodies.pattern(octets));
        return file.toString();
    }

    private static void add(
            Book book,
            String name,
            String file,
            int octets,
            BiFunction<HttpServerResponse, String, Future<Void>> sends) {
        book.add(
                name,
                play -> {
                    String made = file(play, file, octets);
                    play.serve(
                            request ->
                                    RequestBodies.refused(
                                            play,
                                            "sendFile",
                                            () ->
                                                    sends.apply(request.response(), made)
                                                            .onFailure(
                                                                    failure ->
                                                                            failed(
                                                                                    play,
                                                                                    request
                                                                                            .response(),
                                                                                    failure))));
                    Peer peer = play.peer().get(1, "/");
                    play.see(peer.await(1));
                });
    }

    private static void failed(Play play, HttpServerResponse response, Throwable failure) {
        play.note("failure", failure.getClass().getSimpleName());
        if (!response.ended()) {
            response.setStatusCode(500).end();
        }
    }

    private static void refused(Play play, Function<HttpServerResponse, String> file)
            throws Exception {
        play.serve(
                request ->
                        request.response()
                                .sendFile(file.apply(request.response()))
                                .onComplete(
                                        done -> {
                                            play.note("sent " + done.succeeded());
                                            if (done.failed()) {
                                                play.note(done.cause().getClass().getSimpleName());
                                            }
                                            play.note(
                                                    "head written "
                                                            + request.response().headWritten());
                                            if (!request.response().ended()) {
                                                request.response().setStatusCode(404).end();
                                            }
                                        }));
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void negative(Play play) throws Exception {
        String file = file(play, "a.txt", 26);
        play.serve(
                request -> {
                    RequestBodies.refused(
                            play,
                            "offset",
                            () -> play.ends("offset", request.response().sendFile(file, -1)));
                    if (!request.response().ended() && !request.response().headWritten()) {
                        RequestBodies.refused(
                                play,
                                "length",
                                () ->
                                        play.ends(
                                                "length",
                                                request.response().sendFile(file, 0, -1)));
                    }
                    if (!request.response().ended()) {
                        request.response().end("then");
                    }
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void head(Play play) throws Exception {
        String file = file(play, "a.txt", 26);
        play.serve(request -> play.ends("sendFile", request.response().sendFile(file)));
        Peer peer = play.peer().headers(1, true, Fields.request("HEAD", "/"));
        play.see(peer.await(1));
        play.awaits("sendFile");
        play.see(peer.ping().ending());
    }

    private static void order(Play play) throws Exception {
        String file = file(play, "a.txt", 26);
        play.serve(
                request -> {
                    HttpServerResponse response = request.response();
                    response.headersEndHandler(done -> play.note("headers", "headers end"));
                    response.bodyEndHandler(done -> play.note("headers", "body end"));
                    response.endHandler(done -> play.note("end", "end"));
                    response.closeHandler(done -> play.note("close", "close"));
                    response.sendFile(file)
                            .onComplete(
                                    done -> {
                                        play.note("sendFile", "sent " + done.succeeded());
                                        play.note(
                                                "sendFile",
                                                "ended "
                                                        + response.ended()
                                                        + ", octets "
                                                        + response.bytesWritten());
                                    });
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("sendFile", "ended");
        play.awaits("close", "close");
        play.awaits("headers", "body end");
    }

    private static void slow(Play play) throws Exception {
        String file = file(play, "large.bin", LARGE);
        play.serve(request -> play.ends("sendFile", request.response().sendFile(file)));
        Peer peer = play.peer(4, 1_000);
        peer.credits = false;
        peer.get(1, "/").until(() -> peer.answer(1).content.size() == 1_000);
        play.see("then waits with " + peer.ping().answer(1).content.size());
        peer.credits = true;
        peer.credit(0, 1_000).credit(1, 100_000);
        play.see(peer.await(1));
        play.awaits("sendFile");
    }

    private static void leaving(Play play) throws Exception {
        // What reads the file may be cut off in the middle of it.
        play.ignoring("uncaught");
        String file = file(play, "large.bin", LARGE);
        play.serve(
                request ->
                        request.response()
                                .sendFile(file)
                                .onComplete(done -> play.note("sent " + done.succeeded())));
        Peer peer = play.peer();
        peer.credits = false;
        peer.get(1, "/").until(() -> peer.answer(1).content.size() == 65_535);
        peer.close();
        play.awaits("sent");
    }

    private static void on(Play play, ThreadingModel model) throws Exception {
        String file = file(play, "large.bin", LARGE);
        Serving.deploy(
                play,
                model,
                1,
                (instance, request) ->
                        play.ends("sendFile", request.response().sendFile(file, 10, 200_000)));
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("sendFile");
    }

    private static void many(Play play) throws Exception {
        String file = file(play, "large.bin", LARGE);
        play.serve(request -> request.response().sendFile(file));
        Peer peer = play.peer();
        for (int stream = 1; stream < 20; stream += 2) {
            peer.get(stream, "/");
        }
        for (int stream = 1; stream < 20; stream += 2) {
            play.see(peer.await(stream));
        }
    }
}
