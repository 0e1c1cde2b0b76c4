package dev.stillframe.examples;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A socket and the value of its connection, for {@link OwnedLoop}. */
final class OwnedConnection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final BiConsumer<String, String> answered;
    private final ArrayDeque<ByteBuffer> unwritten = new ArrayDeque<>();
    private final Map<Long, String> asked = new HashMap<>();
    private final Map<Integer, String> paths = new HashMap<>();
    private final Map<String, String> contents = new HashMap<>();
    private Iteration iteration = Http2Engine.find().connection(Options.of(Role.CLIENT));
    private boolean closing;

    /** Connects, and says its preface. */
    OwnedConnection(
            Selector selector, InetSocketAddress server, BiConsumer<String, String> answered)
            throws IOException {
        this.answered = answered;
        channel = SocketChannel.open(server);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ);
        step(List.of());
        write();
    }

    Iteration iteration() {
        return iteration;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() throws IOException {
        channel.close();
    }

    /** Asks for a path, in the next turn's write. */
    void request(String path, RequestHead head) throws IOException {
        long token = asked.size();
        asked.put(token, path);
        turn(new Command.Request(token, head, true));
    }

    /** One turn: what has come and what is wanted go in together, and what comes out is written. */
    void turn(Event... wanted) throws IOException {
        if (!isOpen()) {
            return;
        }
        List<Event> events = new ArrayList<>(List.of(wanted));
        ByteBuffer octets = ByteBuffer.allocate(65_536);
        int read = channel.read(octets);
        if (read > 0) {
            events.add(new Event.Received(Octets.wrap(octets.flip())));
        } else if (read < 0) {
            events.add(new Event.InputClosed());
        }
        step(events);
        write();
    }

    private void step(List<Event> events) {
        List<Event> consumed = new ArrayList<>();
        List<Event> batch = new ArrayList<>();
        batch.add(new Event.Clock(System.nanoTime()));
        batch.addAll(events);
        Transition transition = iteration.step(batch);
        iteration = transition.next();
        for (Effect effect : transition.effects()) {
            switch (effect) {
                case Effect.Send send -> unwritten.add(send.octets().toByteBuffer());
                case Effect.Close ignored -> closing = true;
                case Effect.WakeAt ignored -> {} // the loop asks the iteration
                case Effect.Take ignored -> {} // no request here has content
                case Effect.Drop ignored -> {}
                case Notice.Started started ->
                        paths.put(started.streamId(), asked.get(started.token()));
                case Notice.Data data -> {
                    contents.merge(path(data), data.octets().utf8(), String::concat);
                    consumed.add(new Event.Consumed(data.streamId(), data.octets().length()));
                }
                case Notice.Ended ended -> {
                    String path = paths.getOrDefault(ended.streamId(), "");
                    answered.accept(
                            path,
                            ended.end() instanceof End.Complete
                                    ? contents.getOrDefault(path, "")
                                    : ended.end().toString());
                }
                case Notice ignored -> {}
            }
        }
        if (!consumed.isEmpty()) {
            step(consumed);
        }
    }

    private String path(Notice.Data data) {
        return paths.getOrDefault(data.streamId(), "");
    }

    private void write() throws IOException {
        channel.write(unwritten.toArray(ByteBuffer[]::new));
        unwritten.removeIf(buffer -> !buffer.hasRemaining());
        if (closing && unwritten.isEmpty()) {
            channel.close();
        } else {
            key.interestOps(
                    SelectionKey.OP_READ | (unwritten.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }
}
