package dev.stillframe.workbench.client;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Transport;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection to a server, and the exchanges on it. On its loop's thread only. */
public final class Link implements Transport, Application {

    /** Who opened it. */
    public interface Owner {
        /** The server's settings have arrived: exchanges start from now on. */
        void ready(Link link);

        /** It is gone, and every exchange on it has ended. Called once. */
        void closed(Link link, String reason);
    }

    private static final Http2Connection.Sent UNHEARD =
            new Http2Connection.Sent() {
                @Override
                public void succeeded() {}

                @Override
                public void failed(String reason) {}
            };

    private final Loop loop;
    private final Owner owner;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Http2Connection connection;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Map<Long, Exchange> asked = new HashMap<>();
    private final Map<Integer, Exchange> open = new HashMap<>();
    private @Nullable Wire wire;
    private ByteBuffer @Nullable [] writing;
    private long nextToken;
    private int maxConcurrent;
    private boolean spoken;
    private boolean told;
    private boolean draining;
    private boolean shut;
    private boolean refused;
    private long wakeAt = Long.MAX_VALUE;
    private long closeAt = Long.MAX_VALUE;
    private String reason = "closed";
    boolean touched;

    Link(Loop loop, SocketChannel channel, SelectionKey key, Owner owner) {
        this.loop = loop;
        this.owner = owner;
        this.channel = channel;
        this.key = key;
        this.connection = loop.engine().open(loop.options(), this, this);
    }

    /** Asks, as soon as the server allows one more stream. */
    public void begin(Exchange exchange) {
        if (!isOpen()) {
            exchange.ended(this, new End.Lost(ErrorCode.NO_ERROR, false, reason));
            return;
        }
        waiting.add(exchange);
        loop.touch(this);
    }

    /** Whether exchanges can be begun. */
    public boolean isOpen() {
        return !told && !draining;
    }

    /** Octets of a request's content. The buffer is the connection's from now on. */
    public void send(int streamId, ByteBuffer octets, boolean endStream) {
        connection.send(streamId, octets, endStream, UNHEARD);
        loop.touch(this);
    }

    /** The request ends with trailers. */
    public void sendTrailers(int streamId, FieldSection fields) {
        connection.tell(new Command.Trailers(streamId, fields));
        loop.touch(this);
    }

    /** Content has been used: its octets return as credit. */
    public void consumed(int streamId, int octets) {
        if (octets > 0) {
            connection.consumed(streamId, octets);
            loop.touch(this);
        }
    }

    /** Gives a stream up. */
    public void cancel(int streamId) {
        connection.tell(new Command.Reset(streamId, ErrorCode.CANCEL));
        loop.touch(this);
    }

    /**
     * Takes no more exchanges, lets those that it has finish, and closes (RFC 9113 section 6.8).
     */
    public void drain() {
        if (isOpen()) {
            draining = true;
            reason = "drained";
            loop.touch(this);
        }
    }

