package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.multipart.MemoryFileUpload;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.impl.InboundBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A file within a form, as Netty's decoder fills it and as a stream that can be paused. Nothing is
 * kept: while too much waits, the request is paused.
 */
final class UploadPart extends MemoryFileUpload implements ReadStream<Buffer> {
    private static final Object END = new Object();

    private final ServerRequest request;
    private final InboundBuffer<Object> waiting;
    private final long announced;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    UploadPart(
            ServerRequest request,
            String name,
            String filename,
            String contentType,
            String contentTransferEncoding,
            Charset charset,
            long size) {
        super(name, filename, contentType, contentTransferEncoding, charset, size);
        this.request = request;
        this.announced = size;
        this.waiting =
                new InboundBuffer<Object>(request.context())
                        .drainHandler(ignored -> request.resumeInput())
                        .handler(this::next);
    }

    private void next(Object item) {
        if (item == END) {
            Handler<Void> handler;
            synchronized (this) {
                handler = endHandler;
            }
            if (handler != null) {
                handler.handle(null);
            }
        } else {
            Handler<Buffer> handler;
            synchronized (this) {
                handler = dataHandler;
            }
            if (handler != null) {
                handler.handle((Buffer) item);
            }
        }
    }

    /** The size that the part names; 0 where it names none. */
    long announced() {
        return announced;
    }

    void failed(Throwable failure) {
        Handler<Throwable> handler;
        synchronized (this) {
            handler = exceptionHandler;
        }
        if (handler != null) {
            handler.handle(failure);
        }
    }

    @Override
    public void addContent(ByteBuf octets, boolean last) {
        take(octets);
        if (last) {
            complete();
        }
    }

    @Override
    public void setContent(ByteBuf octets) {
        take(octets);
        complete();
    }

    /** The decoder goes on using its memory, so the octets are copied. */
    private void take(ByteBuf octets) {
        try {
            if (octets.isReadable()
                    && !waiting.write(Buffer.buffer(ByteBufUtil.getBytes(octets)))) {
                request.pauseInput();
            }
        } finally {
            octets.release();
        }
    }

    private void complete() {
        setCompleted();
        waiting.write(END);
    }

    @Override
    public synchronized UploadPart exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized UploadPart handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        return this;
    }

    @Override
    public synchronized UploadPart endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public UploadPart pause() {
        waiting.pause();
        return this;
    }

    @Override
    public UploadPart resume() {
        waiting.resume();
        return this;
    }

    @Override
    public UploadPart fetch(long amount) {
        waiting.fetch(amount);
        return this;
    }
}
