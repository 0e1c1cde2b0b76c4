package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Content both ways, at the pace of whoever is slower. */
final class Flow {
    private static final int PIECE = 10_000;
    private static final int LARGE = 600_000;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private Flow() {}

    static void in(Book book) {
        book.add("echo", Flow::echo);
        book.add("echo to a slow reader", Flow::slowEcho);
        book.add("a full queue, and drained", Flow::drained);
        book.add("a reader who opens the window late", Flow::opensLate);
        book.add("a reader who shrinks the window", Flow::shrinks);
        book.add("a paused request", Flow::paused);
        book.add("a paused request beside another", Flow::pausedBeside);
        book.add("upload into a file", Flow::intoFile);
        book.add("pieces as they are written", Flow::pieces);
        book.add("a request that is never read", Flow::unread);
        book.add("a response while a slow one waits", Flow::besideSlow);
    }

    private static void echo(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().setChunked(true);
                    play.ends("pipe", request.pipeTo(request.response()));
                });
        Peer peer = play.peer().post(1, "/").upload(1, RequestBodies.pattern(LARGE));
        play.see(peer.await(1));
        play.awaits("pipe");
    }

    /** What comes back is not credited before all that fits has been sent. */
    private static void slowEcho(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().setChunked(true);
                    play.ends("pipe", request.pipeTo(request.response()));
                });
        Peer peer = play.peer(INITIAL_WINDOW_SIZE, 5_000);
        peer.credits = false;
        peer.post(1, "/");
        peer.data(1, false, RequestBodies.pattern(PIECE))
                .data(1, false, RequestBodies.pattern(PIECE));
        peer.data(1, true, RequestBodies.pattern(PIECE));
        peer.until(() -> peer.answer(1).content.size() == 5_000).ping();
        play.see("first " + peer.answer(1).content.size());
        peer.credits = true;
        peer.credit(1, 5_000);
        play.see(peer.await(1));
        play.awaits("pipe");
    }

    private static void drained(Play play) throws Exception {
        AtomicInteger left = new AtomicInteger(LARGE);
        AtomicBoolean full = new AtomicBoolean();
        play.serve(
                request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    Runnable write =
                            () -> {
                                write(response, left);
                                if (left.get() > 0 && !full.getAndSet(true)) {
                                    play.note("full");
                                }
                            };
                    response.drainHandler(ready -> write.run());
                    write.run();
                });
        Peer peer = play.peer();
        peer.credits = false;
        peer.get(1, "/").until(() -> peer.answer(1).content.size() == 65_535);
        play.see("more to write " + (left.get() > 0));
        peer.credits = true;
        peer.credit(0, 65_535).credit(1, 65_535);
        play.see(peer.await(1));
        play.see("all written " + (left.get() == 0));
    }

    private static void write(HttpServerResponse response, AtomicInteger left) {
        while (left.get() > 0 && !response.writeQueueFull()) {
            left.addAndGet(-PIECE);
            response.write(Buffer.buffer(RequestBodies.pattern(PIECE)));
        }
        if (left.get() == 0 && !response.ended()) {
            response.end();
        }
    }

    private static void opensLate(Play play) throws Exception {
        play.serve(request -> request.response().end(Buffer.buffer(RequestBodies.pattern(PIECE))));
        Peer peer = play.peer(INITIAL_WINDOW_SIZE, 0).get(1, "/");
        peer.awaitHead(1);
        play.see("content " + peer.ping().answer(1).content.size());
        peer.credit(1, 1).until(() -> peer.answer(1).content.size() == 1);
        play.see("content " + peer.answer(1).content.size());
        peer.frame(Wire.SETTINGS, 0, 0, Wire.settings(INITIAL_WINDOW_SIZE, PIECE));
        play.see(peer.await(1));
    }

    /** The stream's window goes below zero (RFC 9113 section 6.9.2). */
    private static void shrinks(Play play) throws Exception {
        play.serve(request -> request.response().end(Buffer.buffer(RequestBodies.pattern(PIECE))));
        Peer peer = play.peer(INITIAL_WINDOW_SIZE, 4_000);
        peer.credits = false;
        peer.get(1, "/").until(() -> peer.answer(1).content.size() == 4_000);
        peer.frame(Wire.SETTINGS, 0, 0, Wire.settings(INITIAL_WINDOW_SIZE, 1_000)).ping();
        peer.credit(1, 3_000).ping();
        play.see("still " + peer.answer(1).content.size());
        peer.credit(1, 6_000);
        play.see(peer.await(1));
    }

    private static void paused(Play play) throws Exception {
        play.serve(
                request -> {
                    request.pause();
                    request.body()
                            .onSuccess(body -> request.response().end("got " + body.length()));
                    request.pause();
                    play.later("resume", request::resume);
                    play.note("paused");
                });
        Peer peer = play.peer().post(1, "/");
        for (int i = 0; i < 3; i++) {
            peer.data(1, i == 2, RequestBodies.pattern(PIECE));
        }
        play.awaits("paused");
        play.see(peer.ping().ending() + (peer.answer(1).isOver() ? ", over" : ", waits"));
        play.now("resume");
        play.see(peer.await(1));
    }

    /** A request that is paused holds back what it has, and no other. */
    private static void pausedBeside(Play play) throws Exception {
        play.serve(
                request -> {
                    if (request.path().equals("/paused")) {
                        request.pause();
                        play.note("paused");
                    } else {
                        request.body()
                                .onSuccess(body -> request.response().end("got " + body.length()));
                    }
                });
        Peer peer = play.peer().post(1, "/paused");
        peer.data(1, false, RequestBodies.pattern(16_000))
                .data(1, false, RequestBodies.pattern(16_000));
        play.awaits("paused");
        peer.post(3, "/").upload(3, RequestBodies.pattern(20_000));
        play.see(peer.await(3));
    }

    private static void intoFile(Play play) throws Exception {
        String target = play.folder().resolve("uploaded").toString();
        play.serve(
                request -> {
                    request.pause();
                    play.vertx()
                            .fileSystem()
                            .open(target, new OpenOptions().setWrite(true).setCreate(true))
                            .compose(request::pipeTo)
                            .onComplete(
                                    done -> {
                                        play.note("piped " + done.succeeded());
                                        request.response().end("kept");
                                    });
                });
        Peer peer = play.peer().post(1, "/").upload(1, RequestBodies.pattern(LARGE));
        play.see(peer.await(1));
        play.see("file of " + Answer.shown(Files.readAllBytes(play.folder().resolve("uploaded"))));
    }

    /** As a stream of events is sent: each piece comes without waiting for the next. */
    private static void pieces(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response()
                            .setChunked(true)
                            .putHeader("content-type", "text/event-stream");
                    request.response().write("data: 0\n\n");
                    AtomicInteger number = new AtomicInteger();
                    play.later(
                            "event",
                            () ->
                                    request.response()
                                            .write("data: " + number.incrementAndGet() + "\n\n"));
                });
        Peer peer = play.peer().get(1, "/");
        peer.until(() -> peer.answer(1).text().contains("data: 0"));
        for (int i = 1; i < 4; i++) {
            String next = "data: " + i;
            play.now("event");
            peer.until(() -> peer.answer(1).text().contains(next));
        }
        play.see(peer.answer(1));
    }

    /** Credit for what nobody reads comes back when the request is over. */
    private static void unread(Play play) throws Exception {
        play.serve(new HttpServerOptions(), request -> request.response().end());
        Peer peer = play.peer();
        for (int i = 0; i < 20; i++) {
            int stream = 1 + 2 * i;
            peer.post(stream, "/").upload(stream, RequestBodies.pattern(PIECE));
            peer.await(stream);
        }
        play.see("answered " + peer.answer(39).field(":status") + ", " + peer.ending());
    }

    private static void besideSlow(Play play) throws Exception {
        play.serve(
                request -> {
                    boolean large = request.path().equals("/large");
                    request.response()
                            .end(Buffer.buffer(RequestBodies.pattern(large ? LARGE : 10)));
                });
        Peer peer = play.peer(INITIAL_WINDOW_SIZE, 20_000);
        peer.credits = false;
        peer.get(1, "/large").until(() -> peer.answer(1).content.size() == 20_000);
        // Nobody waits for what may not come before the large one goes on.
        play.see(peer.get(3, "/small").pings(3).answer(3));
        peer.credits = true;
        peer.credit(0, 20_000).credit(1, 20_000);
        play.see(peer.await(1));
    }
}
