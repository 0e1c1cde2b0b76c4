package dev.stillframe.jetty;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.RequestHead;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response: Jetty's stream over one of the engine's.
 *
 * <p>It has two lives. The engine's ends with {@link #ended}; the channel's with {@link #succeeded}
 * or {@link #failed(Throwable)}; either may be first.
 */
final class ServerStream implements HttpStream, StreamTable.Entry, Work, Invocable.Task {
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
    private final RequestReader reader;
    private final ResponseSender response;
    private final Idleness idleness;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.QUEUED);

    private volatile @Nullable HttpChannel channel;
    private volatile boolean remoteEnded;
    private volatile @Nullable End end;
    private @Nullable Runnable handler;
    private InvocationType handlerType = InvocationType.BLOCKING;

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
        this.remoteEnded = endStream;
        this.idleness = new Idleness(connection.streamIdleMillis(), beginNanos);
        this.tunnel = head.opensTunnel() ? new Tunnel(this, head.protocol()) : null;
        this.content = endStream && tunnel == null ? null : new RequestContent();
        this.reader = new RequestReader(this, content);
        this.response = new ResponseSender(this);
        if (endStream && content != null) {
            content.add(Content.Chunk.EOF);
        }
    }

    @Override
    public int id() {
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

    // What the engine says, under its lock.

    void remoteEnded() {
        remoteEnded = true;
    }

    void ended(End how) {
        end = how;
    }

    /** Something has arrived; {@code awaited} is whether somebody asked to be told. */
    void arrived(boolean awaited, long nanos) {
        idleness.active(nanos);
        if (awaited) {
            connection.add(this::contentTask);
        }
    }

    // What the producer does.

    @Nullable Runnable contentTask() {
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
        Runnable task = begin(next);
        handler = task;
        handlerType = Invocable.getInvocationType(task);
        return task == null ? null : this;
    }

    private @Nullable Runnable begin(HttpChannel next) {
        try {
            return Channels.begin(next, connection.request(head, beginNanos), pushed);
        } catch (RuntimeException x) {
            phase.set(Phase.TAINTED);
            return next.onFailure(
                    x instanceof HttpException
                            ? x
                            : new HttpException.RuntimeException(
                                    HttpStatus.INTERNAL_SERVER_ERROR_500, null, x));
        }
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
        HttpChannel at = taintedChannel();
        Runnable task =
                at == null
                        ? null
                        : failure instanceof EOFException
                                ? at.onRemoteFailure(failure)
                                : at.onFailure(failure);
        discard(failure);
        if (task != null) {
            connection.workers().execute(task);
        }
    }

    /**
     * The channel at work, to be told of a failure: after that it is not used again. Null when none
     * is at work.
     */
    @Nullable HttpChannel taintedChannel() {
        boolean active =
                phase.compareAndSet(Phase.ACTIVE, Phase.TAINTED) || phase.get() == Phase.TAINTED;
        return active ? channel : null;
    }

    boolean isBroken() {
        End how = end;
        return how != null && !(how instanceof End.Complete);
    }

    private void discard(Throwable failure) {
        if (content != null) {
            content.discard(Content.Chunk.from(failure, true));
        }
    }

    @Override
    public String getId() {
        return String.valueOf(id);
    }

    @Override
    public Content.@Nullable Chunk read() {
        // What comes through a tunnel is not HTTP content.
        return tunnel != null ? null : reader.read();
    }

    @Override
    public void demand() {
        reader.demand();
    }

    @Override
    public @Nullable Throwable consumeAvailable() {
        return tunnel != null ? null : reader.consumeAvailable();
    }

    RequestReader reader() {
        return reader;
    }

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
        idleness.active(System.nanoTime());
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
        reader.credit();
    }

    @Override
    public void failed(Throwable x) {
        if (phase.getAndSet(Phase.DONE) == Phase.DONE) {
            return; // a failure has met the last write, and Jetty tells both
        }
        if (response.isOver()) {
            finish();
        } else if (x instanceof ResponseHeads.Unsendable && !response.isCommitted()) {
            LOG.warn("{} {}: {}", head.method(), head.path(), x.getMessage());
            response.sendError(HttpStatus.INTERNAL_SERVER_ERROR_500);
            finish();
        } else if (end == null) {
            reset(StreamFailure.code(x));
        }
        discard(x);
        channel = null;
        connection.engine().released(id);
        connection.turn();
    }

    /** The response is complete, though perhaps not yet sent; the request may still be coming. */
    private void finish() {
        if (content != null) {
            content.discard(Content.Chunk.EOF);
        }
        if (!remoteEnded && end == null) {
            response.sending()
                    .whenDone(
                            () -> {
                                if (!remoteEnded && end == null) {
                                    reset(ErrorCode.NO_ERROR);
                                    connection.turn();
                                }
                            });
        }
    }

    private void upgrade() {
        HttpChannel at = channel;
        if (at != null
                && tunnel != null
                && at.getRequest().getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE)
                        instanceof Connection next) {
            tunnel.upgrade(next);
        } else {
            reset(ErrorCode.CANCEL);
            connection.turn();
        }
    }

    @Override
    public @Nullable TunnelSupport getTunnelSupport() {
        return tunnel;
    }

    @Override
    public long getIdleTimeout() {
        return idleness.timeout();
    }

    @Override
    public void setIdleTimeout(long millis) {
        idleness.timeout(millis);
        connection.idleTimeoutChanged(this);
    }

    /**
     * Nanoseconds from now until it has been idle for too long; {@link Long#MAX_VALUE} for never.
     */
    long idleExpiresIn(long now) {
        Phase at = phase.get();
        return at == Phase.ACTIVE || at == Phase.TAINTED ? idleness.expiresIn(now) : Long.MAX_VALUE;
    }

    /** Whether some of the response has gone since this was last asked. */
    boolean hasMoved() {
        return response.hasMoved();
    }

    Idleness idleness() {
        return idleness;
    }

    @Override
    public String toString() {
        return "stream#%d{%s %s,%s,%s}".formatted(id, head.method(), head.path(), phase, end);
    }
}
