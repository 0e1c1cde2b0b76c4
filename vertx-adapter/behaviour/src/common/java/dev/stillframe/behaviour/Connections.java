package dev.stillframe.behaviour;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The connection as the application sees it. */
final class Connections {
    private Connections() {}

    static void in(Book book) {
        book.add("handler", Connections::handler);
        book.add("settings at first", Connections::defaults);
        book.add("settings of the application's", Connections::settings);
        book.add("settings of the client's", Connections::remote);
        book.add("settings changed by the application", Connections::changed);
        book.add("settings changed by the client", Connections::remoteChanged);
        book.add("ping by the application", Connections::ping);
        book.add("ping by the client", Connections::pinged);
        book.add("windows", Connections::windows);
        book.add("window of the application's", Connections::window);
        book.add("what it says of itself", Connections::said);
        book.add("over a unix socket", Connections::unix);
        book.add("preface that is none", Connections::noPreface);
        book.add("settings not first", Connections::noSettings);
        book.add("setting that cannot be", Connections::badSetting);
    }

    private static void handler(Play play) throws Exception {
        play.listen(
                play.server(new HttpServerOptions())
                        .connectionHandler(
                                connection -> {
                                    play.note("a connection, over TLS " + connection.isSsl());
                                    connection.closeHandler(closed -> play.note("closed"));
                                })
                        .requestHandler(
                                request -> {
                                    play.note("a request");
                                    request.response().end();
                                }));
        Peer peer = play.peer();
        play.see(peer.get(1, "/").await(1));
        play.see(peer.get(3, "/").await(3));
        peer.close();
        play.awaits("closed");
    }

    private static void defaults(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("settings " + Line.settings(request.connection()));
                    request.response().end();
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        peer.ping();
        play.see("settings " + peer.settings);
        play.see("connection window " + peer.room(3));
    }

    private static void settings(Play play) throws Exception {
        Http2Settings settings =
                new Http2Settings()
                        .setHeaderTableSize(1_000)
                        .setInitialWindowSize(70_000)
                        .setMaxConcurrentStreams(17)
                        .setMaxFrameSize(20_000)
                        .setMaxHeaderListSize(9_000);
        play.serve(
                new HttpServerOptions()
                        .setInitialSettings(settings)
                        .setHttp2ConnectionWindowSize(100_000),
                request -> {
                    play.note("settings " + Line.settings(request.connection()));
                    request.response().end();
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        peer.ping();
        play.see("settings " + peer.settings);
    }

    private static void remote(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("remote " + Line.remoteSettings(request.connection()));
                    request.response().end();
                });
        play.see(
                play.peer(1, 2_000, 2, 0, 3, 50, 4, 70_000, 5, 20_000, 6, 5_000)
                        .get(1, "/")
                        .await(1));
    }

    private static void changed(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpConnection connection = request.connection();
                    connection
                            .updateSettings(new Http2Settings().setMaxConcurrentStreams(7))
                            .onComplete(
                                    done -> {
                                        play.note("changed " + done.succeeded());
                                        play.note("settings " + Line.settings(connection));
                                        request.response().end();
                                    });
                });
        Peer peer = play.peer().get(1, "/");
        play.see(peer.await(1));
        play.see("most streams " + peer.settings.get(3));
    }

    private static void remoteChanged(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection()
                            .remoteSettingsHandler(
                                    settings -> play.note("remote " + Line.told(settings)));
                    request.endHandler(ended -> request.response().end());
                });
        Peer peer = play.peer().post(1, "/");
        peer.ping().frame(Wire.SETTINGS, 0, 0, Wire.settings(4, 80_000));
        play.awaits("remote");
        play.see(peer.data(1, true, "").await(1));
        play.see("acknowledged " + peer.acknowledged);
    }

    private static void ping(Play play) throws Exception {
        play.serve(
                request ->
                        request.connection()
                                .ping(Buffer.buffer("8 octets"))
                                .onComplete(
                                        done -> {
                                            play.note("pong " + done.result());
                                            request.response().end();
                                        }));
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void pinged(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection()
                            .pingHandler(
                                    ping -> play.note("ping " + Arrays.toString(ping.getBytes())));
                    request.endHandler(ended -> request.response().end());
                });
        Peer peer = play.peer().post(1, "/");
        peer.ping().frame(Wire.PING, 0, 0, "12345678".getBytes());
        play.see(peer.data(1, true, "").await(1));
    }

    private static void windows(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("window " + request.connection().getWindowSize());
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void window(Play play) throws Exception {
        play.serve(
                request -> {
                    request.connection().setWindowSize(200_000);
                    play.note("window " + request.connection().getWindowSize());
                    request.endHandler(ended -> request.response().end());
                });
        Peer peer = play.peer(4, 65_535).post(1, "/");
        peer.until(
                () ->
                        peer.frames.stream()
                                .anyMatch(
                                        frame ->
                                                frame.type() == Wire.WINDOW_UPDATE
                                                        && frame.stream() == 0));
        play.see(peer.data(1, true, "").await(1));
    }

    private static void said(Play play) throws Exception {
        play.serve(
                request -> {
                    HttpConnection connection = request.connection();
                    play.note(
                            "ssl "
                                    + connection.isSsl()
                                    + " "
                                    + connection.sslSession()
                                    + " "
                                    + connection.indicatedServerName());
                    RequestBodies.refused(
                            play,
                            "certificates",
                            () -> {
                                try {
                                    play.note("certificates " + connection.peerCertificates());
                                } catch (SSLPeerUnverifiedException none) {
                                    play.note("no certificates");
                                }
                            });
                    play.note("same connection " + (connection == request.connection()));
                    play.note(
                            "addresses "
                                    + connection.remoteAddress().host()
                                    + " "
                                    + connection.localAddress().host());
                    play.note(
                            "real "
                                    + connection.remoteAddress(true).host()
                                    + " "
                                    + connection.localAddress(true).host());
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    /** Where Vert.x has native transports, or a JDK that knows them. */
    private static void unix(Play play) throws Exception {
        Path path =
                Path.of(System.getProperty("java.io.tmpdir"), "s" + System.nanoTime() + ".sock");
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        play.closing(() -> play.await(vertx.close()));
        var server =
                play.server(vertx, new HttpServerOptions())
                        .requestHandler(
                                request -> {
                                    play.note(
                                            "its path "
                                                    + request.localAddress()
                                                            .path()
                                                            .equals(path.toString()));
                                    request.response().end("over a socket");
                                });
        play.await(server.listen(SocketAddress.domainSocketAddress(path.toString())));
        play.closing(() -> Files.deleteIfExists(path));
        play.see(play.mine(Peer.unix(path)).get(1, "/").await(1));
    }

    private static void noPreface(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Wire wire = play.wire();
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX");
        Peer peer = Peer.raw(wire).untilClosed();
        play.see(peer.ending());
    }

    private static void noSettings(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Wire wire = play.wire();
        wire.send(Peer.PREFACE);
        Peer peer = Peer.raw(wire).get(1, "/").untilClosed();
        play.see(peer.ending());
    }

    private static void badSetting(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Peer peer = play.peer(2, 7).untilClosed();
        play.see(peer.ending());
    }
}
