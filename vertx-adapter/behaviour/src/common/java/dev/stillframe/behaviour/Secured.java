package dev.stillframe.behaviour;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Over TLS. */
final class Secured {
    private static final String ONE = "one.test";
    private static final String TWO = "two.test";
    private static final String HTTP_1 = "http/1.1";

    private Secured() {}

    static void in(Book book) {
        book.add("h2", Secured::h2);
        book.add("http/1.1 by ALPN", play -> http1(play, HTTP_1));
        book.add("http/1.1 without ALPN", play -> http1(play));
        book.add("a protocol of no kind", Secured::unknown);
        book.add("only h2", Secured::onlyH2);
        book.add("no h2", Secured::noH2);
        book.add("without ALPN at the server", Secured::noAlpn);
        book.add("TLS 1.2", Secured::tls12);
        book.add("SNI", Secured::sni);
        book.add("SNI, unknown", Secured::sniUnknown);
        book.add("certificate reloaded", Secured::reload);
        book.add("certificate reloaded badly", Secured::badReload);
        book.add("client certificate required", Secured::required);
        book.add("client certificate required and missing", Secured::missing);
        book.add("client certificate asked for", Secured::requested);
        book.add("large bodies both ways", Secured::large);
        book.add("file", Secured::file);
        book.add("closed by the client", Secured::closed);
        book.add("plain text on a TLS port", Secured::plainText);
    }

    static HttpServerOptions options() {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(Identities.keys(ONE));
    }

    static Peer peer(Play play) throws IOException {
        return peer(play, ONE);
    }

    private static Peer peer(Play play, @Nullable String host) throws IOException {
        return play.mine(
                Peer.over(Wire.tls(play.port(), Identities.anybody(), host, Peer.H2, HTTP_1)));
    }

