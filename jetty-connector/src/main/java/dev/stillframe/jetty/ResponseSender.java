package dev.stillframe.jetty;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A stream's response: interim heads, one head, content, trailers (RFC 9113 section 8.1). */
final class ResponseSender {
    /**
     * The last octets of a response, if so few, are copied and at once as good as sent: the channel
     * is done with them while it is at hand, and no thread has to come back to it. One such copy a
     * stream bounds what it costs.
     */
    private static final int COPY = 2048;

    private final ServerStream stream;
    private volatile @Nullable Sending sending;
    private MetaData.@Nullable Response committed;
    private boolean tunnel;
    private volatile boolean over;

    ResponseSender(ServerStream stream) {
        this.stream = stream;
    }

    boolean isCommitted() {
        return committed != null;
    }

    /** Whether all of the response has been given to the engine. */
    boolean isOver() {
        return over;
    }

    /** Whether it was a 2xx to CONNECT, after which DATA belongs to the tunnel. */
    boolean isTunnel() {
        return tunnel;
    }

    Sending sending() {
        Sending made = sending;
        if (made == null) {
            made = new Sending(stream);
            sending = made;
        }
        return made;
    }

    /** Whether some of what is being sent has gone since this was last asked. */
    boolean hasMoved() {
        Sending made = sending;
        return made != null && made.hasMoved();
    }

    void send(
            MetaData.Request request,
            MetaData.@Nullable Response head,
            boolean last,
            @Nullable ByteBuffer octets,
            Callback callback) {
        FieldSection fields = null;
        if (head != null) {
            Http2ServerConnection connection = stream.connection();
            try {
                fields =
                        connection
                                .responses()
                                .section(head.getHttpFields(), connection.maxResponseHeader());
            } catch (ResponseHeads.Unsendable x) {
                callback.failed(x);
                return;
            }
            if (HttpStatus.isInterim(head.getStatus())) {
                interim(head.getStatus(), fields, octets, callback);
                return;
            }
            committed = head;
            tunnel = MetaData.isTunnel(request.getMethod(), head.getStatus());
        }
        boolean hasContent =
                octets != null && octets.hasRemaining() && !HttpMethod.HEAD.is(request.getMethod());
        HttpFields trailers = last && !tunnel ? trailers() : null;
        boolean endStream = last && !tunnel && trailers == null;
        if (head != null && fields != null) {
            tell(head.getStatus(), fields, endStream && !hasContent);
        }
        if (hasContent || (head == null && endStream)) {
            content(
                    octets == null ? BufferUtil.EMPTY_BUFFER : octets,
                    hasContent,
                    last,
                    endStream,
                    trailers,
                    callback);
            return;
        }
        end(last, trailers);
        stream.connection().turn();
        callback.succeeded();
    }

    private void content(
            ByteBuffer octets,
            boolean hasContent,
            boolean last,
            boolean endStream,
            @Nullable HttpFields trailers,
            Callback callback) {
        Sending payload = sending();
        ByteBuffer sent = hasContent ? octets : BufferUtil.EMPTY_BUFFER;
        if (last && sent.remaining() <= COPY) {
            ByteBuffer copy = ByteBuffer.allocate(sent.remaining());
            copy.put(sent).flip();
            payload.sendCopy(copy, endStream);
            end(last, trailers);
            stream.connection().turn();
            callback.succeeded();
        } else {
            payload.send(sent, endStream, callback);
            end(last, trailers);
            stream.connection().turn();
            payload.sent();
        }
    }

    private void end(boolean last, @Nullable HttpFields trailers) {
        if (last && trailers != null) {
            FieldSection fields;
            try {
                fields = stream.connection().responses().section(trailers, -1);
            } catch (ResponseHeads.Unsendable x) {
                // The content is on its way; all that can be dropped are the trailers.
                fields = FieldSection.EMPTY;
            }
            stream.connection().engine().tell(new Command.Trailers(stream.id(), fields));
        }
        over |= last;
    }

    private void interim(
            int status, FieldSection fields, @Nullable ByteBuffer octets, Callback callback) {
        if (octets != null && octets.hasRemaining()) {
            callback.failed(new IllegalStateException("an interim response has no content"));
            return;
        }
        tell(status, fields, false);
        stream.connection().turn();
        callback.succeeded();
    }

    /** A response without content where the application's own cannot be sent. */
    void sendError(int status) {
        over = true;
        tell(status, FieldSection.of("content-length", "0"), true);
    }

    private void tell(int status, FieldSection fields, boolean endStream) {
        stream.connection()
                .engine()
                .tell(
                        new Command.Respond(
                                stream.id(), new ResponseHead(status, fields), endStream));
    }

    /** The trailers belong to the response that was committed, perhaps by an earlier call. */
    private @Nullable HttpFields trailers() {
        MetaData.Response response = committed;
        Supplier<HttpFields> supplier = response == null ? null : response.getTrailersSupplier();
        HttpFields trailers = supplier == null ? null : supplier.get();
        return trailers == null || trailers.size() == 0 ? null : trailers;
    }
}
