package dev.stillframe.jetty;

import dev.stillframe.api.Application;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.Retainable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's streams: takes the engine's notices, under the engine's lock, and turns them into
 * content of streams and work for the producer. Nothing of Jetty's that has a lock of its own is
 * called here, except pools and timers.
 */
final class Streams implements Application {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** Below this, octets are copied out of the network buffer rather than keeping all of it. */
    private static final int COPY = 1024;

    private final Http2ServerConnection connection;
    private final StreamTable<ServerStream> table = new StreamTable<>();

    /** Streams that ended while the application was at work on them. */
    private final Queue<ServerStream> broken = new ConcurrentLinkedQueue<>();

    private final Map<Long, RequestHead> pushes = new ConcurrentHashMap<>();
    private final AtomicLong pushTokens = new AtomicLong();

    /** The buffer that the notices' octets are in, while they are given. */
    private @Nullable Retainable network;

    private long readNanos;
    private volatile long opened;
    private volatile long ended;
    private volatile Notice.@Nullable Closed closed;

    /** Those that handlers of the engine answer; null where there are no such handlers. */
    private final @Nullable HostedStreams hosted;

    Streams(Http2ServerConnection connection, @Nullable HostedStreams hosted) {
        this.connection = connection;
        this.hosted = hosted;
    }

    /** Lets handlers of the engine take what has come; says whether a turn is due. */
    boolean runHosted() {
        return hosted != null && hosted.run();
    }

    /** Whether handlers of the engine may have something to take. */
    boolean areHosted() {
        return hosted != null && hosted.size() > 0;
    }

    /** How many streams are open. */
    int size() {
        return table.size() + (hosted == null ? 0 : hosted.size());
    }

    /** Around {@code received}: where the octets of its notices are, and when they came. */
    void reading(@Nullable Retainable buffer, long nanos) {
        network = buffer;
        readNanos = nanos;
    }

    StreamTable<ServerStream> table() {
        return table;
    }

    long opened() {
        return opened;
    }

    long ended() {
        return ended;
    }

    Notice.@Nullable Closed closed() {
        return closed;
    }

    /** A stream whose application has to be told of its end, soon and not in a queue; or null. */
    @Nullable ServerStream nextBroken() {
        return broken.poll();
    }

    @Override
    public void on(Notice notice) {
        if (hosted != null && hosted.takes(notice)) {
            return;
        }
        switch (notice) {
            case Notice.Request request ->
                    open(request.streamId(), request.head(), request.endStream(), false);
            case Notice.Data data -> content(data);
            case Notice.Trailers trailers -> trailers(trailers);
            case Notice.Ended over -> end(over.streamId(), over.end());
            case Notice.Started started -> pushed(started);
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.Fault fault ->
                    connection.fault(fault.streamId(), fault.code(), fault.reason());
            case Notice.Closed over -> closed = over;
            case Notice.Response ignored -> {}
            case Notice.Promise ignored -> {}
            case Notice.Credit ignored -> {}
            case Notice.PeerSettings ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.GoAway ignored -> {}
        }
    }

    private void open(int id, RequestHead head, boolean endStream, boolean pushed) {
        opened = opened + 1;
        ServerStream stream = new ServerStream(connection, id, head, endStream, pushed, readNanos);
        table.add(stream);
        connection.opened(stream);
        connection.add(stream);
    }

    private void content(Notice.Data data) {
        ServerStream stream = table.find(data.streamId());
        Octets octets = data.octets();
        RequestContent content = stream == null ? null : stream.content();
        if (stream == null || content == null) {
            return;
        }
        if (data.endStream()) {
            stream.remoteEnded();
        }
        if (content.isDiscarding()) {
            connection.engine().consumed(data.streamId(), octets.length());
        } else if (!octets.isEmpty()) {
            stream.arrived(content.add(chunk(stream, octets, data.endStream())), readNanos);
        } else if (data.endStream()) {
            stream.arrived(content.add(Content.Chunk.EOF), readNanos);
        }
    }

    private Content.Chunk chunk(ServerStream stream, Octets octets, boolean last) {
        Retainable buffer = network;
        int length = octets.length();
        if (buffer == null || length < COPY) {
            return Content.Chunk.asChunk(
                    ByteBuffer.wrap(octets.toArray()),
                    last,
                    new DataRetainer(stream, null, length));
        }
        buffer.retain();
        return Content.Chunk.asChunk(
                octets.toByteBuffer(), last, new DataRetainer(stream, buffer, length));
    }

    private void trailers(Notice.Trailers trailers) {
        ServerStream stream = table.find(trailers.streamId());
        RequestContent content = stream == null ? null : stream.content();
        if (stream != null && content != null) {
            stream.remoteEnded();
            stream.arrived(
                    content.add(new Trailers(connection.trailers(trailers.fields()))), readNanos);
        }
    }

    private void end(int id, End end) {
        ServerStream stream = table.remove(id);
        if (stream == null) {
            return;
        }
        ended = ended + 1;
        stream.ended(end);
        if (!(end instanceof End.Complete)) {
            broken.add(stream);
        }
    }

    /** Asks for a push (RFC 9113 section 8.4). */
    void push(int streamId, RequestHead head) {
        long token = pushTokens.incrementAndGet();
        pushes.put(token, head);
        connection.engine().tell(new Command.Push(token, streamId, head));
    }

    private void pushed(Notice.Started started) {
        RequestHead head = pushes.remove(started.token());
        if (head != null) {
            readNanos = System.nanoTime();
            open(started.streamId(), head, true, true);
        }
    }

    private void rejected(Notice.Rejected rejected) {
        if (rejected.command() instanceof Command.Push push) {
            pushes.remove(push.token());
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} rejected {}: {}", connection, rejected.command(), rejected.reason());
        }
    }
}
