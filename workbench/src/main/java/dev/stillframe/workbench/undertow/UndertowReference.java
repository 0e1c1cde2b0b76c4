package dev.stillframe.workbench.undertow;

import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The {@link Reference} as an Undertow handler, on the thread that read the request. */
final class UndertowReference implements HttpHandler {

    private static final String TEXT = "text/plain";
    private static final String OCTETS = "application/octet-stream";
    private static final HttpString TRAILER = new HttpString(Reference.TRAILER_NAME);

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        HttpString method = exchange.getRequestMethod();
        if (exchange.getRequestPath().equals("/echo")) {
            echo(exchange);
        } else if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
            answer(exchange);
        } else {
            exchange.getRequestReceiver()
                    .receivePartialBytes(
                            (received, octets, last) -> {
                                if (last) {
                                    answer(received);
                                }
                            });
        }
    }

    private static void answer(HttpServerExchange exchange) {
        String path = exchange.getRequestPath();
        if (path.equals("/")) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TEXT);
            exchange.getResponseSender().send(Reference.hello());
            return;
        }
        Target target = new Target(path, exchange.getQueryString());
        switch (path) {
            case "/bytes" -> bytes(exchange, target.number("n"));
            case "/headers" -> text(exchange, 200, headers(exchange));
            case "/sleep" -> sleep(exchange, target.number("ms"));
            case "/early" -> text(exchange, 501, "Undertow has no early hints\n");
            case "/trailers" -> trailers(exchange);
            case "/push" -> push(exchange);
            default -> text(exchange, 404, "There is no " + path + "\n");
        }
    }

    /** Reads the next piece when the one before has left. */
    private static void echo(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type == null ? OCTETS : type);
        exchange.putAttachment(
                HttpAttachments.RESPONSE_TRAILER_SUPPLIER, () -> trailersOf(exchange));
        exchange.getRequestReceiver()
                .receivePartialBytes(
                        (received, octets, last) -> {
                            received.getRequestReceiver().pause();
                            received.getResponseSender()
                                    .send(ByteBuffer.wrap(octets), new Echoed(last));
                        });
    }

    private static HeaderMap trailersOf(HttpServerExchange exchange) {
        HeaderMap trailers = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
        return trailers == null ? new HeaderMap() : trailers;
    }

    private static void bytes(HttpServerExchange exchange, OptionalLong octets) {
        if (octets.isEmpty()) {
            text(exchange, 400, "n must be a number of octets\n");
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, OCTETS);
        exchange.setResponseContentLength(octets.getAsLong());
        if (octets.getAsLong() == 0 || exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
        } else {
            new Pattern(octets.getAsLong()).onComplete(exchange, exchange.getResponseSender());
        }
    }

    private static String headers(HttpServerExchange exchange) {
        var text = new StringBuilder();
        text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
        if (!exchange.getQueryString().isEmpty()) {
            text.append('?').append(exchange.getQueryString());
        }
        text.append(' ').append(exchange.getProtocol()).append('\n');
        exchange.getRequestHeaders()
                .forEach(
                        field ->
                                field.forEach(
                                        value ->
                                                text.append(field.getHeaderName())
                                                        .append(": ")
                                                        .append(value)
                                                        .append('\n')));
        return text.toString();
    }

    private static void sleep(HttpServerExchange exchange, OptionalLong milliseconds) {
        if (milliseconds.isEmpty()) {
            text(exchange, 400, "ms must be a number of milliseconds\n");
            return;
        }
        long pause = milliseconds.getAsLong();
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () ->
                        exchange.getIoThread()
                                .executeAfter(
                                        () -> text(exchange, 200, "slept " + pause + " ms\n"),
                                        pause,
                                        TimeUnit.MILLISECONDS));
    }

    private static void trailers(HttpServerExchange exchange) {
        HeaderMap trailers = new HeaderMap().put(TRAILER, Reference.TRAILER_VALUE);
        exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
        text(exchange, 200, Reference.TRAILERS_BODY);
    }

    /** The promised request goes through the handlers like any other. */
    private static void push(HttpServerExchange exchange) {
        ServerConnection connection = exchange.getConnection();
        boolean pushed =
                connection.isPushSupported()
                        && connection.pushResource(Reference.PUSHED, Methods.GET, new HeaderMap());
        text(exchange, 200, pushed ? Reference.WITH_PUSH : Reference.WITHOUT_PUSH);
    }

    private static void text(HttpServerExchange exchange, int status, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TEXT);
        exchange.getResponseSender().send(text);
    }

    /** What was read has been written. */
    private record Echoed(boolean last) implements IoCallback {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            if (last) {
                exchange.endExchange();
            } else {
                exchange.getRequestReceiver().resume();
            }
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException failure) {
            END_EXCHANGE.onException(exchange, sender, failure);
        }
    }

    /** Octets of the pattern, a piece when the one before has left. */
    private static final class Pattern implements IoCallback {
        private long left;

        Pattern(long left) {
            this.left = left;
        }

        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            ByteBuffer piece = Reference.pattern();
            piece.limit((int) Math.min(piece.limit(), left));
            left -= piece.limit();
            sender.send(piece, left == 0 ? END_EXCHANGE : this);
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException failure) {
            END_EXCHANGE.onException(exchange, sender, failure);
        }
    }
}
