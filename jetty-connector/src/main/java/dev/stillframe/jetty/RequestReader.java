package dev.stillframe.jetty;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.jspecify.annotations.Nullable;

/**
 * How the application reads a request's content, and how what it has read returns to the peer as
 * credit: not with each chunk, but when enough has come together, or when the application waits for
 * more.
 */
final class RequestReader {
    private final ServerStream stream;

    /** Null where the request ended with its head. */
    private final @Nullable RequestContent content;

    /** The thread that consumes under the channel's lock, if one does. */
    private @Nullable Thread consumer;

    RequestReader(ServerStream stream, @Nullable RequestContent content) {
        this.stream = stream;
        this.content = content;
    }

    Content.@Nullable Chunk read() {
        if (content == null) {
            return Content.Chunk.EOF;
        }
        Content.Chunk chunk = content.read();
        if (chunk == null) {
            credit();
        }
        return chunk;
    }

    void demand() {
        if (content == null || content.demand()) {
            // Dispatched, so that a thread of the application's does not become the producer.
            stream.connection().offer((Work) stream::contentTask);
        } else {
            credit();
        }
    }

    /** The application has let go of octets. */
    void consumed(int octets) {
        stream.connection().engine().consumed(stream.id(), octets);
        if (content != null && content.credit(octets) >= stream.connection().creditThreshold()) {
            credit();
        }
    }

    /** Lets the engine look at what was consumed: the peer may be waiting for it. */
    void credit() {
        if (content != null && content.takeCredit() > 0) {
            if (consumer == Thread.currentThread()) {
                stream.connection().turnLater();
            } else {
                stream.connection().turn();
            }
        }
    }

    /**
     * What the application left unread is not worth a failure: the response stands, and the peer is
     * told with RST_STREAM(NO_ERROR) to stop (RFC 9113 section 8.1). Called under the channel's
     * lock, so that no turn may be taken.
     */
    @Nullable Throwable consumeAvailable() {
        if (content == null) {
            return null;
        }
        consumer = Thread.currentThread();
        try {
            Throwable unread =
                    HttpStream.consumeAvailable(stream, stream.connection().getHttpConfiguration());
            if (unread == null) {
                return null;
            }
            content.discard(Content.Chunk.EOF);
            credit();
            return stream.isBroken() ? unread : null;
        } finally {
            consumer = null;
        }
    }
}
