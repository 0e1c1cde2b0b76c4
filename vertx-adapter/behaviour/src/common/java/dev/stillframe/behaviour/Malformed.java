package dev.stillframe.behaviour;

/**
 * Requests that are none (RFC 9113 section 8.1.1): what the client is told, and who else notices.
 */
final class Malformed {
    private Malformed() {}

    static void in(Book book) {
        add(book, "no method", ":scheme", "http", ":path", "/", ":authority", "a");
        add(book, "no scheme", ":method", "GET", ":path", "/", ":authority", "a");
        add(book, "no path", ":method", "GET", ":scheme", "http", ":authority", "a");
        add(
                book,
                "an empty path",
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "",
                ":authority",
                "a");
        add(
                book,
                "two paths",
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "/",
                ":path",
                "/",
                ":authority",
                "a");
        add(book, "a name in capitals", "X-Capitals", "1");
        add(book, "a name with a space", "x y", "1");
        add(book, "a value with a line feed", "x", "a\nb");
        add(book, "a value with a leading space", "x", " a");
        add(book, "connection", "connection", "keep-alive");
        add(book, "transfer-encoding", "transfer-encoding", "chunked");
        add(book, "te", "te", "gzip");
        add(book, "te with trailers", "te", "trailers");
        add(book, "a pseudo-field of a response", ":status", "200");
        add(book, "a pseudo-field of no kind", ":unknown", "1");
        add(
                book,
                "a pseudo-field after others",
                ":method",
                "GET",
                ":scheme",
                "http",
                "x",
                "y",
                ":path",
                "/");
        add(book, "host unlike authority", "host", "elsewhere.test");
        add(
                book,
                "connect with a path",
                ":method",
                "CONNECT",
                ":scheme",
                "http",
                ":path",
                "/",
                ":authority",
                "a");
        add(book, "connect to nowhere", ":method", "CONNECT");
        add(book, "a protocol without connect", ":protocol", "websocket");
        add(
                book,
                "an authority with a user",
                ":method",
                "GET",
                ":scheme",
                "http",
                ":path",
                "/",
                ":authority",
                "me@some.test");
        add(
                book,
                "a scheme of no kind",
                ":method",
                "GET",
                ":scheme",
                "ht tp",
                ":path",
                "/",
                ":authority",
                "a");
        book.add("content longer than said", play -> length(play, "3", "abcd"));
        book.add("content shorter than said", play -> length(play, "5", "abcd"));
        book.add("a length that is no number", play -> length(play, "four", "abcd"));
        book.add("two lengths", play -> length(play, "4, 5", "abcd"));
        book.add("a negative length", play -> length(play, "-1", "abcd"));
    }

    /** Fields after a proper head, or a whole head when they begin with one. */
    private static void add(Book book, String name, String... fields) {
        boolean whole = fields[0].startsWith(":method") || fields[0].equals(":scheme");
        String[] head = whole ? fields : Fields.request("GET", "/", fields);
        book.add(
                name,
                play -> {
                    play.serve(
                            request -> {
                                play.note(Requests.shown(request));
                                request.headers()
                                        .forEach((field, value) -> play.note(field + ": " + value));
                                request.response().end();
                            });
                    Peer peer = play.peer().headers(1, true, head);
                    play.see(
                            peer.until(() -> peer.answer(1).isOver() || peer.isLeaving())
                                    .answer(1));
                    play.see(peer.isLeaving() ? peer.untilClosed().ending() : peer.ping().ending());
                    if (!peer.closed) {
                        play.see(peer.get(3, "/next").await(3));
                    }
                });
    }

    private static void length(Play play, String said, String content) throws Exception {
        play.serve(
                request -> {
                    request.exceptionHandler(failure -> play.note("request " + Play.told(failure)));
                    request.response()
                            .exceptionHandler(
                                    failure -> play.note("response " + Play.told(failure)));
                    request.response().closeHandler(closed -> play.note("closed"));
                    // Answered in a turn of its own, so that what is wrong has been found.
                    request.body().onSuccess(body -> request.response().end("all of it"));
                });
        Peer peer = play.peer().post(1, "/", "content-length", said).data(1, true, content);
        play.see(peer.until(() -> peer.answer(1).isOver() || peer.isLeaving()).answer(1));
        play.see(peer.isLeaving() ? peer.untilClosed().ending() : peer.ping().ending());
    }
}
