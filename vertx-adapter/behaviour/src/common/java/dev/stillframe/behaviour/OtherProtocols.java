package dev.stillframe.behaviour;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What else comes to the same port. */
final class OtherProtocols {
    private OtherProtocols() {}

    static void in(Book book) {
        book.add("http/1.1", OtherProtocols::http1);
        book.add("http/1.0", OtherProtocols::http10);
        book.add("http/1.1 with a body", OtherProtocols::http1Body);
        book.add("http/1.1 pipelined", OtherProtocols::pipelined);
        book.add("no http", OtherProtocols::noHttp);
        book.add("upgrade to h2c", OtherProtocols::upgrade);
        book.add("upgrade to h2c with a body", OtherProtocols::upgradeWithBody);
        book.add("h2c refused by the options", OtherProtocols::refused);
        book.add("upgrade refused by the options", OtherProtocols::upgradeRefused);
        book.add("web socket", OtherProtocols::webSocket);
        book.add("web socket by a request", OtherProtocols::webSocketByRequest);
        book.add("both at once", OtherProtocols::both);
        book.add("proxy protocol", OtherProtocols::proxied);
        book.add("preface octet by octet", OtherProtocols::slowPreface);
    }

    /**
     * A response of HTTP/1.1 with a length or in chunks; its fields in the order of their names.
     */
    static void response(Play play, Wire wire) throws IOException {
        response(play, String.valueOf(wire.line()), wire);
    }

