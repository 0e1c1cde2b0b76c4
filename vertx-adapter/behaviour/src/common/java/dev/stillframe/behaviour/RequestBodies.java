package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/** What comes after a request's head. */
final class RequestBodies {
    private static final int LARGE = 300_000;

    private RequestBodies() {}

    static void in(Book book) {
        book.add("body", RequestBodies::body);
        book.add("body in pieces", RequestBodies::pieces);
        book.add("body that is empty", RequestBodies::empty);
        book.add("body, and its end asked for", RequestBodies::end);
        book.add("body, large", RequestBodies::large);
        book.add("body of a get", RequestBodies::ofGet);
        book.add("body, padded", RequestBodies::padded);
        book.add("trailers", RequestBodies::trailers);
        book.add("body read too late", RequestBodies::late);
        book.add("handlers too late", RequestBodies::handlersTooLate);
        book.add("handlers in another turn, paused", RequestBodies::paused);
        book.add("fetch piece by piece", RequestBodies::fetch);
        book.add("answer before the body", RequestBodies::early);
        book.add("octets read", RequestBodies::octetsRead);
        book.add("connect", RequestBodies::connect);
        book.add("connect without asking for a socket", RequestBodies::connectRefused);
        book.add("stream of its own frames", RequestBodies::customFrames);
    }

    static byte[] pattern(int octets) {
        byte[] pattern = new byte[octets];
        for (int i = 0; i < octets; i++) {
            pattern[i] = (byte) ('a' + i % 23);
        }
        return pattern;
    }

    private static void body(Play play) throws Exception {
        play.serve(
                request ->
                        request.body()
                                .onComplete(
                                        body -> {
                                            play.note("body " + body.result());
                                            play.note("ended " + request.isEnded());
                                            request.response().end("got it");
                                        }));
        Peer peer = play.peer().post(1, "/").data(1, true, "a body");
        play.see(peer.await(1));
    }

    private static void pieces(Play play) throws Exception {
        play.serve(
                request -> {
                    Buffer all = Buffer.buffer();
                    request.handler(all::appendBuffer);
                    request.endHandler(
                            ended -> {
                                play.note("all " + all + ", ended " + request.isEnded());
                                request.response().end(all);
                            });
                    play.note("at first ended " + request.isEnded());
                });
        Peer peer = play.peer().post(1, "/", "content-length", "9");
        peer.data(1, false, "abc").ping().data(1, false, "").data(1, false, "def").ping();
        play.see(peer.data(1, true, "ghi").await(1));
    }

    private static void empty(Play play) throws Exception {
        play.serve(
                request -> {
                    request.handler(piece -> play.note("piece of " + piece.length()));
                    request.endHandler(
                            ended -> {
                                play.note("the end");
                                request.response().end();
                            });
                });
        Peer peer = play.peer().post(1, "/").data(1, true, "");
        play.see(peer.await(1));
        play.see(peer.headers(3, true, Fields.request("POST", "/")).await(3));
    }

