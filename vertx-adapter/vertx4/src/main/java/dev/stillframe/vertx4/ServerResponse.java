package dev.stillframe.vertx4;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response of HTTP/2. It may be written by any thread; its handlers run on the request's context.
 * No lock is held while code of the application runs.
 */
@SuppressWarnings("deprecation")
final class ServerResponse extends ResponseWrites {
    private final ServerStream stream;
    private final ServerRequest request;
    private @Nullable Future<NetSocket> tunnel;
    private boolean bodyless;
    private boolean encoding;

    ServerResponse(ServerStream stream, ServerRequest request) {
        super(stream.context(), stream.connection().setup().known(), request.headers());
        this.stream = stream;
        this.request = request;
    }

    // Sending.

    /**
     * Sends the head, unless it has been sent.
     *
     * @return whether it was sent now
     */
    private boolean sendHead(boolean endStream, @Nullable PromiseInternal<Void> promise) {
        if (headWritten()) {
            return false;
        }
        tellHeadEnds();
        cookies().addTo(headers());
        int status = status().code();
        if (status < 200 || status > 999) {
            headIsWritten();
            stream.out().refuse(status, promise);
            return true;
        }
        ContentEncoder encoder = settle(endStream);
        encoding = encoder != null;
        headIsWritten();
        ResponseHead head = new ResponseHead(status, fields().section());
        stream.out().head(this, head, encoder, endStream, promise);
        return true;
    }

    /** Makes the fields fit status and method; whoever encodes the content, or null. */
    private @Nullable ContentEncoder settle(boolean endStream) {
        HeaderFields fields = fields();
        HttpResponseStatus status = status();
        if (status == HttpResponseStatus.RESET_CONTENT) {
            fields.set("content-length", "0");
        } else if (status.codeClass() == HttpStatusClass.INFORMATIONAL
                || status == HttpResponseStatus.NO_CONTENT) {
            fields.drop("content-length");
        }
        ContentEncoder.Codings codings = stream.connection().codings();
        if (codings == null || fields.value("content-encoding") != null) {
            return null;
        }
        ContentEncoder encoder = codings.encoder(request.getHeader("accept-encoding"));
        if (encoder == null) {
            return null;
        }
        fields.set("content-encoding", encoder.coding());
        if (endStream || isBodyless()) {
            encoder.close();
            return null;
        }
        fields.drop("content-length");
        return encoder;
    }

    /** Whether HTTP allows no content (RFC 9110 section 6.4.1): what is written is dropped. */
    private boolean isBodyless() {
        HttpResponseStatus status = status();
        return request.method() == HttpMethod.HEAD
                || status == HttpResponseStatus.NO_CONTENT
                || status == HttpResponseStatus.NOT_MODIFIED
                || status == HttpResponseStatus.RESET_CONTENT;
    }

    @Override
    void send(@Nullable ByteBuf octets, boolean end, @Nullable PromiseInternal<Void> promise) {
        boolean headOpen = !headWritten();
        writes(end);
        if (headOpen) {
            bodyless = isBodyless();
        }
        if (end && headOpen && needsContentLength()) {
            int length = octets == null ? 0 : octets.readableBytes();
            fields().set("content-length", Integer.toString(length));
        }
        HeaderFields trailers = end ? trailerFields() : null;
        ByteBuf content = octets;
        if (content != null && bodyless) {
            content.release();
            content = null;
        }
        boolean over = end && trailers == null;
        boolean endsWithHead = over && content == null;
        boolean headNow = sendHead(endsWithHead, endsWithHead ? promise : null);
        if (content != null) {
            stream.out().data(this, content, end, over, trailers == null ? promise : null);
        } else if (endsWithHead) {
            if (!headNow) {
                stream.out().data(this, Unpooled.EMPTY_BUFFER, true, true, promise);
            }
        } else if (!end && promise != null) {
            promise.complete();
        } else if (end && encoding) {
            stream.out().data(this, Unpooled.EMPTY_BUFFER, true, false, null);
        }
        if (trailers != null) {
            stream.out().trailers(this, trailers.section(), promise);
        }
        if (end) {
            tellEnded();
        }
    }

    private boolean needsContentLength() {
        return request.method() != HttpMethod.HEAD
                && status() != HttpResponseStatus.NOT_MODIFIED
                && fields().value("content-length") == null;
    }

    @Override
    public Future<Void> writeHead() {
        checkHeadOpen();
        PromiseInternal<Void> promise = stream.context().promise();
        sendHead(false, promise);
        return promise.future();
    }

