package dev.stillframe.behaviour;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.netty.handler.codec.compression.CompressionOptions;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Content coded in ways that Netty has libraries of others for, and the choice among them. */
final class Codings {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MUCH = 300_000;
    private static final List<String> THEIRS = List.of("br", "zstd");

    private Codings() {}

    static void in(Book book) {
        asked(book, "br");
        asked(book, "zstd");
        asked(book, "br;q=0.5, zstd");
        asked(book, "br, zstd;q=0.5");
        asked(book, "gzip, deflate, br, zstd");
        asked(book, "zstd;q=0.5, gzip;q=0.9");
        asked(book, "br;q=0, zstd;q=0, *");
        asked(book, "*;q=0.5, deflate");
        asked(book, "br;q=0");
        asked(book, "BR");
        asked(book, "snappy");
        book.add(
                "br and zstd not offered",
                play ->
                        served(
                                play,
                                new HttpServerOptions().setCompressionSupported(true),
                                "br, zstd",
                                response -> response.end(text())));
        book.add(
                "br offered besides, asked for gzip",
                play ->
                        served(
                                play,
                                new HttpServerOptions()
                                        .setCompressionSupported(true)
                                        .addCompressor(StandardCompressionOptions.brotli()),
                                "gzip",
                                response -> response.end(text())));
        for (String coding : List.of("gzip", "br", "zstd")) {
            book.add(coding + ", coded by the application", play -> asItIs(play, coding));
            book.add(coding + ", piece by piece", play -> pieceByPiece(play, coding));
            book.add(coding + ", reset by the client", play -> reset(play, coding));
        }
        for (String coding : THEIRS) {
            answers(book, coding, "nothing", HttpServerResponse::end);
            answers(
                    book,
                    coding,
                    "much",
                    response -> response.end(new String(noise(), StandardCharsets.ISO_8859_1)));
            answers(book, coding, "in pieces", Codings::inPieces);
            answers(
                    book,
                    coding,
                    "with trailers",
                    response -> response.setChunked(true).putTrailer("x", "y").end(text()));
            book.add(coding + ", a file", play -> file(play, coding));
            requests(book, coding);
        }
    }

    private static void requests(Book book, String coding) {
        book.add(
                coding + ", of a request",
                play -> Compression.request(play, decoding(), coding, coded(coding), MUCH));
        book.add(
                coding + ", of a request in pieces",
                play -> Compression.request(play, decoding(), coding, coded(coding), 7));
        book.add(
                coding + ", of a request, not asked for",
                play ->
                        Compression.request(
                                play, new HttpServerOptions(), coding, coded(coding), MUCH));
        book.add(
                coding + ", of a request, badly",
                play -> {
                    byte[] bad = "no such coding at all".getBytes(StandardCharsets.US_ASCII);
                    Compression.request(play, decoding(), coding, bad, MUCH);
                });
        book.add(
                coding + ", of a request, cut short",
                play -> {
                    byte[] whole = coded(coding);
                    byte[] cut = Arrays.copyOf(whole, whole.length - 4);
                    Compression.request(play, decoding(), coding, cut, MUCH);
                });
    }

    /** What comes out of that coding. */
    static InputStream decoder(String coding, InputStream coded) throws IOException {
        if (coding.equals("zstd")) {
            return new ZstdInputStream(coded);
        }
        Brotli4jLoader.ensureAvailability();
        BrotliInputStream plain = new BrotliInputStream(coded);
        plain.enableEagerOutput();
        return plain;
    }

    private static byte[] coded(String coding) throws IOException {
        byte[] plain = RequestBodies.pattern(20_000);
        if (coding.equals("gzip")) {
            return Compression.zipped();
        }
        if (coding.equals("zstd")) {
            return Zstd.compress(plain);
        }
        Brotli4jLoader.ensureAvailability();
        return Encoder.compress(plain);
    }

    private static String text() {
        return "a".repeat(20_000);
    }

