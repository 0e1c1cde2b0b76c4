package dev.stillframe.vertx4;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A stream as a socket (RFC 9113 section 8.5). What is true of the connection, it says of it. */
@SuppressWarnings({"deprecation", "removal"})
final class Tunnel implements NetSocket {
    private final ServerRequest request;
    private final ServerResponse response;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Void> closeHandler;

    Tunnel(ServerRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
        request.handler(this::data);
        request.endHandler(ignored -> end(true));
        request.exceptionHandler(this::failed);
    }

    private void data(Buffer data) {
        Handler<Buffer> handler;
        synchronized (this) {
            handler = dataHandler;
        }
        if (handler != null) {
            handler.handle(data);
        }
    }

    /**
     * @param first whether the peer has ended, which may still be answered
     */
    private void end(boolean first) {
        Handler<Void> atEnd;
        Handler<Void> atClose;
        synchronized (this) {
            atEnd = first ? endHandler : null;
            atClose = closeHandler;
        }
        if (atEnd != null) {
            atEnd.handle(null);
        }
        if (atClose != null) {
            atClose.handle(null);
        }
    }

    private void failed(Throwable failure) {
        Handler<Throwable> handler;
        synchronized (this) {
            handler = exceptionHandler;
        }
        if (handler != null) {
            handler.handle(failure);
        }
        if (failure instanceof HttpClosedException || failure instanceof StreamResetException) {
            end(failure instanceof HttpClosedException);
        }
    }

    @Override
    public synchronized NetSocket exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized NetSocket handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        return this;
    }

    @Override
    public synchronized NetSocket endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public synchronized NetSocket closeHandler(@Nullable Handler<Void> handler) {
        closeHandler = handler;
        return this;
    }

    @Override
    public NetSocket pause() {
        request.pause();
        return this;
    }

    @Override
    public NetSocket resume() {
        request.resume();
        return this;
    }

    @Override
    public NetSocket fetch(long amount) {
        request.fetch(amount);
        return this;
    }

    @Override
    public NetSocket setWriteQueueMaxSize(int size) {
        response.setWriteQueueMaxSize(size);
        return this;
    }

    @Override
    public NetSocket drainHandler(@Nullable Handler<Void> handler) {
        response.drainHandler(handler);
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return response.writeQueueFull();
    }

    /** There is none: streams are not registered on the event bus. */
    @Override
    public @Nullable String writeHandlerID() {
        return null;
    }

    @Override
    public Future<Void> write(Buffer data) {
        return response.write(data);
    }

    @Override
    public void write(Buffer data, @Nullable Handler<AsyncResult<Void>> handler) {
        response.write(data, handler);
    }

    @Override
    public Future<Void> write(String text, String charset) {
        return response.write(text, charset);
    }

    @Override
    public void write(String text, String charset, @Nullable Handler<AsyncResult<Void>> handler) {
        response.write(text, charset, handler);
    }

    @Override
    public Future<Void> write(String text) {
        return response.write(text);
    }

    @Override
    public void write(String text, @Nullable Handler<AsyncResult<Void>> handler) {
        response.write(text, handler);
    }

    @Override
    public Future<Void> end(Buffer data) {
        return response.end(data);
    }

    @Override
    public void end(Buffer data, @Nullable Handler<AsyncResult<Void>> handler) {
        response.end(data, handler);
    }

    @Override
    public Future<Void> end() {
        return response.end();
    }

    @Override
    public void end(@Nullable Handler<AsyncResult<Void>> handler) {
        response.end(handler);
    }

    @Override
    public Future<Void> close() {
        return end();
    }

    @Override
    public void close(@Nullable Handler<AsyncResult<Void>> handler) {
        end(handler);
    }

    /** The socket stays open after the file. */
    @Override
    public Future<Void> sendFile(String name, long offset, long length) {
        if (offset < 0 || length < 0) {
            return request.context().failedFuture("offset and length must not be below 0");
        }
        return request.context()
                .owner()
                .fileSystem()
                .open(name, new OpenOptions().setCreate(false).setWrite(false))
                .compose(file -> send(file.setReadPos(offset).setReadLength(length)));
    }

    private Future<Void> send(AsyncFile file) {
        return file.pipe().endOnComplete(false).to(this).eventually(() -> file.close());
    }

    @Override
    public NetSocket sendFile(
            String name, long offset, long length, @Nullable Handler<AsyncResult<Void>> handler) {
        Future<Void> sent = sendFile(name, offset, length);
        if (handler != null) {
            sent.onComplete(request.context().owner().getOrCreateContext().promise(handler));
        }
        return this;
    }

    private ServerConnection connection() {
        return request.stream().connection();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection().remoteAddress();
    }

    @Override
    public SocketAddress remoteAddress(boolean real) {
        return connection().remoteAddress(real);
    }

    @Override
    public SocketAddress localAddress() {
        return connection().localAddress();
    }

    @Override
    public SocketAddress localAddress(boolean real) {
        return connection().localAddress(real);
    }

    @Override
    public Future<Void> upgradeToSsl() {
        return Future.failedFuture("Cannot upgrade stream to SSL");
    }

    @Override
    public Future<Void> upgradeToSsl(String serverName) {
        return upgradeToSsl();
    }

    @Override
    public NetSocket upgradeToSsl(@Nullable Handler<AsyncResult<Void>> handler) {
        if (handler != null) {
            handler.handle(upgradeToSsl());
        }
        return this;
    }

    @Override
    public NetSocket upgradeToSsl(String serverName, @Nullable Handler<AsyncResult<Void>> handler) {
        return upgradeToSsl(handler);
    }

    @Override
    public boolean isSsl() {
        return connection().isSsl();
    }

    @Override
    public SSLSession sslSession() {
        return connection().sslSession();
    }

    @Override
    public javax.security.cert.X509Certificate @Nullable [] peerCertificateChain()
            throws SSLPeerUnverifiedException {
        return connection().peerCertificateChain();
    }

    @Override
    public @Nullable List<Certificate> peerCertificates() throws SSLPeerUnverifiedException {
        return connection().peerCertificates();
    }

    @Override
    public @Nullable String indicatedServerName() {
        return connection().indicatedServerName();
    }

    @Override
    public @Nullable String applicationLayerProtocol() {
        return null;
    }
}
