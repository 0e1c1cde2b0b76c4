package dev.stillframe.jetty;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection of a server: hosts the engine between an end point and Jetty's channels.
 *
 * <p>One thread at a time is the producer. It reads, lets the engine step, runs or hands out the
 * tasks that this made, and takes the turn that writes all answers when no task is left. Other
 * threads take turns of their own whenever they have given the engine something.
 */
final class Http2ServerConnection extends MetaDataConnection implements Connection.UpgradeTo {
    private final Http2ConnectionFactory factory;
    private final Streams streams;
    private final Tasks tasks = new Tasks();
    private final Channels channels = new Channels(this);
    private final RequestHeads requests = new RequestHeads();
    private final StreamTimeouts timeouts;
    private final Reader reader;
    private final EndPointTransport transport;
    private final Http2Connection engine;
    private final Workers workers;

    private final AtomicBoolean parked = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final boolean mayPush;
    private final long streamIdleMillis;
    private final int creditThreshold;
    private final int maxResponseHeader;

    Http2ServerConnection(
            Http2ConnectionFactory factory,
            Http2Engine engines,
            Options options,
            Connector connector,
            EndPoint endPoint) {
        super(connector, endPoint, factory.getHttpConfiguration());
        this.factory = factory;
        this.streams = new Streams(this, factory.hosted(this, connector));
        this.mayPush = options.push();
        long idle = factory.getStreamIdleTimeout();
        this.streamIdleMillis = idle == 0 ? endPoint.getIdleTimeout() : idle;
        this.creditThreshold = Math.min(16_384, Math.max(1, options.limits().streamWindow() / 4));
        int most = getHttpConfiguration().getMaxResponseHeaderSize();
        this.maxResponseHeader = most < 0 ? getHttpConfiguration().getResponseHeaderSize() : most;
        this.timeouts = new StreamTimeouts(connector.getScheduler(), streams.table());
        this.reader = new Reader(this, connector.getByteBufferPool(), factory);
        this.transport =
                new EndPointTransport(
                        this,
                        endPoint,
                        connector.getByteBufferPool(),
                        factory.isUseOutputDirectByteBuffers(),
                        connector.getScheduler());
        this.engine = engines.open(options, transport, streams);
        this.workers = new Workers(connector.getExecutor(), this::produce);
    }

    // What streams use.

    Http2Connection engine() {
        return engine;
    }

    /** Where the server's threads are. */
    Workers workers() {
        return workers;
    }

    Channels channels() {
        return channels;
    }

    Streams streams() {
        return streams;
    }

    ResponseHeads responses() {
        return factory.responses();
    }

    int maxResponseHeader() {
        return maxResponseHeader;
    }

    long streamIdleMillis() {
        return streamIdleMillis;
    }

    int creditThreshold() {
        return creditThreshold;
    }

    MetaData.Request request(RequestHead head, long beginNanos) {
        return requests.request(head, beginNanos);
    }

    HttpFields trailers(FieldSection fields) {
        return requests.trailers(fields);
    }

    void opened(ServerStream stream) {
        timeouts.watch(stream);
    }

    void idleTimeoutChanged(ServerStream stream) {
        timeouts.changed(stream);
    }

    @Override
    public boolean isPushSupported() {
        return mayPush && engine.iteration().peerSettings().enablePush();
    }

    void push(int streamId, MetaData.Request resource) {
        if (isPushSupported()) {
            streams.push(streamId, Pushes.head(resource, responses()));
            turn();
        }
    }

    // Work and turns.

    /** Adds work that the turn in progress, or the producer, will see to. */
    void add(Work work) {
        tasks.add(work);
    }

    /** Gives work to the producer, never to this thread. */
    void offer(Work work) {
        tasks.add(work);
        if (!tasks.inProducer()) {
            workers.dispatch();
        }
    }

    void offer(Runnable task) {
        offer(Work.of(task));
    }

    /** Takes a turn, unless this thread is the producer and will take one anyway. */
    void turn() {
        if (!tasks.inProducer()) {
            engine.turn();
            runHosted();
            afterTurn();
        }
    }

    /** Never from within a turn, as a write may end: that may go on for long, each in the other. */
    private void runHosted() {
        while (streams.runHosted()) {
            engine.turn();
        }
    }

    /** A turn is due, but this thread holds a lock under which it must not take one. */
    void turnLater() {
        offer(() -> null);
    }

    /** The end point has taken the last write. */
    void written() {
        boolean hosted = streams.areHosted();
        engine.written();
        afterTurn();
        if (hosted && !tasks.inProducer()) {
            workers.dispatch();
        }
    }

