package dev.stillframe.examples;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's connection without a thread of its own: whoever owns the loop says when there is
 * something to read or to write, or that time has passed, and gets the notices. The connection
 * itself is the value {@link #iteration()}; all that is here beside it are the octets on their way
 * out. For requests without content.
 */
final class LoopedConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(65_536);
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private Iteration connection = Http2Engine.find().connection(Options.of(Role.CLIENT));
    private boolean closing;

    /** The channel is connected; it may be blocking or not. */
    LoopedConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        step(List.of());
    }

    /** The connection as it is now: active streams, the peer's limits, its GOAWAY, errors. */
    Iteration iteration() {
        return connection;
    }

    /** A request, a reset, a ping, other limits, a shutdown. */
    List<Notice> tell(Command command) throws IOException {
        return step(List.of(command));
    }

    /** There is something to read, or a blocking read is wanted. */
    List<Notice> readable() throws IOException {
        int count = channel.read(in.clear());
        if (count < 0) {
            return step(List.of(new Event.InputClosed()));
        }
        List<Notice> notices = step(List.of(new Event.Received(Octets.wrap(in.flip()))));
        List<Event> consumed = new ArrayList<>();
        for (Notice notice : notices) {
            if (notice instanceof Notice.Data data) {
                // What is shown here is looked at before the next read, and then it is credit.
                consumed.add(new Event.Consumed(data.streamId(), data.octets().length()));
            }
        }
        if (consumed.isEmpty()) {
            return notices;
        }
        List<Notice> all = new ArrayList<>(notices);
        all.addAll(step(consumed));
        return all;
    }

    /** The socket takes more, if anything waits for it. */
    void writable() throws IOException {
        while (!out.isEmpty()) {
            channel.write(out.peek());
            if (out.peek().hasRemaining()) {
                return;
            }
            out.remove();
        }
        if (closing) {
            channel.close();
        }
    }

    /** Time has passed. */
    List<Notice> tick() throws IOException {
        return step(List.of());
    }

    boolean wantsToWrite() {
        return !out.isEmpty();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    private List<Notice> step(List<Event> happened) throws IOException {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Clock(System.nanoTime()));
        events.addAll(happened);
        Transition transition = connection.step(events);
        connection = transition.next();
        List<Notice> notices = new ArrayList<>();
        for (Effect effect : transition.effects()) {
            switch (effect) {
                case Effect.Send send -> out.add(send.octets().toByteBuffer());
                case Effect.Close ignored -> closing = true;
                case Effect.WakeAt ignored -> {} // asked of the iteration, by whoever waits
                case Effect.Take ignored -> {} // no request has content
                case Effect.Drop ignored -> {}
                case Notice notice -> notices.add(notice);
            }
        }
        writable();
        return notices;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