    /** What no coding makes much smaller, the same each time. */
    private static byte[] noise() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        byte[] noise = new byte[MUCH];
        random.nextBytes(noise);
        return noise;
    }

    private static HttpServerOptions decoding() {
        return new HttpServerOptions().setDecompressionSupported(true);
    }

    private static HttpServerOptions offering() {
        List<CompressionOptions> all =
                List.of(
                        StandardCompressionOptions.gzip(),
                        StandardCompressionOptions.deflate(),
                        StandardCompressionOptions.brotli(),
                        StandardCompressionOptions.zstd());
        return new HttpServerOptions().setCompressionSupported(true).setCompressors(all);
    }

    private static void asked(Book book, String accepted) {
        book.add(
                "of all, " + accepted,
                play -> served(play, offering(), accepted, response -> response.end(text())));
    }

    private static void answers(
            Book book, String coding, String name, Consumer<HttpServerResponse> answers) {
        book.add(coding + ", " + name, play -> served(play, offering(), coding, answers));
    }

    private static void served(
            Play play,
            HttpServerOptions options,
            String accepted,
            Consumer<HttpServerResponse> answers)
            throws Exception {
        play.serve(options, request -> answers.accept(request.response()));
        Peer peer = play.peer(INITIAL_WINDOW_SIZE, 1 << 20);
        peer.credit(0, 1 << 20).get(1, "/", "accept-encoding", accepted);
        Compression.seeDecoded(play, peer.await(1));
    }

    private static void inPieces(HttpServerResponse response) {
        response.setChunked(true);
        response.write(text());
        response.write("b");
        response.write(text());
        response.end();
    }

    private static void file(Play play, String coding) throws Exception {
        var file = play.folder().resolve("a.bin");
        Files.write(file, noise());
        served(play, offering(), coding, response -> response.sendFile(file.toString()));
    }

    /** What has been coded already. */
    private static void asItIs(Play play, String coding) throws Exception {
        byte[] coded = coded(coding);
        play.serve(
                offering(),
                request ->
                        request.response()
                                .putHeader("content-encoding", coding)
                                .end(Buffer.buffer(coded)));
        Answer answer = play.peer().get(1, "/", "accept-encoding", coding).await(1);
        boolean same = Arrays.equals(coded, answer.content.toByteArray());
        play.see("coding '" + answer.field("content-encoding") + "', as it was: " + same);
    }

    /** What is written can be read before more is. */
    private static void pieceByPiece(Play play, String coding) throws Exception {
        play.serve(
                offering(),
                request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    response.write("first");
                    play.later("rest", () -> response.end(", last"));
                });
        Peer peer = play.peer().get(1, "/", "accept-encoding", coding);
        Answer answer = peer.answer(1);
        peer.until(() -> answer.isOver() || readable(coding, answer).equals("first"));
        play.see("at first '" + readable(coding, answer) + "'");
        play.now("rest");
        Compression.seeDecoded(play, peer.await(1));
    }

    /** As far as it can be decoded by now. */
    private static String readable(String coding, Answer answer) {
        ByteArrayOutputStream meant = new ByteArrayOutputStream();
        try (InputStream in =
                Compression.decoder(
                        coding, new ByteArrayInputStream(answer.content.toByteArray()))) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                meant.write(octet);
            }
        } catch (IOException more) {
            // It is not complete.
        }
        return meant.toString(StandardCharsets.US_ASCII);
    }

    /** What an encoder holds is let go: the suite looks for lost buffers. */
    private static void reset(Play play, String coding) throws Exception {
        play.serve(
                offering(),
                request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    response.exceptionHandler(failure -> play.note("reset"));
                    response.write(text());
                });
        Peer peer = play.peer().get(1, "/", "accept-encoding", coding);
        peer.awaitHead(1);
        peer.reset(1, 8).ping();
        play.awaits("reset");
        play.see(peer.ending());
    }
}
