package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.runtime.direct.Line;
import dev.stillframe.h2.runtime.direct.SocketLine;
import dev.stillframe.h2.runtime.net.Http2Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection of a client. */
final class Link extends Http2Protocol {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** Told of what happens to a connection, on its loop. */
    interface Listener {
        /** The peer's settings have come. Once at the most. */
        void ready(Link link);

        /** The peer has changed its settings. */
        void changed(Link link);

        /** The peer has failed it (no answer to a PING, a connection error): it ends for that. */
        void ill(Link link, String reason);

        /** It takes no new streams. Once at the most. */
        void draining(Link link, String reason);

        /** It is over; the socket may be there for a moment more. Once. */
        void ended(Link link, String reason);

        /** It is over, and the socket with it. Once, and last. */
        void closed(Link link);
    }

    private final ClientStreams streams;
    private final Line line;
    private final Map<Long, CompletableFuture<Duration>> pings = new ConcurrentHashMap<>();
    private final AtomicLong opaque = new AtomicLong();

    private final Calmed calmed;

    // On the loop.
    private Listener listener;
    private boolean ready;
    private boolean known;
    private boolean upgrading;
    private boolean draining;
    private boolean gone;
    private volatile Notice.@Nullable Closed how;
    private volatile Notice.@Nullable Fault fault;

    private Link(
            SocketTransport transport,
            Http2Connection connection,
            ClientStreams streams,
            Calmed calmed,
            Listener listener) {
        super(transport, connection, streams);
        this.streams = streams;
        this.calmed = calmed;
        this.listener = listener;
        this.line = new SocketLine(connection, transport);
    }

    /** HTTP/2 on a transport from now on. */
    static Link open(
            Http2Engine engine,
            Options options,
            SocketTransport transport,
            Calmed calmed,
            Listener listener) {
        ClientStreams streams = new ClientStreams();
        Link link =
                new Link(
                        transport,
                        engine.open(options, transport, streams),
                        streams,
                        calmed,
                        listener);
        streams.link(link);
        return link;
    }

    ClientStreams streams() {
        return streams;
    }

    Line line() {
        return line;
    }

    /** Somebody else from now on. On the loop. */
    void listener(Listener next) {
        listener = next;
    }

    /** How HTTP/2 ended, or null while it has not. */
    Notice.@Nullable Closed how() {
        return how;
    }

    /** What the peer did wrong last, or null. */
    Notice.@Nullable Fault fault() {
        return fault;
    }

    boolean isReady() {
        return ready;
    }

    // ---- by any thread

    /** Begins a call; it is told, or rejected. */
    void start(Call call) {
        streams.start(call);
        if (call.fillsOnLoop()) {
            line.flushLater();
        } else {
            line.flush();
        }
    }

    void tell(Command command) {
        connection().tell(command);
        transport().leaveTurn(false);
    }

    CompletableFuture<Duration> ping() {
        long number = opaque.incrementAndGet();
        CompletableFuture<Duration> answer = new CompletableFuture<>();
        pings.put(number, answer);
        tell(new Command.Ping(Octets.wrap(ByteBuffer.allocate(8).putLong(number).flip())));
        if (how != null) {
            lost();
        }
        return answer;
    }

    // ---- told by its streams, on the loop

    void settings(Settings settings) {
        known = true;
        if (ready) {
            listener.changed(this);
        } else if (!upgrading) {
            ready = true;
            listener.ready(this);
        }
    }

    /** The request that asked for HTTP/2 is stream 1, which takes a place until it is answered. */
    void upgrades() {
        upgrading = true;
    }

    /** A stream that is nobody's call has ended. */
    void ended(int streamId) {
        if (upgrading && streamId == 1) {
            upgrading = false;
            if (known && !ready) {
                ready = true;
                listener.ready(this);
            }
        }
    }

    void pong(Notice.Pong pong) {
        CompletableFuture<Duration> answer = pings.remove(pong.opaque().toByteBuffer().getLong());
        if (answer != null) {
            answer.complete(Duration.ofNanos(pong.roundTripNanos()));
        }
    }

    void goAway(Notice.GoAway goAway) {
        calmed.told(goAway);
        drains("the peer is going away: " + goAway.code());
    }

    /** No new streams, for a reason of our own or the peer's. */
    void drains(String reason) {
        if (!draining) {
            draining = true;
            listener.draining(this, reason);
        }
    }

    /** It did not take a request, though it seemed to have room. */
    void declined(String reason) {
        Iteration now = connection().iteration();
        if (now.phase() != Iteration.Phase.OPEN) {
            // Its age or its count of requests is over: that is no news of the peer's.
            drains(reason);
        } else if (now.availableStreams() == 0) {
            if (now.activeStreams() < now.peerSettings().maxConcurrentStreams()) {
                drains(reason); // its identifiers are used up
            } else {
                listener.changed(this);
            }
        }
    }

    void fault(Notice.Fault what) {
        fault = what;
        LOG.log(
                Level.DEBUG,
                "{0} on stream {1}, {2}: {3}",
                transport().peer(),
                what.streamId(),
                what.code(),
                what.reason());
        if (what.streamId() == 0) {
            listener.ill(this, what.reason());
        }
    }

    void over(Notice.Closed closed) {
        how = closed;
        listener.ended(this, closed.reason());
        lost();
        if (gone) {
            leave();
        }
    }

    private void lost() {
        pings.keySet().forEach(number -> lost(number, "the connection has ended"));
    }

    /** A PING was not sent. */
    void lost(Octets ping, String reason) {
        lost(ping.toByteBuffer().getLong(), reason);
    }

    private void lost(long number, String reason) {
        CompletableFuture<Duration> answer = pings.remove(number);
        if (answer != null) {
            answer.completeExceptionally(new IOException(reason));
        }
    }

    /**
     * The socket is gone. Another thread may be within a turn still: only after the connection has
     * said its last has every stream ended.
     */
    @Override
    public void closed() {
        gone = true;
        if (how != null) {
            leave();
        }
    }

    private void leave() {
        streams.over();
        listener.closed(this);
    }
}
