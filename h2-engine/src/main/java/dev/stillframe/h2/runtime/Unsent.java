package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Inbox;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Back-pressure for folds that send while they receive: as long as much of what a stream's fold has
 * sent waits for the peer's credit, what it receives is not returned as credit either.
 */
final class Unsent {
    /** Above this, in octets, credit is kept back until half of it has gone. */
    private static final int MUCH = 65_536;

    private static final class Stream {
        int unsent;
        int kept;
    }

    private final class Tracked implements Http2Connection.Sent {
        private final int streamId;
        private final int octets;

        Tracked(int streamId, int octets) {
            this.streamId = streamId;
            this.octets = octets;
        }

        @Override
        public void succeeded() {
            gone.add(this);
        }

        @Override
        public void failed(String reason) {
            gone.add(this);
        }
    }

    /** What has left, or never will; told by any thread. */
    private final Queue<Tracked> gone = new ConcurrentLinkedQueue<>();

    private final Map<Integer, Stream> streams = new HashMap<>();

    /** Octets more are about to wait. */
    Http2Connection.Sent sending(int streamId, int octets) {
        streams.computeIfAbsent(streamId, ignored -> new Stream()).unsent += octets;
        return new Tracked(streamId, octets);
    }

    void consumed(Inbox connection, int streamId, int octets) {
        Stream stream = streams.isEmpty() ? null : streams.get(streamId);
        if (stream != null && stream.unsent > MUCH) {
            stream.kept += octets;
        } else {
            connection.consumed(streamId, octets);
        }
    }

    /** Returns what was kept back and need not be any more; says whether there was something. */
    boolean settle(Http2Connection connection) {
        boolean returned = false;
        for (Tracked next = gone.poll(); next != null; next = gone.poll()) {
            Stream stream = streams.get(next.streamId);
            if (stream == null) {
                continue;
            }
            stream.unsent -= next.octets;
            if (stream.kept > 0 && stream.unsent <= MUCH / 2) {
                connection.consumed(next.streamId, stream.kept);
                stream.kept = 0;
                returned = true;
            }
            if (stream.unsent == 0) {
                streams.remove(next.streamId);
            }
        }
        return returned;
    }

    void ended(int streamId) {
        if (!streams.isEmpty()) {
            streams.remove(streamId);
        }
    }
}
