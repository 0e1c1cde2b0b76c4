package dev.stillframe.behaviour;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What a peer may do, and how often. */
final class Limits {
    private Limits() {}

    static void in(Book book) {
        book.add("streams at once", Limits::streams);
        book.add("a large head", play -> head(play, new HttpServerOptions(), 7_000));
        book.add("a head too large", play -> head(play, new HttpServerOptions(), 9_000));
        book.add("a head much too large", play -> head(play, new HttpServerOptions(), 200_000));
        book.add(
                "a large head that is allowed",
                play ->
                        head(
                                play,
                                new HttpServerOptions()
                                        .setInitialSettings(
                                                new Http2Settings().setMaxHeaderListSize(100_000)),
                                60_000));
        book.add("resets", Limits::resets);
        book.add("resets that are allowed", Limits::allowed);
        book.add("resets provoked", Limits::provoked);
        book.add("continuations without end", Limits::continuations);
        book.add("small continuations", Limits::smallContinuations);
        book.add("pings", Limits::pings);
        book.add("settings", Limits::settings);
        book.add("empty data", Limits::emptyData);
        book.add("a frame too large", Limits::frame);
        book.add("content beyond the stream's window", Limits::window);
        book.add("a window too large", Limits::windowOverflow);
        book.add("window updates of nothing", Limits::nothing);
        book.add("a stream of the server's", Limits::evenStream);
        book.add("a stream of yesterday", Limits::oldStream);
        book.add("data on no stream", Limits::noStream);
        book.add("a good client, very busy", Limits::busy);
    }

