package dev.stillframe.jetty;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.RequestHead;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response: Jetty's stream over one of the engine's.
 *
 * <p>It has two lives. The engine's ends with {@link #ended}; the channel's with {@link #succeeded}
 * or {@link #failed(Throwable)}; either may be first.
 */
final class ServerStream implements HttpStream, Work, Invocable.Task {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStream.class);

    /** Where the channel is with this stream. */
    private enum Phase {
        /** No channel yet. */
        QUEUED,
        /** A channel is at work. */
        ACTIVE,
        /** It is, and was told of a failure: it will not be used again. */
        TAINTED,
        /** The channel has let go. */
        DONE
    }

    private final Http2ServerConnection connection;
    private final int id;
    private final RequestHead head;
    private final boolean pushed;
    private final long beginNanos;
    private final @Nullable RequestContent content;
    private final @Nullable Tunnel tunnel;
    private final ResponseSender response;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.QUEUED);

    private volatile @Nullable HttpChannel channel;
    private volatile boolean remoteEnded;
    private volatile @Nullable End end;
    private volatile long idleMillis;
    private volatile long activeNanos;
    private @Nullable Runnable handler;
    private InvocationType handlerType = InvocationType.BLOCKING;
    private @Nullable Thread consumer;

    ServerStream(
            Http2ServerConnection connection,
            int id,
            RequestHead head,
            boolean endStream,
            boolean pushed,
            long beginNanos) {
        this.connection = connection;
        this.id = id;
        this.head = head;
        this.pushed = pushed;
        this.beginNanos = beginNanos;
        this.activeNanos = beginNanos;
        this.remoteEnded = endStream;
        this.idleMillis = connection.streamIdleMillis();
        this.tunnel = head.opensTunnel() ? new Tunnel(this, head.protocol()) : null;
        this.content = endStream && tunnel == null ? null : new RequestContent();
        this.response = new ResponseSender(this);
        if (endStream && content != null) {
            content.add(Content.Chunk.EOF);
        }
    }

    int id() {
        return id;
    }

    Http2ServerConnection connection() {
        return connection;
    }

    @Nullable RequestContent content() {
        return content;
    }

    @Nullable End end() {
        return end;
    }

    boolean isRemoteEnded() {
        return remoteEnded;
    }

    // What the engine says, under its lock.

    void remoteEnded() {
        remoteEnded = true;
    }

    void ended(End how) {
        end = how;
    }

    /** Something has arrived; {@code awaited} is whether somebody asked to be told. */
    void arrived(boolean awaited, long nanos) {
        activeNanos = nanos;
        if (awaited) {
            connection.add(this::contentTask);
        }
    }

    // What the producer does.

    private @Nullable Runnable contentTask() {
        if (tunnel != null) {
            return tunnel.fillableTask();
        }
        HttpChannel at = channel;
        return at == null || phase.get() == Phase.DONE ? null : at.onContentAvailable();
    }

    /** Begins the request: a channel takes it, and what it wants to run is the task. */
    @Override
    public @Nullable Runnable task() {
        if (isBroken() || phase.get() != Phase.QUEUED) {
            return null;
        }
        HttpChannel next = connection.channels().take();
        channel = next;
        next.setHttpStream(this);
        if (!phase.compareAndSet(Phase.QUEUED, Phase.ACTIVE)) {
            return null;
        }
        Runnable task;
        try {
            MetaData.Request request = connection.request(head, beginNanos);
            task = next.onRequest(request);
            String expect = request.getHttpFields().get(HttpHeader.EXPECT);
            if (expect != null && !HttpHeaderValue.CONTINUE.is(expect)) {
                throw new HttpException.RuntimeException(HttpStatus.EXPECTATION_FAILED_417);
            }
            if (pushed) {
                next.getRequest().setAttribute("org.eclipse.jetty.pushed", Boolean.TRUE);
            }
        } catch (RuntimeException x) {
            phase.set(Phase.TAINTED);
            Throwable cause =
                    x instanceof HttpException
                            ? x
                            : new HttpException.RuntimeException(
                                    HttpStatus.INTERNAL_SERVER_ERROR_500, null, x);
            task = next.onFailure(cause);
        }
        handler = task;
        handlerType = Invocable.getInvocationType(task);
        return task == null ? null : this;
    }

    /** Runs the handler, unless the stream has ended before it began. */
    @Override
    public void run() {
        Runnable task = handler;
        handler = null;
        if (task != null && !isBroken()) {
            task.run();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return handlerType;
    }

    /**
     * The stream has ended before its time. Jetty may have to unblock a thread, so what it wants to
     * run is run at once and never queued.
     */
    void fail() {
        End how = end;
        Throwable failure = StreamFailure.of(how);
        if (phase.compareAndSet(Phase.QUEUED, Phase.DONE)) {
            discard(failure);
            connection.engine().released(id);
            return;
        }
        if (tunnel != null) {
            tunnel.fail(failure);
        }
        HttpChannel at = channel;
        if (at == null || !taint()) {
            discard(failure);
            return;
        }
        Runnable task =
                failure instanceof EOFException
                        ? at.onRemoteFailure(failure)
                        : at.onFailure(failure);
        discard(failure);
        if (task != null) {
            ThreadPool.executeImmediately(connection.executor(), task);
        }
    }

    private boolean taint() {
        return phase.compareAndSet(Phase.ACTIVE, Phase.TAINTED) || phase.get() == Phase.TAINTED;
    }

    private boolean isBroken() {
        End how = end;
        return how != null && !(how instanceof End.Complete);
    }

    private void discard(Throwable failure) {
        if (content != null) {
            content.discard(Content.Chunk.from(failure, true));
        }
    }

    // Reading.

    @Override
    public String getId() {
        return String.valueOf(id);
    }

    @Override
    public Content.@Nullable Chunk read() {
        if (tunnel != null) {
            return null; // what comes through a tunnel is not HTTP content
        }
        if (content == null) {
            return Content.Chunk.EOF;
        }
        Content.Chunk chunk = content.read();
        if (chunk == null) {
            credit();
        }
        return chunk;
    }

    @Override
    public void demand() {
        if (content == null || content.demand()) {
            // Dispatched, so that a thread of the application's does not become the producer.
            connection.offer(this::contentTask);
        } else {
            credit();
        }
    }

    /** The application has let go of octets: they return to the peer, not each by itself. */
    void consumed(int octets) {
        connection.engine().consumed(id, octets);
        if (content != null && content.credit(octets) >= connection.creditThreshold()) {
            credit();
        }
    }

    /** Lets the engine know of what was consumed: the peer may be waiting for it. */
    void credit() {
        if (content != null && content.takeCredit() > 0) {
            if (consumer == Thread.currentThread()) {
                connection.turnLater(); // the channel's lock is held
            } else {
                connection.turn();
            }
        }
    }

    /**
     * What the application left unread is not worth a failure: the response stands, and the peer is
     * told with RST_STREAM(NO_ERROR) to stop (RFC 9113 section 8.1). Called under the channel's
     * lock.
     */
    @Override
    public @Nullable Throwable consumeAvailable() {
        if (tunnel != null || content == null) {
            return null;
        }
        consumer = Thread.currentThread();
        try {
            Throwable unread = HttpStream.consumeAvailable(this, connection.getHttpConfiguration());
            if (unread == null) {
                return null;
            }
            content.discard(Content.Chunk.EOF);
            credit();
            return isBroken() ? unread : null;
        } finally {
            consumer = null;
        }
    }

    // Writing.

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {}

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response head,
            boolean last,
            @Nullable ByteBuffer octets,
            Callback callback) {
        if (isBroken()) {
            callback.failed(StreamFailure.of(end));
            return;
        }
        activeNanos = System.nanoTime();
        response.send(request, head, last, octets, callback);
    }

    @Override
    public Runnable cancelSend(Throwable cause, Callback appCallback) {
        return () -> {
            reset(ErrorCode.CANCEL);
            connection.turn();
            response.sending().whenLetGo(() -> appCallback.failed(cause));
        };
    }

    @Override
    public void push(MetaData.Request resource) {
        connection.push(id, resource);
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    void reset(ErrorCode code) {
        connection.engine().tell(new Command.Reset(id, code));
    }

    // The end.

    @Override
    public void succeeded() {
        if (end == null && tunnel != null && response.isTunnel()) {
            upgrade();
        } else {
            finish();
        }
        HttpChannel at = channel;
        boolean recyclable = phase.getAndSet(Phase.DONE) == Phase.ACTIVE;
        channel = null;
        if (recyclable && at != null) {
            connection.channels().giveBack(at);
        }
        connection.engine().released(id);
        credit();
    }

    @Override
    public void failed(Throwable x) {
        phase.set(Phase.DONE);
        if (response.isOver()) {
            finish();
        } else if (x instanceof ResponseHeads.Unsendable && !response.isCommitted()) {
            LOG.warn("{} {}: {}", head.method(), head.path(), x.getMessage());
            response.sendError(HttpStatus.INTERNAL_SERVER_ERROR_500);
            finish();
        } else if (end == null) {
            reset(code(x));
        }
        discard(x);
        channel = null;
        connection.engine().released(id);
        connection.turn();
    }

    private static ErrorCode code(Throwable x) {
        return x instanceof EOFException || x instanceof TimeoutException
                ? ErrorCode.CANCEL
                : ErrorCode.INTERNAL_ERROR;
    }

    /** The response is complete, though perhaps not yet sent; the request may still be coming. */
    private void finish() {
        if (!remoteEnded && end == null) {
            if (content != null) {
                content.discard(Content.Chunk.EOF);
            }
            response.sending()
                    .whenDone(
                            () -> {
                                if (!remoteEnded && end == null) {
                                    reset(ErrorCode.NO_ERROR);
                                    connection.turn();
                                }
                            });
        } else if (content != null) {
            content.discard(Content.Chunk.EOF);
        }
    }

    private void upgrade() {
        HttpChannel at = channel;
        Object next =
                at == null
                        ? null
                        : at.getRequest().getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE);
        if (tunnel != null && next instanceof Connection upgraded) {
            tunnel.upgrade(upgraded);
        } else {
            reset(ErrorCode.CANCEL);
            connection.turn();
        }
    }

    @Override
    public @Nullable TunnelSupport getTunnelSupport() {
        return tunnel;
    }

    // Idleness.

    @Override
    public long getIdleTimeout() {
        return idleMillis;
    }

    @Override
    public void setIdleTimeout(long millis) {
        idleMillis = millis;
        connection.idleTimeoutChanged(this);
    }

    /**
     * Nanoseconds from now until it has been idle for too long; {@link Long#MAX_VALUE} for never.
     */
    long idleExpiresIn(long now) {
        Phase at = phase.get();
        if (idleMillis <= 0 || (at != Phase.ACTIVE && at != Phase.TAINTED)) {
            return Long.MAX_VALUE;
        }
        return activeNanos + idleMillis * 1_000_000 - now;
    }

    void idleExpired(long now) {
        HttpChannel at = channel;
        if (at == null || !taint()) {
            return;
        }
        activeNanos = now;
        TimeoutException timeout =
                new TimeoutException(
                        "Idle timeout expired on stream " + id + ": " + idleMillis + " ms");
        HttpChannel.IdleTimeoutTask task = at.onIdleTimeout(timeout);
        Runnable action = task.action();
        if (action != null) {
            ThreadPool.executeImmediately(connection.executor(), action);
        }
        if (!task.handlingRequest() && end == null) {
            reset(ErrorCode.CANCEL);
            connection.turn();
        }
    }

    @Override
    public String toString() {
        return "stream#"
                + id
                + "{"
                + head.method()
                + " "
                + head.path()
                + ","
                + phase
                + ","
                + end
                + "}";
    }
}
