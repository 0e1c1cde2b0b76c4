package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** A request whose whole response is wanted. */
final class CollectCall extends Call {
    private final int most;

    /** Cancelling it gives the request up. */
    final CompletableFuture<Response> future = new CompletableFuture<>();

    private @Nullable ResponseHead head;
    private @Nullable ContentDecoder decoder;
    private FieldSection trailers = FieldSection.EMPTY;
    private byte[] content = new byte[0];
    private int length;
    private boolean complete;

    /** At the most so many octets of content are kept. */
    CollectCall(Request request, Owner owner, int most) {
        super(request, owner);
        this.most = most;
        future.whenComplete(
                (ignored, failure) -> {
                    if (future.isCancelled()) {
                        cancel();
                    }
                });
    }

    @Override
    boolean writesContent() {
        return false;
    }

    @Override
    void on(Notice notice, Http2Connection connection) {
        if (notice instanceof Notice.Response response) {
            if (response.head().isInterim()) {
                interim(response.head());
            } else {
                head = response.head();
                complete = response.endStream();
                decoder = request.decoded() ? ContentDecoder.of(response.head().fields()) : null;
            }
        } else if (notice instanceof Notice.Data data) {
            connection.consumed(data.streamId(), data.octets().length());
            keep(data.octets());
            complete |= data.endStream();
        } else if (notice instanceof Notice.Trailers last) {
            trailers = last.fields();
            complete = true;
        }
        ContentDecoder undo = decoder;
        if (complete && undo != null && !undo.isWhole()) {
            undecodable(undo, "it ends too early");
        }
    }

    private void keep(Octets octets) {
        ContentDecoder undo = decoder;
        if (undo == null) {
            append(octets);
            return;
        }
        try {
            undo.feed(octets);
            for (Octets piece = undo.next(); piece != null && append(piece); piece = undo.next()) {
                // append has kept it
            }
        } catch (DataFormatException e) {
            undecodable(undo, e.getMessage());
        }
    }

    private void undecodable(ContentDecoder undo, String reason) {
        undo.end();
        fail(Failure.UNDECODABLE, "the content is not coded as it says: " + reason, null);
    }

    /** Says whether there is room for more. */
    private boolean append(Octets octets) {
        int count = octets.length();
        if (count > most - length) {
            if (decoder != null) {
                decoder.end(); // what it holds may be far more
            }
            fail(Failure.TOO_LARGE, "the content is larger than " + most + " octets", null);
            return false;
        }
        if (content.length - length < count) {
            int size = (int) Math.min(most, Math.max(2L * content.length, length + (long) count));
            content = Arrays.copyOf(content, size);
        }
        octets.copyTo(0, content, length, count);
        length += count;
        return true;
    }

    @Override
    void early() {
        giveUpRest();
        ResponseHead last = head;
        if (last != null) {
            give(last);
        }
    }

    private void give(ResponseHead last) {
        future.complete(new Response(last, Octets.wrap(content, 0, length), trailers));
    }

    @Override
    boolean rewind() {
        return true;
    }

    @Override
    void over(End end) {
        if (decoder != null) {
            decoder.end();
        }
        ResponseHead last = head;
        // A whole response counts, whatever the peer does to the rest of the request behind it.
        if ((end instanceof End.Complete || complete && !isCancelled()) && last != null) {
            give(last);
        } else {
            future.completeExceptionally(exception(end));
        }
    }

    @Override
    void failed(IOException cause) {
        future.completeExceptionally(cause);
    }
}
