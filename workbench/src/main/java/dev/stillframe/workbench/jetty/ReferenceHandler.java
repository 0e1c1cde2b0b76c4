package dev.stillframe.workbench.jetty;

import dev.stillframe.workbench.front.Reference;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The {@link Reference} as a Jetty handler.
 *
 * <p>Nothing in it blocks, and it says so, so that Jetty runs it on the thread that read the
 * request: a load run then measures the HTTP/2 layer and not the thread pool.
 */
final class ReferenceHandler extends Handler.Abstract.NonBlocking {

    private static final String TEXT = "text/plain";
    private static final String OCTETS = "application/octet-stream";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String inContext = Request.getPathInContext(request);
        // CONNECT has none: what comes through a tunnel is echoed.
        String path = inContext == null ? "/echo" : inContext;
        if (path.equals("/echo")) {
            echo(request, response, callback);
        } else {
            drop(request, () -> answer(path, request, response, callback), callback);
        }
        return true;
    }

    /**
     * Reads the body to its end and drops it, for any method: an HTTP/2 request without one may
     * still end later than its fields. Most have ended with them, and need no callback.
     */
    private static void drop(Request request, Runnable answer, Callback callback) {
        Content.Chunk chunk = request.read();
        if (chunk != null && chunk.isLast() && !Content.Chunk.isFailure(chunk)) {
            chunk.release();
            answer.run();
            return;
        }
        if (chunk != null) {
            chunk.release();
        }
        Content.Source.consumeAll(request, Callback.from(answer, callback::failed));
    }

    private static void answer(String path, Request request, Response response, Callback callback) {
        switch (path) {
            case "/" -> hello(response, callback);
            case "/bytes" -> bytes(request, response, callback);
            case "/headers" -> headers(request, response, callback);
            case "/sleep" -> sleep(request, response, callback);
            case "/early" -> early(response, callback);
            case "/trailers" -> trailers(response, callback);
            case "/push" -> push(request, response, callback);
            default -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
    }

    private static void hello(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Reference.HELLO.length());
        response.write(true, Reference.hello(), callback);
    }

    private static void bytes(Request request, Response response, Callback callback) {
        OptionalLong octets = number(request, "n");
        if (octets.isEmpty()) {
            refuse(request, response, callback, "n must be a number of octets");
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, OCTETS);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, octets.getAsLong());
        new PatternWriter(response, octets.getAsLong(), callback).iterate();
    }

    /** Reads and writes in turn, so that a client that does not read slows its own upload down. */
    private static void echo(Request request, Response response, Callback callback) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type == null ? OCTETS : type);
        // Jetty asks for the supplier when it sends the response's head, long before it needs the
        // fields.
        HttpFields.Mutable trailers = HttpFields.build();
        response.setTrailersSupplier(() -> trailers);
        Content.copy(request, response, (chunk, done) -> keep(chunk, trailers, done), callback);
    }

    private static boolean keep(Content.Chunk chunk, HttpFields.Mutable trailers, Callback done) {
        if (chunk instanceof Trailers last) {
            trailers.add(last.getTrailers());
            done.succeeded();
            return true;
        }
        return false;
    }

    private static void headers(Request request, Response response, Callback callback) {
        var text =
                new StringBuilder()
                        .append(request.getMethod())
                        .append(' ')
                        .append(request.getHttpURI().getPathQuery())
                        .append(' ')
                        .append(request.getConnectionMetaData().getProtocol())
                        .append('\n');
        request.getHeaders()
                .forEach(
                        field ->
                                text.append(field.getName())
                                        .append(": ")
                                        .append(field.getValue())
                                        .append('\n'));
        text(response, text.toString(), callback);
    }

    private static void sleep(Request request, Response response, Callback callback) {
        OptionalLong milliseconds = number(request, "ms");
        if (milliseconds.isEmpty()) {
            refuse(request, response, callback, "ms must be a number of milliseconds");
            return;
        }
        long pause = milliseconds.getAsLong();
        Scheduler.Task waking =
                request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> text(response, "slept " + pause + " ms\n", callback),
                                pause,
                                TimeUnit.MILLISECONDS);
        // To wait is what was asked for; it is no sign that the client has gone.
        request.addIdleTimeoutListener(ignored -> false);
        // A client that goes away takes its alarm with it, unless that rings just now.
        request.addFailureListener(
                failure -> {
                    if (waking.cancel()) {
                        callback.failed(failure);
                    }
                });
    }

    private static void early(Response response, Callback callback) {
        response.writeInterim(
                        HttpStatus.EARLY_HINTS_103,
                        HttpFields.build().put(HttpHeader.LINK, Reference.EARLY_LINK))
                .whenComplete(
                        (ignored, failure) -> {
                            if (failure == null) {
                                text(response, "early\n", callback);
                            } else {
                                callback.failed(failure);
                            }
                        });
    }

    private static void trailers(Response response, Callback callback) {
        HttpFields trailers =
                HttpFields.build().put(Reference.TRAILER_NAME, Reference.TRAILER_VALUE);
        response.setTrailersSupplier(() -> trailers);
        text(response, Reference.TRAILERS_BODY, callback);
    }

    /** The promise goes out before what refers to it (RFC 9113 section 8.4.1). */
    private static void push(Request request, Response response, Callback callback) {
        boolean possible = request.getConnectionMetaData().isPushSupported();
        if (possible) {
            HttpURI pushed =
                    HttpURI.build(request.getHttpURI()).pathQuery(Reference.PUSHED).asImmutable();
            request.push(
                    new MetaData.Request(
                            HttpMethod.GET.asString(),
                            pushed,
                            request.getConnectionMetaData().getHttpVersion(),
                            HttpFields.EMPTY));
        }
        text(response, possible ? Reference.WITH_PUSH : Reference.WITHOUT_PUSH, callback);
    }

    private static void text(Response response, String text, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        response.write(true, StandardCharsets.UTF_8.encode(text), callback);
    }

    private static void refuse(
            Request request, Response response, Callback callback, String reason) {
        Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400, reason);
    }

    /** A parameter of the query that is a number from 0 on; empty if it is not one. */
    private static OptionalLong number(Request request, String name) {
        Fields.Field parameter = Request.extractQueryParameters(request).get(name);
        if (parameter == null || !parameter.getValue().matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(parameter.getValue()));
    }
}
