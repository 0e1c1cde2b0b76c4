package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What goes into a driver's inbox as one. */
final class Gathered implements Http2Connection.Bundle {
    private final Queue<Object> inbox;
    private List<Object> items = new ArrayList<>();

    /**
     * How it lies in the inbox.
     *
     * @param items each as it would lie there alone
     */
    record All(List<Object> items) {}

    Gathered(Queue<Object> inbox) {
        this.inbox = inbox;
    }

    @Override
    public void tell(Command command) {
        items.add(command);
    }

    @Override
    public void send(
            int streamId, ByteBuffer payload, boolean endStream, Http2Connection.Sent sent) {
        items.add(Payload.of(streamId, payload, endStream, sent));
    }

    @Override
    public void consumed(int streamId, int octets) {
        items.add(new Event.Consumed(streamId, octets));
    }

    @Override
    public void released(int streamId) {
        items.add(new Event.Released(streamId));
    }

    @Override
    public void put() {
        if (!items.isEmpty()) {
            inbox.add(new All(items));
            items = new ArrayList<>();
        }
    }
}