    private static void end(Play play) throws Exception {
        play.serve(
                request -> {
                    play.ends("end", request.end());
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("end succeeded");
    }

    private static void large(Play play) throws Exception {
        play.serve(
                request ->
                        request.body()
                                .onSuccess(
                                        body -> {
                                            play.note("body " + Answer.shown(body.getBytes()));
                                            request.response().end();
                                        }));
        Peer peer = play.peer().post(1, "/", "content-length", String.valueOf(LARGE));
        play.see(peer.upload(1, pattern(LARGE)).await(1));
    }

    private static void ofGet(Play play) throws Exception {
        play.serve(request -> request.body().onSuccess(body -> request.response().end(body)));
        Peer peer = play.peer().headers(1, false, Fields.request("GET", "/")).data(1, true, "odd");
        play.see(peer.await(1));
    }

    private static void padded(Play play) throws Exception {
        play.serve(request -> request.body().onSuccess(body -> request.response().end(body)));
        Peer peer = play.peer().post(1, "/");
        // Padded (section 6.1): its length, the content, the padding.
        peer.frame(
                Wire.DATA,
                0x8 | Wire.END_STREAM,
                1,
                (byte) 3,
                (byte) 'h',
                (byte) 'i',
                (byte) 0,
                (byte) 0,
                (byte) 0);
        play.see(peer.await(1));
    }

    private static void trailers(Play play) throws Exception {
        play.serve(
                request ->
                        request.body()
                                .onSuccess(
                                        body -> {
                                            play.note("body " + body);
                                            play.note("fields " + request.headers().names());
                                            request.response().end();
                                        }));
        Peer peer = play.peer().post(1, "/").data(1, false, "body").headers(1, true, "x-sum", "17");
        play.see(peer.await(1));
    }

    private static void late(Play play) throws Exception {
        play.serve(
                request ->
                        request.endHandler(
                                ended -> {
                                    try {
                                        play.ends("body", request.body());
                                    } catch (IllegalStateException refused) {
                                        play.note(Play.told(refused));
                                    }
                                    request.response().end();
                                }));
        play.see(play.peer().post(1, "/").data(1, true, "lost").await(1));
    }

    private static void handlersTooLate(Play play) throws Exception {
        play.serve(
                request ->
                        request.endHandler(
                                ended -> {
                                    refused(play, "handler", () -> request.handler(piece -> {}));
                                    refused(
                                            play,
                                            "endHandler",
                                            () -> request.endHandler(end -> {}));
                                    refused(
                                            play,
                                            "expectMultipart",
                                            () -> request.setExpectMultipart(true));
                                    refused(
                                            play,
                                            "uploadHandler",
                                            () -> request.uploadHandler(up -> {}));
                                    refused(play, "no handler", () -> request.handler(null));
                                    refused(play, "pause", request::pause);
                                    refused(
                                            play,
                                            "exceptionHandler",
                                            () -> request.exceptionHandler(e -> {}));
                                    refused(
                                            play,
                                            "customFrameHandler",
                                            () -> request.customFrameHandler(e -> {}));
                                    request.response().end();
                                }));
        play.see(play.peer().get(1, "/").await(1));
    }

    static void refused(Play play, String what, Runnable done) {
        try {
            done.run();
            play.note(what + " is taken");
        } catch (RuntimeException refused) {
            play.note(what + ": " + Play.told(refused));
        }
    }

    private static void paused(Play play) throws Exception {
        play.serve(
                request -> {
                    request.pause();
                    play.vertx()
                            .runOnContext(
                                    ignored -> {
                                        request.handler(piece -> play.note("piece " + piece));
                                        request.endHandler(
                                                ended -> {
                                                    play.note("the end");
                                                    request.response().end();
                                                });
                                        request.resume();
                                    });
                });
        play.see(play.peer().post(1, "/").data(1, true, "kept").await(1));
    }

    private static void fetch(Play play) throws Exception {
        play.serve(
                request -> {
                    request.pause();
                    request.handler(piece -> play.note("piece " + piece));
                    request.endHandler(
                            ended -> {
                                play.note("the end");
                                request.response().end();
                            });
                    play.later("fetch", () -> request.fetch(1));
                    play.note("waits");
                });
        Peer peer = play.peer().post(1, "/").data(1, false, "one").data(1, false, "two");
        peer.data(1, true, "three").ping();
        play.awaits("waits");
        for (String piece : new String[] {"one", "two", "three"}) {
            play.now("fetch");
            play.awaits("piece " + piece);
        }
        play.now("fetch");
        play.see(peer.await(1));
    }

    private static void early(Play play) throws Exception {
        play.serve(request -> request.response().setStatusCode(403).end("no"));
        Peer peer = play.peer().post(1, "/");
        Answer answer = peer.await(1);
        play.see(answer);
        peer.data(1, true, "for nobody");
        play.see(peer.get(3, "/").await(3));
    }

    private static void octetsRead(Play play) throws Exception {
        play.serve(
                request ->
                        request.endHandler(
                                ended -> {
                                    play.note("read " + request.bytesRead());
                                    request.response().end();
                                }));
        play.see(play.peer().post(1, "/").data(1, false, "12345").data(1, true, "678").await(1));
    }

    private static void connect(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note(
                            request.method()
                                    + " authority "
                                    + request.authority()
                                    + " uri "
                                    + request.uri()
                                    + " path "
                                    + request.path());
                    request.toNetSocket()
                            .onComplete(
                                    done -> {
                                        if (done.failed()) {
                                            play.note("no socket: " + Play.told(done.cause()));
                                            return;
                                        }
                                        var socket = done.result();
                                        socket.handler(
                                                piece -> {
                                                    if (piece.length() > 0) {
                                                        socket.write(
                                                                Buffer.buffer("> ")
                                                                        .appendBuffer(piece));
                                                    }
                                                });
                                        socket.endHandler(
                                                ended -> {
                                                    play.note("the end");
                                                    socket.end(Buffer.buffer("bye"));
                                                });
                                        socket.closeHandler(closed -> play.note("closed"));
                                    });
                });
        Peer peer =
                play.peer().headers(1, false, ":method", "CONNECT", ":authority", "some.test:443");
        Answer answer = peer.awaitHead(1);
        peer.data(1, false, "hello").until(() -> answer.text().contains("> hello"));
        peer.data(1, true, "");
        play.see(peer.await(1));
        play.awaits("closed");
    }

    private static void connectRefused(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("connect " + (request.method() == HttpMethod.CONNECT));
                    request.response().setStatusCode(405).end();
                });
        Peer peer =
                play.peer().headers(1, false, ":method", "CONNECT", ":authority", "some.test:443");
        play.see(peer.await(1));
    }

    private static void customFrames(Play play) throws Exception {
        play.serve(
                new HttpServerOptions(),
                (HttpServerRequest request) -> {
                    request.customFrameHandler(
                            frame -> {
                                play.note(
                                        "frame "
                                                + frame.type()
                                                + " flags "
                                                + frame.flags()
                                                + " '"
                                                + frame.payload()
                                                + "'");
                                request.response().writeCustomFrame(0xfe, 3, Buffer.buffer("back"));
                            });
                    request.endHandler(ended -> request.response().end());
                });
        Peer peer = play.peer().post(1, "/");
        peer.frame(0xfd, 7, 1, (byte) 'x', (byte) 'y').pings(3);
        peer.frames.stream()
                .filter(frame -> frame.type() == 0xfe)
                .forEach(
                        frame ->
                                play.see(
                                        "frame "
                                                + frame.flags()
                                                + " on "
                                                + frame.stream()
                                                + " "
                                                + Arrays.toString(frame.payload())));
        play.see(peer.data(1, true, "").await(1));
    }
}
