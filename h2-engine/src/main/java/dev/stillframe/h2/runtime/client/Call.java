package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way: it waits for a connection, has a stream, and ends exactly once, by {@link
 * #over} or {@link #failed}.
 */
abstract class Call {
    /** Above it the request is refused, or to be made elsewhere (RFC 9110 section 15). */
    private static final int LAST_GOOD = 299;

    private static final Duration LONG = Duration.ofDays(100 * 365);

    /** Who gives a call its connection. */
    interface Owner {
        /** The connection did not take it. */
        void rejected(Call call, String reason);

        /** Its stream is over; whether it is to have another one. */
        boolean ended(Call call, End end);

        /** It is to have another stream, and is ready for it. */
        void again(Call call);

        /** It is wanted no more, and has no stream. */
        void abandoned(Call call);
    }

    final Request request;
    final Owner owner;

    /** By {@link System#nanoTime}; MAX_VALUE for none. */
    final long deadline;

    /** Of the pool's. */
    int waiter;

    int retries;

    // On the loop.
    boolean answered;

    /** Of the final head. */
    private int status;

    private @Nullable Failure failure;
    private @Nullable String failureReason;
    private @Nullable Throwable failureCause;

    private volatile @Nullable Link link;
    private volatile int streamId;
    private volatile boolean cancelled;

    Call(Request request, Owner owner) {
        this.request = request;
        this.owner = owner;
        this.deadline = deadline(request.deadline());
    }

    /** What is longer than can be counted never passes. */
    private static long deadline(Duration time) {
        return time.isZero() || time.compareTo(LONG) > 0
                ? Long.MAX_VALUE
                : System.nanoTime() + time.toNanos();
    }

    /** The head as it is sent. */
    RequestHead head() {
        RequestHead head = request.head();
        return request.decoded() && !head.fields().has("accept-encoding")
                ? request.with("accept-encoding", "gzip, deflate").head()
                : head;
    }

    /** Whether content is made on the loop, and should leave with the head. */
    boolean fillsOnLoop() {
        return false;
    }

    /** Whether the request ends with its head. */
    final boolean endsWithHead() {
        Octets content = request.content();
        boolean none = content == null ? !writesContent() : content.isEmpty();
        return none && request.trailers().isEmpty();
    }

    /** Whether somebody writes content, where the request has none of its own. */
    abstract boolean writesContent();

    /** Where the request has none of its own: a GET or HEAD has none at all. */
    final boolean mayHaveContent() {
        String method = request.head().method();
        return request.content() == null && !method.equals("GET") && !method.equals("HEAD");
    }

    /**
     * Takes back what its stream has begun, so that it can have another one. Only where nothing was
     * answered. On the loop of its connection, which it still has.
     *
     * @return false when it has become too late for that
     */
    abstract boolean rewind();

    final @Nullable Link link() {
        return link;
    }

    final int streamId() {
        return streamId;
    }

    // ---- by any thread

    /** A connection was given to it, or taken away. */
    final void given(@Nullable Link to) {
        link = to;
    }

    /** The stream is open. Within a turn: nothing but the inbox may be touched. */
    final void opened(Http2Connection connection, int id) {
        Octets content = request.content();
        if (content != null && !content.isEmpty()) {
            connection.send(
                    id, content.toByteBuffer(), request.trailers().isEmpty(), Unheard.INSTANCE);
        }
        if (!request.trailers().isEmpty() && (content != null || !writesContent())) {
            connection.tell(new Command.Trailers(id, request.trailers()));
        }
        streamId = id;
        begun();
        if (cancelled) {
            connection.tell(new Command.Reset(id, ErrorCode.CANCEL));
        }
    }

    /** The stream is open. Within a turn. */
    void begun() {}

    /** Gives it up. */
    final void cancel() {
        cancelled = true;
        Link on = link;
        int id = streamId;
        if (on == null) {
            owner.abandoned(this);
        } else if (id > 0) {
            on.connection().tell(new Command.Reset(id, ErrorCode.CANCEL));
            on.transport().leaveTurn(false);
        }
    }

    final boolean isCancelled() {
        return cancelled;
    }

    // ---- on the loop

    /** Gives it up for a reason of our own, which {@link #over} is told as a failure. */
    final void fail(Failure why, String reason, @Nullable Throwable cause) {
        if (failure == null) {
            failure = why;
            failureReason = reason;
            failureCause = cause;
        }
        cancel();
    }

    final void deadlinePassed() {
        fail(Failure.TIMED_OUT, "the deadline has passed", null);
    }

    /** Code of the user's has failed on what it was told. */
    final void thrown(Throwable cause) {
        fail(Failure.THROWN, "the request's own code has failed: " + cause, cause);
    }

    /**
     * Tells the request's own code of an interim head.
     *
     * <p>What it throws ends this request, and nobody else's.
     */
    final void interim(ResponseHead head) {
        Consumer<ResponseHead> told = request.interim();
        if (told != null) {
            try {
                told.accept(head);
            } catch (RuntimeException | Error e) {
                thrown(e);
            }
        }
    }

    /** What the stream was told, but its end. */
    final void told(Notice notice, Http2Connection connection) {
        if (notice instanceof Notice.Response response) {
            answered = true;
            status = response.head().status();
        }
        on(notice, connection);
    }

    /** The same, as each style takes it. */
    abstract void on(Notice notice, Http2Connection connection);

    /** The response is whole, and the request is not (RFC 9113 section 8.1). Once at the most. */
    abstract void early();

    /** Gives up what is left of the request, where the status says that nobody waits for it. */
    final void giveUpRest() {
        if (status > LAST_GOOD) {
            failureReason = "the response was whole before the request";
            cancel();
        }
    }

    /** The stream is over, and how. */
    final void ended(End end) {
        // What was given up is not sent again, however it ended.
        if (owner.ended(this, cancelled ? new End.Complete() : end)) {
            streamId = 0;
            link = null;
            owner.again(this);
        } else {
            over(isOurs(end) ? new End.Reset(ErrorCode.CANCEL, false, reason()) : end);
        }
    }

    /** Whether it has ended so because we gave up the request, or the rest of it. */
    private boolean isOurs(End end) {
        return failure != null
                || failureReason != null && end instanceof End.Reset reset && !reset.byPeer();
    }

    private String reason() {
        return failureReason == null ? "" : failureReason;
    }

    /** It is over: once, and last. */
    abstract void over(End end);

    /** It never had a stream: once, and last. */
    abstract void failed(IOException cause);

    /** What a caller is told of an end that was not complete. */
    final IOException exception(End end) {
        Failure why = failure;
        if (why == null) {
            return new StreamException(end);
        }
        Throwable cause = failureCause == null ? new StreamException(end) : failureCause;
        return new ClientException(why, request.endpoint(), reason(), cause);
    }

    private enum Unheard implements Http2Connection.Sent {
        INSTANCE;

        @Override
        public void succeeded() {}

        @Override
        public void failed(String reason) {}
    }
}