    private static void streams(Play play) throws Exception {
        play.serve(
                new HttpServerOptions()
                        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(2)),
                request -> request.endHandler(ended -> request.response().end(request.path())));
        Peer peer = play.peer();
        peer.ping().post(1, "/1").post(3, "/3").post(5, "/5");
        play.see(peer.await(5));
        play.see(peer.data(1, true, "").await(1));
        play.see(peer.post(7, "/7").data(7, true, "").await(7));
        play.see(peer.data(3, true, "").await(3));
    }

    private static void head(Play play, HttpServerOptions options, int octets) throws Exception {
        play.serve(
                options,
                request -> request.response().end("field of " + request.getHeader("x").length()));
        Peer peer = play.peer();
        try {
            peer.get(1, "/", "x", "v".repeat(octets));
            peer.until(() -> peer.answer(1).isOver() || peer.isLeaving());
        } catch (IOException cut) {
            peer.untilClosed();
        }
        play.see(peer.answer(1));
        play.see(peer.isLeaving() ? peer.untilClosed().ending() : peer.ping().ending());
        if (!peer.isLeaving() && !peer.closed) {
            play.see(peer.get(3, "/", "x", "v").await(3));
        }
    }

    /** Sends until the server goes away, or this is over. */
    private static void flood(Play play, Peer peer, int times, Sent sent) {
        try {
            for (int i = 0; i < times && !peer.isLeaving() && !peer.broken; i++) {
                sent.one(i);
            }
            peer.ping();
            if (peer.isLeaving()) {
                peer.untilClosed();
            }
        } catch (IOException cut) {
            cut(peer);
        }
        play.see(peer.ending());
    }

    /** What came before the connection was cut. */
    private static void cut(Peer peer) {
        try {
            peer.untilClosed();
        } catch (IOException gone) {
            peer.closed = true;
        }
    }

    @FunctionalInterface
    private interface Sent {
        void one(int index) throws IOException;
    }

    private static HttpServerOptions fewResets() {
        return new HttpServerOptions()
                .setHttp2RstFloodMaxRstFramePerWindow(10)
                .setHttp2RstFloodWindowDuration(60)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }

    private static void resets(Play play) throws Exception {
        play.serve(fewResets(), request -> {});
        Peer peer = play.peer();
        flood(play, peer, 50, i -> peer.get(1 + 2 * i, "/").reset(1 + 2 * i, 8).ping());
    }

    private static void allowed(Play play) throws Exception {
        play.serve(fewResets(), request -> {});
        Peer peer = play.peer();
        flood(play, peer, 9, i -> peer.get(1 + 2 * i, "/").reset(1 + 2 * i, 8));
    }

    /** MadeYouReset: the client makes the server reset its streams. */
    private static void provoked(Play play) throws Exception {
        play.serve(fewResets(), request -> {});
        Peer peer = play.peer();
        flood(play, peer, 50, i -> peer.get(1 + 2 * i, "/").credit(1 + 2 * i, 0).ping());
    }

    private static void continuations(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        // In one write, so that it has been read whole before the connection is closed for it.
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(
                Wire.frame(
                        Wire.HEADERS,
                        Wire.END_STREAM,
                        1,
                        Fields.encode(Fields.request("GET", "/"))));
        for (int i = 0; i < 20; i++) {
            all.writeBytes(
                    Wire.frame(Wire.CONTINUATION, 0, 1, Fields.encode("x", "v".repeat(1_000))));
        }
        peer.wire().send(all.toByteArray());
        play.see(peer.until(peer::isLeaving).untilClosed().ending());
    }

    private static void smallContinuations(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setHttp2MaxSmallContinuationFrames(4),
                request -> request.response().end());
        Peer peer = play.peer();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(
                Wire.frame(
                        Wire.HEADERS,
                        Wire.END_STREAM,
                        1,
                        Fields.encode(Fields.request("GET", "/"))));
        for (int i = 0; i < 100; i++) {
            all.writeBytes(Wire.frame(Wire.CONTINUATION, 0, 1));
        }
        peer.wire().send(all.toByteArray());
        play.see(peer.until(peer::isLeaving).untilClosed().ending());
    }

    private static void pings(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        flood(play, peer, 500, i -> peer.ping());
    }

    private static void settings(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        flood(
                play,
                peer,
                100,
                i -> {
                    peer.frame(Wire.SETTINGS, 0, 0, Wire.settings(3, i));
                    int sent = i + 2;
                    peer.until(() -> peer.acknowledged >= sent || peer.isLeaving());
                });
    }

    private static void emptyData(Play play) throws Exception {
        play.serve(request -> request.endHandler(ended -> request.response().end()));
        Peer peer = play.peer().post(1, "/");
        flood(play, peer, 500, i -> peer.data(1, false, ""));
    }

    private static void frame(Play play) throws Exception {
        play.serve(request -> request.endHandler(ended -> request.response().end()));
        Peer peer = play.peer().post(1, "/");
        flood(play, peer, 1, i -> peer.data(1, false, new byte[16_385]));
    }

    private static void window(Play play) throws Exception {
        Http2Settings small = new Http2Settings().setInitialWindowSize(10);
        play.serve(new HttpServerOptions().setInitialSettings(small), request -> request.pause());
        Peer peer = play.peer().post(1, "/");
        peer.ping().data(1, false, RequestBodies.pattern(11)).pings(3);
        play.see(peer.answer(1));
        play.see(peer.isLeaving() ? peer.untilClosed().ending() : peer.ping().ending());
    }

    private static void windowOverflow(Play play) throws Exception {
        play.serve(request -> {});
        Peer peer = play.peer().get(1, "/");
        peer.credit(1, Integer.MAX_VALUE);
        play.see(peer.await(1));
        flood(play, peer, 1, i -> peer.credit(0, Integer.MAX_VALUE));
    }

    private static void nothing(Play play) throws Exception {
        play.serve(request -> {});
        Peer peer = play.peer().get(1, "/");
        play.see(peer.credit(1, 0).await(1));
        flood(play, peer, 1, i -> peer.credit(0, 0));
    }

    private static void evenStream(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        flood(play, peer, 1, i -> peer.get(2, "/"));
    }

    private static void oldStream(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        peer.get(5, "/").await(5);
        flood(play, peer, 1, i -> peer.get(3, "/"));
    }

    private static void noStream(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer();
        flood(play, peer, 1, i -> peer.data(1, true, "x"));
    }

    private static void busy(Play play) throws Exception {
        play.serve(request -> request.response().end("x"));
        Peer peer = play.peer();
        int served = 0;
        for (int stream = 1; stream < 2_000; stream += 2) {
            served += peer.get(stream, "/").await(stream).text().length();
        }
        play.see("served " + served + ", " + peer.ending());
    }
}
