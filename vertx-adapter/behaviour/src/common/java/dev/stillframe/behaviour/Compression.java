package dev.stillframe.behaviour;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** Content coded on the way. */
final class Compression {
    private static final int MANY = 20_000;

    private Compression() {}

    static void in(Book book) {
        add(book, "gzip", "gzip", response -> response.end(text()));
        add(book, "deflate", "deflate", response -> response.end(text()));
        add(book, "none asked for", "", response -> response.end(text()));
        add(book, "identity asked for", "identity", response -> response.end(text()));
        add(book, "any asked for", "*", response -> response.end(text()));
        add(book, "gzip not wanted", "gzip;q=0, deflate", response -> response.end(text()));
        add(
                book,
                "coded by the application",
                "gzip",
                response -> response.putHeader("content-encoding", "x").end(text()));
        add(
                book,
                "switched off by identity",
                "gzip",
                response -> response.putHeader("content-encoding", "identity").end(text()));
        add(
                book,
                "with a length",
                "gzip",
                response -> response.putHeader("content-length", String.valueOf(MANY)).end(text()));
        add(
                book,
                "in pieces",
                "gzip",
                response -> {
                    response.setChunked(true);
                    response.write(text());
                    response.write(text());
                    response.end();
                });
        add(book, "nothing", "gzip", response -> response.end());
        add(book, "no content", "gzip", response -> response.setStatusCode(204).end());
        add(
                book,
                "with trailers",
                "gzip",
                response -> response.setChunked(true).putTrailer("x", "y").end(text()));
        book.add("for head", Compression::head);
        book.add("of a file", Compression::file);
        book.add("of a request", Compression::request);
        book.add("of a request, not asked for", Compression::requestAsItIs);
        book.add("of a request, badly", Compression::badRequest);
        book.add("of a request, fetched one by one", Compression::fetched);
    }

    private static String text() {
        return "a".repeat(MANY);
    }

    private static void add(
            Book book, String name, String accepted, Consumer<HttpServerResponse> answers) {
        book.add(
                name,
                play -> {
                    play.serve(
                            new HttpServerOptions().setCompressionSupported(true),
                            request -> answers.accept(request.response()));
                    Peer peer = play.peer();
                    peer.get(
                            1,
                            "/",
                            accepted.isEmpty()
                                    ? new String[0]
                                    : new String[] {"accept-encoding", accepted});
                    seeDecoded(play, peer.await(1));
                });
    }

    /** Two encoders need not agree on the octets, only on what they mean. */
    static void seeDecoded(Play play, Answer answer) throws IOException {
        String coding = answer.field("content-encoding");
        play.see(
                "head "
                        + answer.field(":status")
                        + " coding '"
                        + coding
                        + "' length '"
                        + length(answer)
                        + "' vary '"
                        + answer.field("vary")
                        + "'");
        byte[] coded = answer.content.toByteArray();
        byte[] meant;
        try {
            InputStream in = new ByteArrayInputStream(coded);
            meant = (coded.length > 0 ? decoder(coding, in) : in).readAllBytes();
        } catch (IOException cut) {
            play.see("content that cannot be decoded, ended " + answer.ended);
            return;
        }
        play.see("content " + Answer.shown(meant) + ", smaller " + (coded.length < meant.length));
        play.see("trailers " + answer.trailers + ", ended " + answer.ended);
    }

    /** What comes out of that coding; of one that is not known, the same. */
    static InputStream decoder(String coding, InputStream coded) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(coded);
            case "deflate" -> new InflaterInputStream(coded);
            case "br", "zstd" -> Codings.decoder(coding, coded);
            default -> coded;
        };
    }

    private static String length(Answer answer) {
        String said = answer.field("content-length");
        return said.isEmpty()
                ? ""
                : said.equals(String.valueOf(answer.content.size())) ? "right" : said;
    }

    private static void head(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setCompressionSupported(true),
                request -> request.response().end(text()));
        Peer peer = play.peer();
        peer.headers(1, true, Fields.request("HEAD", "/", "accept-encoding", "gzip"));
        Answer answer = peer.await(1);
        play.see("coding '" + answer.field("content-encoding") + "'");
        play.see("content " + (answer.content.size() > 0));
    }

    private static void file(Play play) throws Exception {
        var file = play.folder().resolve("a.txt");
        Files.write(file, text().getBytes());
        play.serve(
                new HttpServerOptions().setCompressionSupported(true),
                request -> request.response().sendFile(file.toString()));
        seeDecoded(play, play.peer().get(1, "/", "accept-encoding", "gzip").await(1));
    }

    static byte[] zipped() throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(text().getBytes());
        }
        return coded.toByteArray();
    }

    /** Sent in pieces of that size. */
    static void request(
            Play play, HttpServerOptions options, String coding, byte[] coded, int piece)
            throws Exception {
        play.serve(
                options,
                request -> {
                    request.exceptionHandler(
                            failure -> play.note("failure", failure.getClass().getSimpleName()));
                    play.note(
                            "coding "
                                    + request.getHeader("content-encoding")
                                    + " length "
                                    + (request.getHeader("content-length") != null));
                    request.body()
                            .onSuccess(
                                    body -> {
                                        play.note("body " + Answer.shown(body.getBytes()));
                                        request.response().end();
                                    });
                });
        Peer peer = play.peer();
        peer.post(
                1, "/", "content-encoding", coding, "content-length", String.valueOf(coded.length));
        for (int at = 0; at < coded.length; at += piece) {
            int to = Math.min(coded.length, at + piece);
            peer.data(1, to == coded.length, Arrays.copyOfRange(coded, at, to));
        }
        play.see(peer.until(() -> peer.answer(1).isOver() || peer.isLeaving()).answer(1));
        play.see(peer.isLeaving() ? peer.untilClosed().ending() : peer.ping().ending());
    }

    private static void request(Play play) throws Exception {
        request(
                play,
                new HttpServerOptions().setDecompressionSupported(true),
                "gzip",
                zipped(),
                MANY);
    }

    /** Some pieces of what comes decode to nothing: they are none that was fetched. */
    private static void fetched(Play play) throws Exception {
        play.serve(
                new HttpServerOptions().setDecompressionSupported(true),
                request -> {
                    Buffer all = Buffer.buffer();
                    request.pause();
                    request.handler(
                            piece -> {
                                all.appendBuffer(piece);
                                request.fetch(1);
                            });
                    request.endHandler(
                            ended -> {
                                play.note("body " + Answer.shown(all.getBytes()));
                                request.response().end();
                            });
                    request.fetch(1);
                });
        Peer peer = play.peer().post(1, "/", "content-encoding", "gzip");
        byte[] coded = zipped();
        for (int at = 0; at < coded.length; at += 5) {
            int to = Math.min(coded.length, at + 5);
            peer.data(1, to == coded.length, Arrays.copyOfRange(coded, at, to));
        }
        play.see(peer.await(1));
    }

    private static void requestAsItIs(Play play) throws Exception {
        request(play, new HttpServerOptions(), "gzip", zipped(), MANY);
    }

    private static void badRequest(Play play) throws Exception {
        request(
                play,
                new HttpServerOptions().setDecompressionSupported(true),
                "gzip",
                "no gzip at all".getBytes(),
                MANY);
    }
}