    /** Whose first line has been read. */
    static void response(Play play, String status, Wire wire) throws IOException {
        play.see(status);
        List<String> fields = new ArrayList<>();
        int length = 0;
        boolean chunked = false;
        for (String line = wire.line(); line != null && !line.isEmpty(); line = wire.line()) {
            fields.add(line);
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).trim());
            }
            chunked |= line.equalsIgnoreCase("transfer-encoding: chunked");
        }
        fields.sort(Comparator.naturalOrder());
        play.see(fields);
        StringBuilder content = new StringBuilder();
        if (chunked) {
            for (int size = Integer.parseInt(wire.line(), 16);
                    size > 0;
                    size = Integer.parseInt(wire.line(), 16)) {
                content.append(new String(wire.in().readNBytes(size), StandardCharsets.UTF_8));
                wire.line();
            }
            wire.line();
        } else {
            content.append(new String(wire.in().readNBytes(length), StandardCharsets.UTF_8));
        }
        play.see("content " + content);
    }

    private static void http1(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .putHeader("x", "y")
                                .end(request.version() + " " + request.path()));
        Wire wire = play.wire();
        wire.send("GET /a HTTP/1.1\r\nhost: localhost\r\n\r\n");
        response(play, wire);
        wire.send("GET /b HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        response(play, wire);
        play.see(wire.line() == null ? "closed" : "open");
    }

    private static void http10(Play play) throws Exception {
        play.serve(request -> request.response().end(request.version().toString()));
        Wire wire = play.wire();
        wire.send("GET / HTTP/1.0\r\n\r\n");
        response(play, wire);
        play.see(wire.line() == null ? "closed" : "open");
    }

    private static void http1Body(Play play) throws Exception {
        play.serve(
                request -> {
                    request.response().setChunked(true);
                    request.pipeTo(request.response());
                });
        Wire wire = play.wire();
        wire.send("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 6\r\n\r\nabcdef");
        response(play, wire);
    }

    private static void pipelined(Play play) throws Exception {
        play.serve(request -> request.response().end(request.path()));
        Wire wire = play.wire();
        wire.send(
                "GET /a HTTP/1.1\r\n"
                        + "host: localhost\r\n\r\n"
                        + "GET /b HTTP/1.1\r\n"
                        + "host: localhost\r\n\r\n");
        response(play, wire);
        response(play, wire);
    }

    private static void noHttp(Play play) throws Exception {
        play.serve(request -> request.response().end());
        Wire wire = play.wire();
        wire.send("HELLO\r\n\r\n");
        play.see(String.valueOf(wire.line()));
    }

    private static void upgrade(Play play, HttpServerOptions options, String method, String body)
            throws Exception {
        play.serve(
                options,
                (HttpServerRequest request) -> {
                    play.note(Requests.shown(request));
                    request.body()
                            .onSuccess(
                                    content ->
                                            request.response()
                                                    .end(
                                                            "got '"
                                                                    + content
                                                                    + "' over "
                                                                    + request.version()));
                });
        Wire wire = play.wire();
        String settings =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Wire.settings(3, 50));
        String length = body.isEmpty() ? "" : "content-length: " + body.length() + "\r\n";
        wire.send(
                method
                        + " /up HTTP/1.1\r\n"
                        + "host: localhost\r\n"
                        + "connection: upgrade, http2-settings\r\n"
                        + "upgrade: h2c\r\n"
                        + "http2-settings: "
                        + settings
                        + "\r\n"
                        + length
                        + "\r\n"
                        + body);
        String status = String.valueOf(wire.line());
        play.see(status);
        if (!status.contains("101")) {
            return;
        }
        for (String line = wire.line(); line != null && !line.isEmpty(); line = wire.line()) {
            play.see(line);
        }
        Peer peer = Peer.over(wire);
        play.see(peer.await(1));
        play.see(peer.get(3, "/next").await(3));
    }

    private static void upgrade(Play play) throws Exception {
        upgrade(play, new HttpServerOptions(), "GET", "");
    }

    private static void upgradeWithBody(Play play) throws Exception {
        upgrade(play, new HttpServerOptions(), "POST", "a body");
    }

    private static void upgradeRefused(Play play) throws Exception {
        upgrade(play, new HttpServerOptions().setHttp2ClearTextEnabled(false), "GET", "");
    }

    private static void refused(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setHttp2ClearTextEnabled(false),
                request -> request.response().end(request.version().toString()));
        Wire wire = play.wire();
        wire.send(Peer.PREFACE);
        play.see(String.valueOf(wire.line()));
    }

    private static void shakeHands(Play play, Wire wire) throws IOException {
        wire.send(
                "GET /ws HTTP/1.1\r\n"
                        + "host: localhost\r\n"
                        + "upgrade: websocket\r\n"
                        + "connection: upgrade\r\n"
                        + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "sec-websocket-version: 13\r\n\r\n");
        play.see(String.valueOf(wire.line()));
        List<String> fields = new ArrayList<>();
        for (String line = wire.line(); line != null && !line.isEmpty(); line = wire.line()) {
            fields.add(line);
        }
        fields.sort(Comparator.naturalOrder());
        play.see(fields);
        // A text of two octets, masked with zeros (RFC 6455 section 5.2).
        wire.send(
                (byte) 0x81,
                (byte) 0x82,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 0,
                (byte) 'h',
                (byte) 'i');
        int head = wire.in().read();
        int length = wire.in().read();
        play.see(
                "frame "
                        + head
                        + " '"
                        + new String(wire.in().readNBytes(length), StandardCharsets.UTF_8)
                        + "'");
    }

    private static void webSocket(Play play) throws Exception {
        play.listen(
                play.server(new HttpServerOptions())
                        .webSocketHandler(
                                socket -> {
                                    play.note("web socket " + socket.path());
                                    socket.textMessageHandler(
                                            text -> socket.writeTextMessage("got " + text));
                                })
                        .requestHandler(request -> request.response().end("no web socket")));
        Wire wire = play.wire();
        shakeHands(play, wire);
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void webSocketByRequest(Play play) throws Exception {
        play.serve(
                request ->
                        request.toWebSocket()
                                .onSuccess(
                                        socket ->
                                                socket.textMessageHandler(
                                                        text ->
                                                                socket.writeTextMessage(
                                                                        "got " + text))));
        shakeHands(play, play.wire());
    }

    private static void both(Play play) throws Exception {
        play.serve(request -> request.response().end(request.version().toString()));
        Wire one = play.wire();
        Peer two = play.peer();
        one.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        response(play, one);
        play.see(two.get(1, "/").await(1));
        one.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        response(play, one);
    }

    private static void proxied(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setUseProxyProtocol(true),
                request -> {
                    play.note(
                            "remote "
                                    + request.remoteAddress()
                                    + " local "
                                    + request.localAddress());
                    play.note("real " + request.connection().remoteAddress(true).host());
                    request.response().end();
                });
        Wire wire = play.wire();
        wire.send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 443\r\n");
        play.see(play.mine(Peer.over(wire)).get(1, "/").await(1));
    }

    private static void slowPreface(Play play) throws Exception {
        play.serve(request -> request.response().end(request.version().toString()));
        Wire wire = play.wire();
        for (char octet : Peer.PREFACE.toCharArray()) {
            wire.send((byte) octet);
        }
        play.see(Peer.raw(wire).frame(Wire.SETTINGS, 0, 0).get(1, "/").await(1));
    }
}
