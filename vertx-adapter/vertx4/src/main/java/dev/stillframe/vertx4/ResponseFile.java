package dev.stillframe.vertx4;

import io.netty.handler.stream.ChunkedNioFile;
import io.vertx.core.Future;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;

/**
 * A file, or a part of one, as the content of a response. The driver reads it as windows open: it
 * is never wholly in memory.
 */
final class ResponseFile {
    private static final int CHUNK = 65_536;

    private ResponseFile() {}

    /**
     * An open file.
     *
     * @param length octets to be sent from {@code offset} on; below 0 where it ends before that,
     *     and is closed again
     */
    private record Part(RandomAccessFile file, long offset, long length) {}

    /** Sends it; the future tells when the last octet has been handed over. */
    static Future<Void> send(
            ServerResponse response, ServerStream stream, String name, long offset, long length) {
        ContextInternal context = stream.context();
        if (offset < 0) {
            return context.failedFuture("offset : " + offset + " (expected: >= 0)");
        }
        if (length < 0) {
            return context.failedFuture("length : " + length + " (expected: >= 0)");
        }
        File file = context.owner().resolveFile(name);
        if (!file.exists()) {
            // Told once this task of the context is over, as Vert.x does.
            PromiseInternal<Void> promise = context.promise();
            context.runOnContext(ignored -> promise.fail(new FileNotFoundException()));
            return promise.future();
        }
        return context.executeBlocking(() -> open(file, offset, length), false)
                .compose(part -> send(response, stream, name, part));
    }

    private static Part open(File file, long offset, long most) throws IOException {
        RandomAccessFile opened = new RandomAccessFile(file, "r");
        long size = opened.length();
        if (offset > size) {
            opened.close();
        }
        return new Part(opened, offset, Math.min(most, size - offset));
    }

    private static Future<Void> send(
            ServerResponse response, ServerStream stream, String name, Part part) {
        if (part.length() < 0) {
            return stream.context()
                    .failedFuture(
                            "offset : "
                                    + part.offset()
                                    + " is larger than the requested file length : "
                                    + (part.offset() + part.length()));
        }
        boolean trailers = response.trailerFields() != null;
        boolean handedOn = false;
        try {
            HeaderFields fields = response.fields();
            if (!response.headWritten()) {
                if (fields.value("content-length") == null) {
                    fields.set("content-length", Long.toString(part.length()));
                }
                String type =
                        fields.value("content-type") == null
                                ? MimeMapping.getMimeTypeForFilename(name)
                                : null;
                if (type != null) {
                    fields.set("content-type", type);
                }
            }
            if (!response.beginFile()) {
                return stream.context().succeededFuture();
            }
            PromiseInternal<Void> sent = stream.context().promise();
            stream.out()
                    .file(
                            response,
                            new ChunkedNioFile(
                                    part.file().getChannel(), part.offset(), part.length(), CHUNK),
                            !trailers,
                            sent);
            handedOn = true;
            return sent.future()
                    .map(
                            done -> {
                                response.endFile(trailers);
                                return done;
                            });
        } catch (IOException e) {
            return stream.context().failedFuture(e);
        } finally {
            if (!handedOn) {
                close(part.file());
            }
        }
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