    @Override
    public HttpServerResponse writeContinue() {
        checkHeadOpen();
        stream.out().interim(new ResponseHead(100, FieldSection.EMPTY), null);
        return this;
    }

    @Override
    public Future<Void> writeEarlyHints(MultiMap hints) {
        PromiseInternal<Void> promise = stream.context().promise();
        sendHints(hints, promise);
        return promise.future();
    }

    @Override
    public void writeEarlyHints(MultiMap hints, @Nullable Handler<AsyncResult<Void>> handler) {
        sendHints(hints, told(handler));
    }

    private void sendHints(MultiMap hints, @Nullable PromiseInternal<Void> promise) {
        checkHeadOpen();
        HeaderFields fields = new HeaderFields(stream.connection().setup().known());
        for (Map.Entry<String, String> hint : hints) {
            fields.add(hint.getKey(), hint.getValue());
        }
        stream.out().interim(new ResponseHead(103, fields.section()), promise);
    }

    // Files.

    @Override
    public Future<Void> sendFile(String name, long offset, long length) {
        checkOpen();
        return ResponseFile.send(this, stream, name, offset, length);
    }

    @Override
    public HttpServerResponse sendFile(
            String name, long offset, long length, @Nullable Handler<AsyncResult<Void>> handler) {
        PromiseInternal<Void> asked =
                handler == null
                        ? null
                        : stream.context().owner().getOrCreateContext().promise(handler);
        Future<Void> sent = sendFile(name, offset, length);
        if (asked != null) {
            sent.onComplete(asked);
        }
        return this;
    }

    /** The file can be sent: whether it is to be, since the method may want the head alone. */
    boolean beginFile() {
        boolean whole = !isBodyless();
        if (whole) {
            fileBegins();
        } else {
            writes(true);
        }
        sendHead(!whole, null);
        if (!whole) {
            tellEnded();
        }
        return whole;
    }

    /**
     * The file has been sent, on the context.
     *
     * @param open whether trailers are still to be sent
     */
    void endFile(boolean open) {
        fileEnds();
        HeaderFields trailers = trailerFields();
        if (open && trailers != null) {
            stream.out().trailers(this, trailers.section(), null);
        }
        tellEnded();
    }

    // The stream and the connection.

    @Override
    public boolean writeQueueFull() {
        checkOpen();
        return !stream.out().isWritable();
    }

    /** The mark is the server's. */
    @Override
    public HttpServerResponse setWriteQueueMaxSize(int maxSize) {
        checkOpen();
        return this;
    }

    @Override
    public long bytesWritten() {
        return stream.out().octets();
    }

    @Override
    public int streamId() {
        return stream.id();
    }

    /** Closes the connection, not only the stream. */
    @Override
    public void close() {
        stream.connection().close();
    }

    @Override
    public boolean reset(long code) {
        stream.out().reset(code);
        return true;
    }

    /** The stream as a socket, once the head has been sent. */
    Future<NetSocket> tunnel() {
        boolean first;
        Future<NetSocket> socket;
        synchronized (this) {
            socket = tunnel;
            first = socket == null && !headWritten();
            if (socket == null) {
                socket =
                        first
                                ? stream.context().succeededFuture(new Tunnel(request, this))
                                : stream.context()
                                        .failedFuture("Response for CONNECT already sent");
                tunnel = socket;
            }
        }
        if (first) {
            setStatusCode(200);
            sendHead(false, null); // which may call the application
        }
        return socket;
    }

    /** RFC 9113 discourages pushes, and browsers refuse them: so does this. */
    @Override
    public Future<HttpServerResponse> push(
            HttpMethod method, String host, String path, MultiMap headers) {
        checkOpen();
        return stream.context().failedFuture("Push not supported");
    }

    @Override
    public Future<HttpServerResponse> push(
            HttpMethod method, HostAndPort authority, String path, MultiMap headers) {
        checkOpen();
        return stream.context().failedFuture("Push not supported");
    }

    @Override
    public HttpServerResponse writeCustomFrame(int type, int flags, Buffer payload) {
        checkOpen();
        sendHead(false, null);
        stream.out().frame(type, flags, payload.getByteBuf());
        return this;
    }

    /** RFC 9113 has dropped this priority. */
    @Override
    public HttpServerResponse setStreamPriority(StreamPriority priority) {
        return this;
    }
}