    /** The end point has not taken the last write, and will take no other. */
    void writeFailed(Throwable cause) {
        engine.writeFailed(cause);
        runHosted();
        afterTurn();
        getEndPoint().close(cause);
    }

    /** The end point is broken. */
    void broken(Throwable cause) {
        engine.failed(cause);
        runHosted();
        afterTurn();
        getEndPoint().close(cause);
    }

    private void afterTurn() {
        for (ServerStream stream = streams.nextBroken();
                stream != null;
                stream = streams.nextBroken()) {
            stream.fail();
        }
        if (!tasks.inProducer()) {
            if (tasks.areOffered()) {
                workers.dispatch();
            }
            if (parked.get() && !engine.isCongested() && parked.compareAndSet(true, false)) {
                workers.dispatch();
            }
        }
    }

    private @Nullable Runnable produce() {
        while (true) {
            Runnable task = tasks.next();
            if (task != null) {
                return task;
            }
            if (!turnAsProducer() && (!mayRead() || !read()) && !tasks.areAny()) {
                return null;
            }
        }
    }

    /** Writes what the tasks have answered; whether that has made new ones. */
    private boolean turnAsProducer() {
        tasks.enter();
        try {
            engine.turn();
            runHosted();
            afterTurn();
        } finally {
            tasks.leave();
        }
        return tasks.areAny();
    }

    /** Reading waits while too much waits to be written; the end of a write wakes the producer. */
    private boolean mayRead() {
        if (!engine.isCongested()) {
            return true;
        }
        parked.set(true);
        return !engine.isCongested() && parked.compareAndSet(true, false);
    }

    private boolean read() {
        tasks.enter();
        try {
            boolean more = reader.read();
            runHosted();
            afterTurn();
            return more;
        } finally {
            tasks.leave();
        }
    }

    boolean isInputClosed() {
        return reader.isOver();
    }

    boolean isClosing() {
        return transport.isClosing();
    }

    /** What still comes is absorbed, until the peer closes. */
    void drainInput() {
        workers.dispatch();
    }

    // What Jetty says.

    @Override
    public void onOpen() {
        super.onOpen();
        workers.produce();
    }

    @Override
    public void onUpgradeTo(@Nullable ByteBuffer buffer) {
        if (BufferUtil.hasContent(buffer)) {
            reader.first(BufferUtil.copy(buffer));
        }
    }

    /** The request of HTTP/1.1 that was upgraded is stream 1 (RFC 7540 section 3.2). */
    void upgraded(Octets settings, RequestHead request) {
        tasks.enter();
        try {
            streams.reading(null, System.nanoTime());
            engine.upgraded(settings, request);
        } finally {
            tasks.leave();
        }
    }

    /** Jetty has read the first half of the preface as a request (RFC 9113 section 3.4). */
    void beganWith(ByteBuffer octets) {
        reader.first(octets);
    }

    @Override
    public void onFillable() {
        workers.produce();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        broken(cause);
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        if (closed.compareAndSet(false, true)) {
            engine.failed(cause == null ? new StreamFailure("closed") : cause);
            runHosted();
            afterTurn();
            transport.closed();
            timeouts.destroy();
            workers.stop();
        }
        super.onClose(cause);
    }

    @Override
    public void close() {
        shutdown(ErrorCode.NO_ERROR, "closed", false);
    }

    /** Ends the connection as RFC 9113 section 6.8 asks. */
    void shutdown(ErrorCode code, String reason, boolean graceful) {
        engine.tell(new Command.Shutdown(code, reason, graceful));
        turn();
    }

    /**
     * No octet has moved for the end point's idle time-out. A connection with streams is not idle,
     * they have time-outs of their own; but a peer that does not take what is written is gone.
     */
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        if (transport.isWriting() || transport.isClosing()) {
            broken(timeout);
        } else if (streams.size() == 0 && engine.iteration().phase() != Iteration.Phase.CLOSED) {
            shutdown(ErrorCode.NO_ERROR, "idle_timeout", false);
        }
        return false;
    }

    void fault(int streamId, ErrorCode code, String reason) {
        factory.getFaults().count(this, streamId, code, reason);
    }

    @Override
    public long getMessagesIn() {
        return streams.opened();
    }

    @Override
    public long getMessagesOut() {
        return streams.ended();
    }

    @Override
    public long getBytesIn() {
        return reader.octetsIn();
    }

    @Override
    public long getBytesOut() {
        return transport.octetsOut();
    }

    /** How often the end point was written to. */
    long writes() {
        return transport.writes();
    }

    @Override
    public String toConnectionString() {
        return "%s@%x[%s]"
                .formatted(
                        getClass().getSimpleName(),
                        hashCode(),
                        Http2Connections.describe(engine.iteration()));
    }
}