    /** The channel can do something. */
    void selected() {
        if (!key.isValid()) {
            return; // discarded by what another link has just heard
        }
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                wire = loop.wire(channel);
                key.interestOps(SelectionKey.OP_READ);
            }
            if (!spoken) {
                speak();
                return;
            }
            if (key.isValid() && key.isWritable()) {
                key.interestOps(SelectionKey.OP_READ);
                if (writeMore()) {
                    connection.written();
                }
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException failure) {
            lost(failure);
        }
    }

    /** Turns, if something was asked meanwhile. */
    void turn() {
        touched = spoken; // what is touched meanwhile has its turn here
        if (spoken && pump()) {
            connection.absorb(); // starts those with content, which leaves with their heads
        }
        touched = false;
        if (spoken) {
            if (draining && !shut && waiting.isEmpty() && asked.isEmpty()) {
                shut = true;
                connection.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true));
            }
            connection.turn();
        }
    }

    /** Something may be due. */
    void tick(long now) {
        if (now >= closeAt) {
            discard();
        } else if (spoken && now >= wakeAt) {
            wakeAt = Long.MAX_VALUE;
            connection.turn();
        }
    }

    /** Cuts it off without a word. */
    void discard() {
        closeAt = Long.MAX_VALUE;
        loop.forget(this);
        key.cancel();
        try {
            channel.close();
        } catch (IOException failure) {
            // It is gone either way.
        }
        tellClosed();
    }

    private void speak() throws IOException {
        Wire ready = wire;
        if (ready == null || !ready.advance()) {
            return;
        }
        spoken = true;
        connection.turn();
        read();
    }

    private void read() throws IOException {
        Wire from = wire;
        ByteBuffer input = loop.input();
        int octets;
        do {
            input.clear();
            octets = from == null ? -1 : from.read(input);
            loop.readAt(System.nanoTime());
            if (octets > 0) {
                connection.received(input.flip());
            }
        } while (octets > 0 && input.limit() > input.capacity() / 2);
        if (octets < 0) {
            key.interestOps(0);
            connection.inputClosed();
            if (closeAt != Long.MAX_VALUE) {
                discard();
                return;
            }
        }
        turn();
    }

    /** Asks; says whether any has content. */
    private boolean pump() {
        boolean content = false;
        while (!waiting.isEmpty() && !refused && asked.size() + open.size() < maxConcurrent) {
            Exchange exchange = waiting.poll();
            long token = nextToken++;
            asked.put(token, exchange);
            connection.tell(new Command.Request(token, exchange.head(), exchange.endStream()));
            content |= !exchange.endStream();
        }
        return content;
    }

    private void lost(IOException failure) {
        reason = String.valueOf(failure.getMessage());
        if (spoken) {
            connection.failed(failure);
        }
        discard();
    }

    /** Every exchange that is left has ended with the connection. */
    private void tellClosed() {
        if (told) {
            return;
        }
        told = true;
        End end = new End.Lost(ErrorCode.NO_ERROR, false, reason);
        waiting.forEach(exchange -> exchange.ended(this, end));
        List.copyOf(asked.values()).forEach(exchange -> exchange.ended(this, end));
        List.copyOf(open.values()).forEach(exchange -> exchange.ended(this, end));
        waiting.clear();
        asked.clear();
        open.clear();
        owner.closed(this, reason);
    }

    // The application's port.

    @Override
    public void on(Notice notice) {
        switch (notice) {
            case Notice.Started started -> {
                Exchange exchange = asked.remove(started.token());
                if (exchange != null) {
                    open.put(started.streamId(), exchange);
                    exchange.started(this, started.streamId());
                }
            }
            case Notice.Response response -> {
                Exchange exchange = open.get(response.streamId());
                if (exchange != null) {
                    exchange.response(this, response.streamId(), response.head());
                }
            }
            case Notice.Data data -> {
                Exchange exchange = open.get(data.streamId());
                if (exchange != null) {
                    exchange.data(this, data.streamId(), data.octets());
                }
            }
            case Notice.Trailers trailers -> {
                Exchange exchange = open.get(trailers.streamId());
                if (exchange != null) {
                    exchange.trailers(this, trailers.streamId(), trailers.fields());
                }
            }
            case Notice.Ended ended -> ended(ended);
            case Notice.Rejected rejected -> rejected(rejected);
            case Notice.PeerSettings settings -> {
                boolean first = maxConcurrent == 0;
                maxConcurrent = settings.settings().maxConcurrentStreams();
                if (first) {
                    owner.ready(this);
                }
            }
            case Notice.GoAway goAway -> {
                draining = true;
                refused = true;
                reason = "GOAWAY " + goAway.code() + " " + goAway.debug().utf8();
            }
            case Notice.Closed closed -> {
                if (!closed.reason().isEmpty() && reason.equals("closed")) {
                    reason = closed.reason();
                }
            }
            case Notice.Promise ignored -> {}
            case Notice.Credit ignored -> {}
            case Notice.Pong ignored -> {}
            case Notice.Pinged ignored -> {}
            case Notice.Extension ignored -> {}
            case Notice.Fault ignored -> {}
            case Notice.Request ignored -> {}
        }
    }

    private void ended(Notice.Ended ended) {
        Exchange exchange = open.remove(ended.streamId());
        if (exchange != null) {
            exchange.ended(this, ended.end());
            loop.touch(this);
        }
    }

    private void rejected(Notice.Rejected rejected) {
        if (rejected.command() instanceof Command.Request request) {
            Exchange exchange = asked.remove(request.token());
            if (exchange != null) {
                exchange.ended(
                        this, new End.Unprocessed(ErrorCode.REFUSED_STREAM, rejected.reason()));
            }
        }
    }

    // The network's port.

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public ByteBuffer acquire(int size) {
        return loop.acquire(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
        loop.release(buffer);
    }

    @Override
    public void write(List<ByteBuffer> octets) {
        writing = octets.toArray(ByteBuffer[]::new);
        try {
            if (writeMore()) {
                connection.written();
            } else {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException failure) {
            connection.writeFailed(failure);
        }
    }

    private boolean writeMore() throws IOException {
        ByteBuffer[] octets = writing;
        Wire to = wire;
        if (octets == null || to == null || to.write(octets)) {
            writing = null;
            return true;
        }
        return false;
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAt = nanos;
    }

    @Override
    public void close() {
        Wire to = wire;
        try {
            if (to != null) {
                to.finish();
            }
        } catch (IOException failure) {
            // Whoever is at the other end has gone already.
        }
        closeAt = key.isValid() && key.interestOps() != 0 ? loop.patience() : System.nanoTime();
        tellClosed();
    }
}
