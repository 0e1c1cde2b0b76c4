package dev.stillframe.workbench.vertx;

import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The {@link Reference} as a request handler of Vert.x. Nothing in it blocks. */
public final class VertxReference implements Handler<HttpServerRequest> {

    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
    private static final CharSequence OCTETS =
            HttpHeaders.createOptimized("application/octet-stream");
    private static final CharSequence HELLO_LENGTH =
            HttpHeaders.createOptimized(String.valueOf(Reference.HELLO.length()));
    private static final Buffer HELLO = Buffer.buffer(Reference.HELLO);

    /** What the queue of a response takes before it asks to wait. */
    private static final int PIECE = 64 * Reference.PERIOD;

    private final Vertx vertx;
    private final Predicate<HttpConnection> takesPushes;

    /**
     * On event loops of that Vert.x, of whatever line.
     *
     * @param takesPushes whether the client of a connection has allowed pushes
     */
    public VertxReference(Vertx vertx, Predicate<HttpConnection> takesPushes) {
        this.vertx = vertx;
        this.takesPushes = takesPushes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method == HttpMethod.CONNECT) {
            tunnel(request);
        } else if (request.path().equals("/echo")) {
            echo(request);
        } else if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            answer(request);
        } else {
            request.endHandler(ignored -> answer(request));
        }
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String path = request.path();
        if (path.equals("/")) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, HELLO_LENGTH);
            if (request.method() == HttpMethod.HEAD) {
                response.end();
            } else {
                response.end(HELLO);
            }
            return;
        }
        Target target = Target.of(request.uri());
        switch (path) {
            case "/bytes" -> bytes(response, target.number("n"));
            case "/headers" -> text(response, 200, headers(request));
            case "/sleep" -> sleep(response, target.number("ms"));
            case "/early" -> early(response);
            case "/trailers" -> trailers(response);
            case "/push" -> push(request);
            default -> text(response, 404, "There is no " + path + "\n");
        }
    }

    private static void echo(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        request.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, type == null ? OCTETS : type);
        request.pipeTo(request.response());
    }

    /** CONNECT has no path: what comes through a tunnel is echoed. */
    private static void tunnel(HttpServerRequest request) {
        request.toNetSocket().onSuccess(socket -> socket.pipeTo(socket));
    }

    private static void bytes(HttpServerResponse response, OptionalLong octets) {
        if (octets.isEmpty()) {
            text(response, 400, "n must be a number of octets\n");
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, OCTETS)
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(octets.getAsLong()));
        new Pattern(response, octets.getAsLong()).write();
    }

    private static String headers(HttpServerRequest request) {
        var text =
                new StringBuilder()
                        .append(request.method())
                        .append(' ')
                        .append(request.uri())
                        .append(request.version() == HttpVersion.HTTP_2 ? " HTTP/2.0" : " HTTP/1.1")
                        .append('\n');
        request.headers()
                .forEach(
                        (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private void sleep(HttpServerResponse response, OptionalLong milliseconds) {
        if (milliseconds.isEmpty()) {
            text(response, 400, "ms must be a number of milliseconds\n");
            return;
        }
        long pause = milliseconds.getAsLong();
        vertx.timer(pause, TimeUnit.MILLISECONDS)
                .onSuccess(ignored -> text(response, 200, "slept " + pause + " ms\n"));
    }

    private static void early(HttpServerResponse response) {
        response.writeEarlyHints(
                        MultiMap.caseInsensitiveMultiMap().add("link", Reference.EARLY_LINK))
                .onSuccess(ignored -> text(response, 200, "early\n"));
    }

    private static void trailers(HttpServerResponse response) {
        response.setChunked(true)
                .putTrailer(Reference.TRAILER_NAME, Reference.TRAILER_VALUE)
                .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                .end(Reference.TRAILERS_BODY);
    }

    /** Asked for only where the client allows it (RFC 9113 section 8.4). */
    private void push(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() != HttpVersion.HTTP_2 || !takesPushes.test(request.connection())) {
            text(response, 200, Reference.WITHOUT_PUSH);
            return;
        }
        response.push(HttpMethod.GET, Reference.PUSHED)
                .onSuccess(
                        pushed -> {
                            bytes(pushed, Target.of(Reference.PUSHED).number("n"));
                            text(response, 200, Reference.WITH_PUSH);
                        })
                .onFailure(ignored -> text(response, 200, Reference.WITHOUT_PUSH));
    }

    private static void text(HttpServerResponse response, int status, String text) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(text);
        }
    }

    /** Octets of the pattern, as many as the queue takes, then more when it has room. */
    private static final class Pattern {
        private final HttpServerResponse response;
        private long left;

        Pattern(HttpServerResponse response, long left) {
            this.response = response;
            this.left = left;
            response.drainHandler(ignored -> write());
        }

        void write() {
            while (left > PIECE && !response.writeQueueFull()) {
                response.write(next(PIECE));
            }
            if (left <= PIECE && !response.ended()) {
                response.end(next((int) left));
            }
        }

        private Buffer next(int octets) {
            ByteBuffer piece = Reference.pattern();
            byte[] copy = new byte[octets];
            piece.get(copy);
            left -= octets;
            return Buffer.buffer(copy);
        }
    }
}
