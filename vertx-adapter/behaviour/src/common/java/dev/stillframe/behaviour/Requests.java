package dev.stillframe.behaviour;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** What a request's head says, and cookies. */
final class Requests {
    private Requests() {}

    static void in(Book book) {
        book.add("get", play -> shown(play, "GET", "/a/b?c=d&e=f%20g"));
        book.add("only a query", play -> shown(play, "GET", "/?"));
        book.add("no path but a query", play -> shown(play, "GET", "?a=b"));
        book.add("options of all", play -> shown(play, "OPTIONS", "*"));
        book.add("a method of its own", play -> shown(play, "PURGE", "/cache"));
        book.add("put", play -> shown(play, "PUT", "/thing"));
        book.add(
                "a path with dots and escapes",
                play -> shown(play, "GET", "/a/../b/%2e%2e/c%2Fd//e"));
        book.add("a path beyond ASCII", play -> shown(play, "GET", "/\u00e9"));
        book.add("an absolute path", play -> shown(play, "GET", "http://elsewhere/a?b"));
        book.add(
                "fields",
                play -> shown(play, "GET", "/", "x-twice", "1", "x-twice", "2", "accept", ""));
        book.add("authority with port", Requests::authorityWithPort);
        book.add("host instead of authority", Requests::hostAlone);
        book.add("host beside authority", Requests::hostToo);
        book.add("neither host nor authority", Requests::noHost);
        book.add("parameters", Requests::parameters);
        book.add("semicolons in a query", Requests::semicolons);
        book.add("head", Requests::head);
        book.add("streams", Requests::streams);
        book.add("cookies", Requests::cookies);
        book.add("cookies set", Requests::cookiesSet);
        book.add("addresses", Requests::addresses);
        book.add("an upgrade asked for", Requests::webSocket);
    }

    static String shown(HttpServerRequest request) {
        return request.method()
                + " "
                + request.uri()
                + " path "
                + request.path()
                + " query "
                + request.query()
                + " scheme "
                + request.scheme()
                + " authority "
                + request.authority()
                + " version "
                + request.version()
                + " ssl "
                + request.isSSL();
    }

    private static void shown(Play play, String method, String path, String... fields)
            throws Exception {
        play.serve(
                request -> {
                    play.note(shown(request));
                    play.note("valid authority " + Line.isValidAuthority(request));
                    play.note("expects multipart " + request.isExpectMultipart());
                    request.headers().forEach((name, value) -> play.note(name + ": " + value));
                    request.response().end();
                });
        Peer peer = play.peer().headers(1, true, Fields.request(method, path, fields));
        play.see(peer.await(1));
    }

    private static void told(Play play, String... fields) throws Exception {
        play.serve(
                request -> {
                    play.note(shown(request));
                    play.note("host header " + request.getHeader("host"));
                    play.note("authority " + request.authority());
                    play.note(
                            "absolute " + request.absoluteURI().replaceAll(":\\d{4,}", ":(port)"));
                    play.note("valid authority " + Line.isValidAuthority(request));
                    request.response().end();
                });
        Peer peer = play.peer().headers(1, true, fields);
        play.see(peer.await(1));
    }

    private static void authorityWithPort(Play play) throws Exception {
        told(play, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "some.test:81");
    }

    private static void hostAlone(Play play) throws Exception {
        told(play, ":method", "GET", ":scheme", "http", ":path", "/", "host", "some.test:81");
    }

    private static void hostToo(Play play) throws Exception {
        told(
                play,
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "/",
                ":authority",
                "some.test",
                "host",
                "some.test");
    }

    private static void noHost(Play play) throws Exception {
        told(play, ":method", "GET", ":scheme", "http", ":path", "/");
    }

    private static void parameters(Play play) throws Exception {
        play.serve(
                request -> {
                    request.params().forEach((name, value) -> play.note(name + "=" + value));
                    play.note(
                            "one "
                                    + request.getParam("a")
                                    + " other "
                                    + request.getParam("z", "-"));
                    request.response().end();
                });
        play.see(play.peer().get(1, "/?a=1&a=2&b=%C3%A9+x&c&=d").await(1));
    }

    private static void semicolons(Play play) throws Exception {
        play.serve(
                request -> {
                    request.params(true).forEach((name, value) -> play.note(name + "=" + value));
                    request.response().end();
                });
        play.see(play.peer().get(1, "/?a=1;b=2&c=3").await(1));
    }

    private static void head(Play play) throws Exception {
        play.serve(
                request ->
                        request.response()
                                .putHeader("content-length", "5")
                                .putHeader("x", "y")
                                .end());
        Peer peer = play.peer();
        play.see(peer.headers(1, true, Fields.request("HEAD", "/")).await(1));
        play.see(peer.ping().ending());
    }

    private static void streams(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("stream " + request.streamId() + " " + request.response().streamId());
                    request.response().end(request.path());
                });
        Peer peer = play.peer();
        for (int stream : new int[] {1, 3, 9, 11}) {
            play.see(peer.get(stream, "/" + stream).await(stream));
        }
    }

    private static void cookies(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("count " + request.cookieCount());
                    request.cookies().stream()
                            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                            .sorted()
                            .forEach(play::note);
                    Cookie one = request.getCookie("b");
                    play.note("b " + (one == null ? "none" : one.getValue()));
                    play.note("field " + request.headers().getAll("cookie"));
                    request.response().end();
                });
        Peer peer = play.peer();
        play.see(peer.get(1, "/", "cookie", "a=1; b=2", "cookie", "c=3", "cookie", "b=4").await(1));
    }

    private static void cookiesSet(Play play) throws Exception {
        play.serve(
                request -> {
                    var response = request.response();
                    response.addCookie(
                            Cookie.cookie("a", "1")
                                    .setPath("/x")
                                    .setSecure(true)
                                    .setHttpOnly(true)
                                    .setSameSite(CookieSameSite.STRICT));
                    response.addCookie(Cookie.cookie("b", "2").setDomain("some.test"));
                    response.addCookie(Cookie.cookie("b", "3"));
                    response.addCookie(Cookie.cookie("gone", "4"));
                    play.note("removed " + (response.removeCookie("gone") != null));
                    play.note(
                            "removed the client's " + (response.removeCookie("old", true) != null));
                    play.note("removed none " + (response.removeCookie("none") != null));
                    response.end();
                });
        Peer peer = play.peer();
        peer.get(1, "/", "cookie", "old=1").await(1).shown().stream()
                .map(line -> line.replaceAll("Expires=[^;|]+", "Expires=(some)"))
                .forEach(play::see);
    }

    private static void addresses(Play play) throws Exception {
        play.serve(
                request -> {
                    play.note("remote " + request.remoteAddress().host());
                    play.note("local " + request.localAddress().host());
                    play.note("its port " + (request.localAddress().port() == play.port()));
                    play.note("remote port " + (request.remoteAddress().port() > 0));
                    play.note(
                            "same of the connection "
                                    + request.connection()
                                            .remoteAddress()
                                            .equals(request.remoteAddress()));
                    play.note("session " + request.sslSession());
                    request.response().end();
                });
        play.see(play.peer().get(1, "/").await(1));
    }

    private static void webSocket(Play play) throws Exception {
        play.serve(
                new HttpServerOptions(),
                request -> {
                    play.ends("web socket", request.toWebSocket());
                    if (!request.response().ended()) {
                        request.response().end("no");
                    }
                });
        play.see(play.peer().get(1, "/").await(1));
        play.awaits("web socket");
    }
}
