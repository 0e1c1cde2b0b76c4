package dev.stillframe.behaviour;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.TrafficShapingOptions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Options of a server that the other chapters do not set. */
final class ServerOptions {
    private static final int MUCH = 300_000;
    private static final long FAST = 1L << 30;

    private ServerOptions() {}

    static void in(Book book) {
        book.add("traffic shaping", play -> echoed(play, shaped(new HttpServerOptions()), false));
        book.add("traffic shaping over TLS", play -> echoed(play, shaped(Secured.options()), true));
        book.add(
                "activity logged",
                play -> echoed(play, new HttpServerOptions().setLogActivity(true), false));
        book.add(
                "no delay, quick acknowledgements",
                play ->
                        echoed(
                                play,
                                new HttpServerOptions().setTcpNoDelay(true).setTcpQuickAck(true),
                                false));
        book.add(
                "buffers of sockets",
                play ->
                        echoed(
                                play,
                                new HttpServerOptions()
                                        .setSendBufferSize(65_536)
                                        .setReceiveBufferSize(65_536),
                                false));
        book.add("window of the connection", ServerOptions::window);
        book.add("a setting of no known kind", ServerOptions::extraSetting);
        book.add("proxy protocol over TLS", ServerOptions::proxied);
        book.add("proxy protocol and http/1.1", ServerOptions::proxiedOther);
        book.add("compression at its least", ServerOptions::compressionLevel);
        book.add("strict threads", play -> strictThreads(play, false));
        book.add("strict threads and http/1.1", play -> strictThreads(play, true));
        book.add("who is told of connections that fail", ServerOptions::failing);
    }

    private static HttpServerOptions shaped(HttpServerOptions options) {
        return options.setTrafficShapingOptions(
                new TrafficShapingOptions()
                        .setInboundGlobalBandwidth(FAST)
                        .setOutboundGlobalBandwidth(FAST));
    }

    private static void echoed(Play play, HttpServerOptions options, boolean secure)
            throws Exception {
        play.serve(
                options,
                request -> {
                    request.response().setChunked(true);
                    request.pipeTo(request.response());
                });
        Peer peer = secure ? Secured.peer(play) : play.peer();
        play.see(peer.post(1, "/").upload(1, RequestBodies.pattern(MUCH)).await(1));
    }

    /** What it lets the client send on all streams together. */
    private static void window(Play play) throws Exception {
        play.serve(
                new HttpServerOptions()
                        .setInitialSettings(new Http2Settings().setInitialWindowSize(400_000))
                        .setHttp2ConnectionWindowSize(200_000),
                request -> request.response().end());
        Peer peer = play.peer().get(1, "/");
        peer.await(1);
        peer.until(() -> peer.room(3) >= 200_000);
        play.see("room " + peer.room(3));
    }

    private static void extraSetting(Play play) throws Exception {
        Http2Settings settings = new Http2Settings();
        settings.set(0x20, 5);
        play.serve(
                new HttpServerOptions().setInitialSettings(settings),
                request -> request.response().end());
        Peer peer = play.peer().get(1, "/");
        peer.await(1);
        play.see("setting " + peer.settings.get(0x20));
    }

    private static void proxied(Play play) throws Exception {
        play.serve(
                Secured.options().setUseProxyProtocol(true),
                request -> request.response().end(request.remoteAddress().host()));
        Wire wire =
                Wire.tlsBehind(
                        "PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n",
                        play.port(),
                        Identities.anybody(),
                        "one.test",
                        Peer.H2);
        play.see(play.mine(Peer.over(wire)).get(1, "/").await(1));
    }

    private static void proxiedOther(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setUseProxyProtocol(true),
                request -> request.response().end(request.remoteAddress().host()));
        Wire wire = play.wire();
        wire.send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n");
        wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        OtherProtocols.response(play, wire);
    }

    private static void compressionLevel(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setCompressionSupported(true).setCompressionLevel(1),
                request -> request.response().end("a".repeat(20_000)));
        Compression.seeDecoded(
                play, play.peer().get(1, "/", "accept-encoding", "gzip, deflate").await(1));
    }

    /** What comes of a response by another thread than the request's. */
    private static void strictThreads(Play play, boolean older) throws Exception {
        play.serve(
                Line.strictThreads(new HttpServerOptions()),
                request -> {
                    Thread other = new Thread(() -> play.note(ended(request.response())));
                    other.start();
                    play.closing(other::join);
                });
        if (older) {
            Wire wire = play.wire();
            wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
            play.awaits("by another thread: ");
        } else {
            play.see(play.peer().get(1, "/").await(1));
            play.awaits("by another thread: ");
        }
    }

    private static String ended(HttpServerResponse response) {
        try {
            response.end("x");
            return "by another thread: ended";
        } catch (IllegalStateException refused) {
            return "by another thread: " + Play.told(refused);
        }
    }

    /** The handler of the server's for what is no request's failure. */
    private static void failing(Play play) throws Exception {
        AtomicBoolean told = new AtomicBoolean();
        play.listen(
                play.server(Secured.options())
                        .exceptionHandler(
                                failure -> {
                                    if (!told.getAndSet(true)) {
                                        play.note("told of a failure");
                                    }
                                })
                        .requestHandler(request -> request.response().end("x")));
        Wire plain = play.wire();
        plain.send("this is no TLS at all, and never will be");
        play.awaits("told");
        try {
            while (plain.in().read() >= 0) {}
        } catch (IOException closed) {
            // So it was.
        }
        play.see(Secured.peer(play).get(1, "/").await(1));
    }
}
