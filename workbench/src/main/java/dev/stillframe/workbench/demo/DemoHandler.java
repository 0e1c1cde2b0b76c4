package dev.stillframe.workbench.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * The demo's application: a page that shows over which protocol it came, and an API that greets.
 *
 * <p>An ordinary Jetty handler: nothing in it knows of HTTP/2.
 */
public final class DemoHandler extends Handler.Abstract {

    /** The path of the API. */
    public static final String GREETING = "/api/greeting";

    private final byte[] page = resource("demo.html");

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        switch (Request.getPathInContext(request)) {
            case "/" -> send(response, "text/html;charset=utf-8", page, callback);
            case GREETING -> greet(request, response, callback);
            default -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private static void greet(Request request, Response response, Callback callback) {
        Fields.Field name = Request.extractQueryParameters(request).get("name");
        String json =
                "{\"greeting\": \"Hello, %s!\", \"protocol\": \"%s\", \"secure\": %s}%n"
                        .formatted(
                                quotable(name == null ? "World" : name.getValue()),
                                request.getConnectionMetaData().getProtocol(),
                                request.isSecure());
        send(response, "application/json", json.getBytes(StandardCharsets.UTF_8), callback);
    }

    private static void send(Response response, String type, byte[] content, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), callback);
    }

    /** RFC 8259 section 7: what must not stand in a JSON string as it is. */
    private static String quotable(String text) {
        var quoted = new StringBuilder();
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\' || c < ' ') {
                                quoted.append("\\u%04x".formatted(c));
                            } else {
                                quoted.append((char) c);
                            }
                        });
        return quoted.toString();
    }

    private static byte[] resource(String name) {
        try (InputStream in = DemoHandler.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the workbench was built without its " + name);
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
