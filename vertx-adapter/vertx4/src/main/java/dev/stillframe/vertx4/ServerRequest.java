package dev.stillframe.vertx4;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetSocket;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2. What arrives is told on the request's context; everything else may be asked
 * by any thread. No lock is held while code of the application runs.
 */
@SuppressWarnings({"deprecation", "removal"})
final class ServerRequest extends RequestFields {
    private final ServerStream stream;
    private final ContextInternal context;
    private final RequestBody body;

    private @Nullable MultiMap attributes;
    private @Nullable Handler<HttpServerFileUpload> uploadHandler;
    private @Nullable Handler<HttpFrame> frameHandler;
    private boolean expectMultipart;
    private @Nullable Form form;
    private boolean ended;

    ServerRequest(ServerStream stream, RequestTarget target, HeaderFields headers) {
        super(target, headers);
        this.stream = stream;
        this.context = stream.context();
        this.body = new RequestBody(context);
    }

    // What the stream says, on the context.

    void data(Buffer data) {
        Form at;
        synchronized (this) {
            at = form;
        }
        Throwable wrong = at == null ? null : at.data(data.getByteBuf());
        if (wrong != null) {
            failed(wrong);
        }
        body.data(data);
    }

    void inputEnded() {
        Form at;
        synchronized (this) {
            ended = true;
            at = form;
            form = null;
        }
        Throwable wrong = at == null ? null : at.end(formAttributes());
        if (wrong != null) {
            response().failed(wrong);
        }
        body.end();
    }

    /** The stream, the connection or the form has failed. */
    void failed(Throwable failure) {
        boolean open;
        synchronized (this) {
            open = !ended;
        }
        if (open) {
            tell(failure);
        }
        response().failed(failure);
    }

    /** The stream was reset. */
    void reset(Throwable failure) {
        boolean open;
        synchronized (this) {
            open = !ended;
            ended = true;
        }
        if (open) {
            tell(failure);
        }
        response().failed(failure);
    }

    private void tell(Throwable failure) {
        Form at;
        synchronized (this) {
            at = form;
        }
        body.failed(failure);
        if (at != null) {
            at.failed(failure);
        }
    }

    void frame(HttpFrame frame) {
        Handler<HttpFrame> handler;
        synchronized (this) {
            handler = frameHandler;
        }
        if (handler != null) {
            handler.handle(frame);
        }
    }

    /** The stream is over: what a form still holds is let go. */
    void closed() {
        Form at;
        synchronized (this) {
            at = form;
            form = null;
        }
        if (at != null) {
            at.destroy();
        }
    }

    void uploadBegins(HttpServerFileUpload upload) {
        Handler<HttpServerFileUpload> handler;
        synchronized (this) {
            handler = uploadHandler;
        }
        if (handler != null) {
            context.dispatch(upload, handler);
        }
    }

    /** As {@link #pause}, also when all has come. */
    void pauseInput() {
        stream.pause();
    }

    /** As {@link #resume}, also when all has come. */
    void resumeInput() {
        stream.fetch(Long.MAX_VALUE);
    }

    ServerStream stream() {
        return stream;
    }

    private synchronized void checkEnded() {
        if (ended) {
            throw new IllegalStateException("Request has already been read");
        }
    }

    // The content.

    @Override
    public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
        if (handler != null) {
            checkEnded();
        }
        body.dataHandler(handler);
        return this;
    }

    @Override
    public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
        if (handler != null) {
            checkEnded();
        }
        body.endHandler(handler);
        return this;
    }

    @Override
    public HttpServerRequest pause() {
        checkEnded();
        stream.pause();
        return this;
    }

    @Override
    public HttpServerRequest resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public HttpServerRequest fetch(long amount) {
        checkEnded();
        stream.fetch(amount);
        return this;
    }

    @Override
    public Future<Buffer> body() {
        checkEnded();
        return body.whole();
    }

    @Override
    public Future<Void> end() {
        checkEnded();
        return body.ended();
    }

    @Override
    public synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public long bytesRead() {
        return stream.bytesRead();
    }

    // The form.

    @Override
    public synchronized HttpServerRequest setExpectMultipart(boolean expect) {
        checkEnded();
        expectMultipart = expect;
        if (!expect) {
            closed();
        } else if (form == null) {
            form = new Form(this, stream.connection().options());
        }
        return this;
    }

    @Override
    public synchronized boolean isExpectMultipart() {
        return expectMultipart;
    }

    @Override
    public synchronized HttpServerRequest uploadHandler(
            @Nullable Handler<HttpServerFileUpload> handler) {
        if (handler != null) {
            checkEnded();
        }
        uploadHandler = handler;
        return this;
    }

    @Override
    public synchronized MultiMap formAttributes() {
        MultiMap all = attributes;
        if (all == null) {
            all = MultiMap.caseInsensitiveMultiMap();
            attributes = all;
        }
        return all;
    }

    @Override
    public @Nullable String getFormAttribute(String name) {
        return formAttributes().get(name);
    }

    // The stream and the connection.

    @Override
    String origin() {
        return stream.connection().origin();
    }

    @Override
    public boolean isUseSemicolonAsQueryParamDelimiter() {
        return stream.connection().setup().semicolonDelimits();
    }

    @Override
    public ContextInternal context() {
        return context;
    }

    @Override
    public int id() {
        return stream.id();
    }

    @Override
    public int streamId() {
        return stream.id();
    }

    @Override
    public @Nullable Object metric() {
        return stream.metric();
    }

    @Override
    public ServerResponse response() {
        return stream.response();
    }

    @Override
    public HttpConnection connection() {
        return stream.connection();
    }

    @Override
    public javax.security.cert.X509Certificate @Nullable [] peerCertificateChain()
            throws SSLPeerUnverifiedException {
        return stream.connection().peerCertificateChain();
    }

    @Override
    public Future<NetSocket> toNetSocket() {
        return response().tunnel();
    }

    @Override
    public Future<ServerWebSocket> toWebSocket() {
        return context.failedFuture("HTTP/2 request cannot be upgraded to a WebSocket");
    }

    @Override
    public synchronized HttpServerRequest customFrameHandler(@Nullable Handler<HttpFrame> handler) {
        frameHandler = handler;
        return this;
    }

    /** RFC 9113 has dropped this priority; it never changes. */
    @Override
    public StreamPriority streamPriority() {
        return new StreamPriority();
    }

    @Override
    public HttpServerRequest streamPriorityHandler(@Nullable Handler<StreamPriority> handler) {
        return this;
    }

    @Override
    public HttpServerRequest routed(String route) {
        stream.routed(route);
        return this;
    }
}
