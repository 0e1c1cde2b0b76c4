package dev.stillframe.vertx4;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.streams.Pipe;
import org.jspecify.annotations.Nullable;

/** A file within a form, as the application sees it. */
final class Upload implements HttpServerFileUpload {
    private final ContextInternal context;
    private final UploadPart part;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Pipe<Buffer> pipe;
    private @Nullable AsyncFile file;
    private boolean cancelled;
    private boolean sizeKnown;
    private long size;

    Upload(ContextInternal context, UploadPart part) {
        this.context = context;
        this.part = part;
        this.size = part.announced();
        this.sizeKnown = size != 0;
        part.handler(this::data);
        part.endHandler(ignored -> end());
        part.exceptionHandler(this::failed);
    }

    private void data(Buffer data) {
        Handler<Buffer> handler;
        synchronized (this) {
            if (!sizeKnown) {
                size += data.length();
            }
            handler = dataHandler;
        }
        if (handler != null) {
            context.dispatch(data, handler);
        }
    }

    private void end() {
        Handler<Void> handler;
        synchronized (this) {
            sizeKnown = true;
            handler = endHandler;
        }
        if (handler != null) {
            context.dispatch(handler);
        }
    }

    private void failed(Throwable failure) {
        Handler<Throwable> handler;
        synchronized (this) {
            handler = exceptionHandler;
        }
        if (handler != null) {
            context.dispatch(failure, handler);
        }
    }

    @Override
    public synchronized HttpServerFileUpload exceptionHandler(
            @Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerFileUpload handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServerFileUpload endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public HttpServerFileUpload pause() {
        part.pause();
        return this;
    }

    @Override
    public HttpServerFileUpload resume() {
        part.resume();
        return this;
    }

    @Override
    public HttpServerFileUpload fetch(long amount) {
        part.fetch(amount);
        return this;
    }

    @Override
    public void streamToFileSystem(String path, @Nullable Handler<AsyncResult<Void>> handler) {
        Future<Void> done = streamToFileSystem(path);
        if (handler != null) {
            done.onComplete(handler);
        }
    }

    @Override
    public Future<Void> streamToFileSystem(String path) {
        Pipe<Buffer> piped;
        synchronized (this) {
            if (pipe != null) {
                return context.failedFuture("Already streaming");
            }
            piped = pipe().endOnComplete(true);
            pipe = piped;
        }
        FileSystem files = context.owner().fileSystem();
        return files.open(path, new OpenOptions())
                .onFailure(failure -> piped.close())
                .compose(
                        opened ->
                                piped.to(opened)
                                        .transform(
                                                written ->
                                                        written.succeeded() && keep(opened)
                                                                ? context.<Void>succeededFuture()
                                                                : discard(
                                                                        files,
                                                                        path,
                                                                        written.cause())));
    }

    private synchronized boolean keep(AsyncFile written) {
        if (cancelled) {
            return false;
        }
        file = written;
        return true;
    }

    private Future<Void> discard(FileSystem files, String path, @Nullable Throwable cause) {
        files.delete(path);
        return cause == null
                ? context.failedFuture("Streaming aborted")
                : context.failedFuture(cause);
    }

    @Override
    public boolean cancelStreamToFileSystem() {
        Pipe<Buffer> piped;
        synchronized (this) {
            piped = pipe;
            if (piped == null) {
                throw new IllegalStateException("Not a streaming upload");
            }
            if (file != null) {
                return false;
            }
            cancelled = true;
        }
        piped.close();
        return true;
    }

    @Override
    public String filename() {
        return part.getFilename();
    }

    @Override
    public String name() {
        return part.getName();
    }

    @Override
    public String contentType() {
        return part.getContentType();
    }

    @Override
    public String contentTransferEncoding() {
        return part.getContentTransferEncoding();
    }

    @Override
    public String charset() {
        return part.getCharset().toString();
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized boolean isSizeAvailable() {
        return sizeKnown;
    }

    @Override
    public synchronized @Nullable AsyncFile file() {
        return file;
    }
}
