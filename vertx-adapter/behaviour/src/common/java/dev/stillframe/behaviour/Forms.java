package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Forms and uploads, without vertx-web. */
final class Forms {
    private static final String TYPE = "content-type";
    private static final String ENCODED = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data; boundary=frontier";
    private static final int LARGE = 200_000;

    private Forms() {}

    static void in(Book book) {
        book.add("encoded", play -> attributes(play, ENCODED, "a=1&b=%C3%A9+x&a=2&empty="));
        book.add("encoded, with another method", play -> form(play, "PATCH", ENCODED, "a=1"));
        book.add("encoded, with get", play -> form(play, "GET", ENCODED, "a=1"));
        book.add("encoded, badly", play -> attributes(play, ENCODED, "a=%zz"));
        book.add(
                "in parts",
                play ->
                        attributes(
                                play,
                                PARTS,
                                part("name", null, "value")
                                        + part("other", null, "one more")
                                        + "--frontier--\r\n"));
        book.add("no form", play -> attributes(play, "text/plain", "a=1"));
        book.add("upload", Forms::upload);
        book.add("upload in pieces", Forms::pieces);
        book.add("uploads with fields between", Forms::several);
        book.add("upload into a file", Forms::intoFile);
        book.add("upload into a file that cannot be", Forms::intoNowhere);
        book.add("upload that is reset", Forms::reset);
        book.add("upload that nobody takes", Forms::nobody);
        book.add(
                "parts without an end",
                play -> attributes(play, PARTS, part("name", null, "value")));
        book.add("an attribute too large", Forms::tooLarge);
        book.add("too many attributes", Forms::tooMany);
        book.add("too much before an attribute", Forms::tooMuch);
        book.add("expected when it is none", Forms::unexpected);
    }

    private static String part(String name, @Nullable String file, String value) {
        return "--frontier\r\ncontent-disposition: form-data; name=\""
                + name
                + "\""
                + (file == null ? "" : "; filename=\"" + file + "\"\r\ncontent-type: text/plain")
                + "\r\n\r\n"
                + value
                + "\r\n";
    }

    private static void told(Play play, HttpServerRequest request) {
        request.exceptionHandler(
                failure -> {
                    play.note("exception " + failure.getClass().getSimpleName());
                    if (!request.response().ended()) {
                        request.response().setStatusCode(400).end();
                    }
                });
        request.endHandler(
                ended -> {
                    request.formAttributes()
                            .forEach((name, value) -> play.note(name + "=" + value));
                    play.note("form attribute a " + request.getFormAttribute("a"));
                    if (!request.response().ended()) {
                        request.response().end();
                    }
                });
    }

    private static void form(Play play, String method, String type, String body) throws Exception {
        play.serve(
                request -> {
                    RequestBodies.refused(play, "expect", () -> request.setExpectMultipart(true));
                    play.note("expects " + request.isExpectMultipart());
                    told(play, request);
                });
        Peer peer = play.peer().headers(1, false, Fields.request(method, "/", TYPE, type));
        play.see(peer.data(1, true, body).await(1));
    }

    private static void attributes(Play play, String type, String body) throws Exception {
        form(play, "POST", type, body);
    }

    private static void uploads(Play play, HttpServerRequest request) {
        request.setExpectMultipart(true);
        told(play, request);
        request.uploadHandler(
                upload -> {
                    play.note(shown(upload));
                    upload.exceptionHandler(failure -> play.note("upload " + Play.told(failure)));
                    var content = Buffer.buffer();
                    upload.handler(content::appendBuffer);
                    upload.endHandler(
                            ended -> {
                                play.note(
                                        upload.name()
                                                + " ends with "
                                                + Answer.shown(content.getBytes()));
                                play.note(
                                        "size "
                                                + upload.size()
                                                + " known "
                                                + upload.isSizeAvailable());
                            });
                });
    }

    private static String shown(HttpServerFileUpload upload) {
        return "upload "
                + upload.name()
                + " file "
                + upload.filename()
                + " type "
                + upload.contentType()
                + " encoding "
                + upload.contentTransferEncoding()
                + " charset "
                + upload.charset();
    }

    private static void upload(Play play) throws Exception {
        play.serve(request -> uploads(play, request));
        String body = part("file", "a.txt", "some text") + "--frontier--\r\n";
        play.see(play.peer().post(1, "/", TYPE, PARTS).data(1, true, body).await(1));
    }