    private static String met(Peer peer) throws Exception {
        var certificate =
                (X509Certificate) peer.wire().secure().getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private static void h2(Play play) throws Exception {
        play.serve(
                options(),
                request -> {
                    play.note(
                            Requests.shown(request)
                                    .replaceAll("authority \\S+", "authority (some)"));
                    play.note("session " + request.sslSession().getProtocol());
                    play.note("server name " + request.connection().indicatedServerName());
                    request.response().end("over TLS");
                });
        Peer peer = peer(play, ONE);
        play.see("chosen " + peer.wire().secure().getApplicationProtocol() + ", met " + met(peer));
        play.see(
                peer.headers(
                                1,
                                true,
                                ":method",
                                "GET",
                                ":scheme",
                                "https",
                                ":path",
                                "/",
                                ":authority",
                                ONE)
                        .await(1));
    }

    private static void http1(Play play, String... protocols) throws Exception {
        play.serve(
                options(),
                request -> request.response().end(request.version() + " " + request.isSSL()));
        Wire wire = Wire.tls(play.port(), Identities.anybody(), ONE, protocols);
        play.closing(wire::close);
        play.see("chosen '" + wire.secure().getApplicationProtocol() + "'");
        wire.send("GET / HTTP/1.1\r\nhost: " + ONE + "\r\n\r\n");
        OtherProtocols.response(play, wire);
    }

    private static void unknown(Play play) throws Exception {
        play.serve(options(), request -> request.response().end(request.version().toString()));
        handshake(play, "spdy/1");
    }

    private static void handshake(Play play, String... protocols) {
        try {
            Wire wire = Wire.tls(play.port(), Identities.anybody(), ONE, protocols);
            play.closing(wire::close);
            play.see("chosen '" + wire.secure().getApplicationProtocol() + "'");
        } catch (IOException refused) {
            play.see("refused");
        }
    }

    private static void onlyH2(Play play) throws Exception {
        play.serve(
                options().setAlpnVersions(List.of(HttpVersion.HTTP_2)),
                request -> request.response().end());
        handshake(play, HTTP_1, Peer.H2);
        handshake(play, HTTP_1);
    }

    private static void noH2(Play play) throws Exception {
        play.serve(
                options().setAlpnVersions(List.of(HttpVersion.HTTP_1_1)),
                request -> request.response().end());
        handshake(play, Peer.H2, HTTP_1);
    }

    private static void noAlpn(Play play) throws Exception {
        play.serve(
                options().setUseAlpn(false),
                request -> request.response().end(request.version().toString()));
        handshake(play, Peer.H2, HTTP_1);
    }

    private static void tls12(Play play) throws Exception {
        play.serve(
                options().setEnabledSecureTransportProtocols(Set.of("TLSv1.2")),
                request -> request.response().end(request.sslSession().getProtocol()));
        play.see(peer(play, ONE).get(1, "/").await(1));
    }

    private static void sni(Play play) throws Exception {
        play.serve(
                options().setKeyCertOptions(Identities.keys(ONE, TWO)).setSni(true),
                request ->
                        request.response()
                                .end(String.valueOf(request.connection().indicatedServerName())));
        for (String host : new String[] {ONE, TWO}) {
            Peer peer = peer(play, host);
            play.see(met(peer));
            play.see(peer.get(1, "/").await(1));
        }
    }

    private static void sniUnknown(Play play) throws Exception {
        play.serve(
                options().setKeyCertOptions(Identities.keys(ONE, TWO)).setSni(true),
                request ->
                        request.response()
                                .end(String.valueOf(request.connection().indicatedServerName())));
        Peer peer = peer(play, "three.test");
        play.see(met(peer).replaceAll("(one|two)", "(either)"));
        play.see(peer.get(1, "/").await(1));
        Peer nameless = peer(play, null);
        play.see(nameless.get(1, "/").await(1));
    }

    private static void reload(Play play) throws Exception {
        HttpServer server = play.serve(options(), request -> request.response().end());
        Peer before = peer(play, ONE);
        play.see(met(before));
        play.see("changed " + play.await(Line.reload(server, Identities.keys(TWO))));
        Peer after = peer(play, ONE);
        play.see(met(after));
        play.see(before.get(1, "/").await(1));
        play.see(after.get(1, "/").await(1));
        play.see("again " + play.await(Line.reload(server, Identities.keys(TWO))));
    }

    private static void badReload(Play play) throws Exception {
        HttpServer server = play.serve(options(), request -> request.response().end());
        try {
            play.await(Line.reload(server, Identities.keys(TWO).setPassword("wrong")));
            play.see("taken");
        } catch (IllegalStateException refused) {
            play.see("refused");
        }
        play.see(met(peer(play, ONE)));
    }

    private static void who(HttpServerRequest request) {
        String who;
        try {
            who =
                    ((X509Certificate) request.connection().peerCertificates().getFirst())
                            .getSubjectX500Principal()
                            .getName();
        } catch (SSLPeerUnverifiedException unknown) {
            who = "nobody known";
        }
        request.response().end(who);
    }

    private static void required(Play play) throws Exception {
        play.serve(
                options()
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(Identities.trusting(TWO)),
                Secured::who);
        Wire wire = Wire.tls(play.port(), Identities.showing(TWO), ONE, Peer.H2);
        play.see(play.mine(Peer.over(wire)).get(1, "/").await(1));
    }

    private static void missing(Play play) throws Exception {
        play.serve(
                options()
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(Identities.trusting(TWO)),
                Secured::who);
        try {
            // With TLS 1.3 the client learns it when it reads.
            play.see(peer(play, ONE).untilClosed().ending());
        } catch (IOException refused) {
            play.see("no GOAWAY, closed");
        }
    }

    private static void requested(Play play) throws Exception {
        play.serve(
                options()
                        .setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(Identities.trusting(TWO)),
                Secured::who);
        play.see(peer(play, ONE).get(1, "/").await(1));
        Wire wire = Wire.tls(play.port(), Identities.showing(TWO), ONE, Peer.H2);
        play.see(play.mine(Peer.over(wire)).get(1, "/").await(1));
    }

    private static void large(Play play) throws Exception {
        play.serve(
                options(),
                request -> {
                    request.response().setChunked(true);
                    request.pipeTo(request.response());
                });
        Peer peer = peer(play, ONE).post(1, "/").upload(1, RequestBodies.pattern(500_000));
        play.see(peer.await(1));
    }

    private static void file(Play play) throws Exception {
        Path file = play.folder().resolve("large.bin");
        Files.write(file, RequestBodies.pattern(400_000));
        play.serve(options(), request -> request.response().sendFile(file.toString()));
        play.see(peer(play, ONE).get(1, "/").await(1));
    }

    private static void closed(Play play) throws Exception {
        play.serve(
                options(),
                request -> {
                    request.connection().closeHandler(closed -> play.note("connection", "closed"));
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    play.note("begun");
                });
        Peer peer = peer(play, ONE).post(1, "/");
        play.awaits("begun");
        peer.close();
        play.awaits("connection", "closed");
        play.awaits("request", "");
    }

    private static void plainText(Play play) throws Exception {
        play.serve(options(), request -> request.response().end());
        Peer peer = play.peer();
        // Whatever TLS says to it is not looked at.
        while (peer.wire().in().read() >= 0) {}
        play.see("closed");
        play.see(peer(play, ONE).get(1, "/").await(1));
    }
}