    private static void pieces(Play play) throws Exception {
        play.serve(request -> uploads(play, request));
        String content = new String(RequestBodies.pattern(LARGE), StandardCharsets.US_ASCII);
        byte[] body =
                (part("file", "a.txt", content) + "--frontier--\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        play.see(play.peer().post(1, "/", TYPE, PARTS).upload(1, body).await(1));
    }

    private static void several(Play play) throws Exception {
        play.serve(request -> uploads(play, request));
        String body =
                part("a", null, "1")
                        + part("one", "1.txt", "first")
                        + part("b", null, "2")
                        + part("two", "2.txt", "second")
                        + part("three", "", "")
                        + "--frontier--\r\n";
        play.see(play.peer().post(1, "/", TYPE, PARTS).data(1, true, body).await(1));
    }

    private static void intoFile(Play play) throws Exception {
        String file = play.folder().resolve("upload").toString();
        play.serve(
                request -> {
                    request.setExpectMultipart(true);
                    request.uploadHandler(
                            upload ->
                                    upload.streamToFileSystem(file)
                                            .onComplete(
                                                    done -> {
                                                        play.note(
                                                                "kept "
                                                                        + done.succeeded()
                                                                        + " "
                                                                        + (upload.file() != null));
                                                        request.response().end();
                                                    }));
                });
        String content = new String(RequestBodies.pattern(LARGE), StandardCharsets.US_ASCII);
        byte[] body =
                (part("file", "a.txt", content) + "--frontier--\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        play.see(play.peer().post(1, "/", TYPE, PARTS).upload(1, body).await(1));
        play.see("file of " + Answer.shown(Files.readAllBytes(play.folder().resolve("upload"))));
    }

    private static void intoNowhere(Play play) throws Exception {
        String file = play.folder().resolve("no/such/folder").toString();
        play.serve(
                request -> {
                    request.setExpectMultipart(true);
                    request.uploadHandler(
                            upload ->
                                    upload.streamToFileSystem(file)
                                            .onComplete(
                                                    done -> {
                                                        play.note("kept " + done.succeeded());
                                                        request.response().setStatusCode(500).end();
                                                    }));
                });
        String body = part("file", "a.txt", "some text") + "--frontier--\r\n";
        play.see(play.peer().post(1, "/", TYPE, PARTS).data(1, true, body).await(1));
    }

    private static void reset(Play play) throws Exception {
        play.serve(
                request -> {
                    request.setExpectMultipart(true);
                    request.exceptionHandler(failure -> play.note("request", Play.told(failure)));
                    request.uploadHandler(
                            upload -> {
                                upload.exceptionHandler(
                                        failure -> play.note("upload", Play.told(failure)));
                                upload.endHandler(ended -> play.note("upload", "the end"));
                                upload.handler(piece -> {});
                                play.note("begun");
                            });
                });
        Peer peer = play.peer().post(1, "/", TYPE, PARTS);
        peer.data(1, false, part("file", "a.txt", "some te"));
        play.awaits("begun");
        peer.reset(1, 8).ping();
        play.awaits("request", "StreamReset");
        play.see(peer.ending());
    }

    private static void nobody(Play play) throws Exception {
        play.serve(
                request -> {
                    request.setExpectMultipart(true);
                    told(play, request);
                });
        String body =
                part("file", "a.txt", "some text") + part("a", null, "1") + "--frontier--\r\n";
        play.see(play.peer().post(1, "/", TYPE, PARTS).data(1, true, body).await(1));
    }

    private static void limited(Play play, HttpServerOptions options, String type, String body)
            throws Exception {
        play.serve(
                options,
                request -> {
                    request.setExpectMultipart(true);
                    told(play, request);
                });
        play.see(play.peer().post(1, "/", TYPE, type).data(1, true, body).await(1));
    }

    private static void tooLarge(Play play) throws Exception {
        limited(
                play,
                new HttpServerOptions().setMaxFormAttributeSize(10),
                ENCODED,
                "a=12345678901234567890");
    }

    private static void tooMany(Play play) throws Exception {
        limited(play, new HttpServerOptions().setMaxFormFields(2), ENCODED, "a=1&b=2&c=3&d=4");
    }

    private static void tooMuch(Play play) throws Exception {
        limited(
                play,
                new HttpServerOptions().setMaxFormBufferedBytes(10),
                ENCODED,
                "a".repeat(200));
    }

    private static void unexpected(Play play) throws Exception {
        play.serve(
                request -> {
                    RequestBodies.refused(play, "expect", () -> request.setExpectMultipart(true));
                    told(play, request);
                });
        play.see(play.peer().get(1, "/").await(1));
        play.see(play.peer().post(1, "/").data(1, true, "x").await(1));
    }
}
