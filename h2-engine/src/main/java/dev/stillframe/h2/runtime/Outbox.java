package dev.stillframe.h2.runtime;

import dev.stillframe.api.connection.Command;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payload that stands ready, by stream. The connection's state counts the octets; here they are.
 */
final class Outbox {
    private final ArrayDeque<Queue> spare = new ArrayDeque<>();
    private Queue[] table = new Queue[64];
    private int size;

    /** A stream's payloads, first to last. */
    private static final class Queue {
        int streamId;
        @Nullable Payload first;
        @Nullable Payload last;
        @Nullable Queue chained;
    }

    private @Nullable Queue find(int streamId) {
        Queue queue = table[slot(streamId)];
        while (queue != null && queue.streamId != streamId) {
            queue = queue.chained;
        }
        return queue;
    }

    /** Identifiers of one end are all odd or all even. */
    private int slot(int streamId) {
        return streamId >>> 1 & table.length - 1;
    }

    private Queue open(int streamId) {
        if (size > table.length) {
            grow();
        }
        Queue queue = spare.isEmpty() ? new Queue() : spare.pop();
        queue.streamId = streamId;
        chain(queue);
        size++;
        return queue;
    }

    private void chain(Queue queue) {
        int slot = slot(queue.streamId);
        queue.chained = table[slot];
        table[slot] = queue;
    }

    private void grow() {
        Queue[] old = table;
        table = new Queue[old.length * 2];
        for (Queue head : old) {
            for (Queue queue = head; queue != null; ) {
                Queue next = queue.chained;
                chain(queue);
                queue = next;
            }
        }
    }

    void add(Payload payload) {
        Queue queue = find(payload.command.streamId());
        if (queue == null) {
            queue = open(payload.command.streamId());
        }
        if (queue.last == null) {
            queue.first = payload;
        } else {
            queue.last.next = payload;
        }
        queue.last = payload;
    }

    /** Moves the next octets of a stream into the batch. */
    void take(int streamId, int octets, Batch batch, List<Payload> done) {
        Queue queue = find(streamId);
        int left = octets;
        while (left > 0) {
            Payload payload = queue == null ? null : queue.first;
            if (queue == null || payload == null) {
                throw new IllegalStateException("stream " + streamId + " has nothing to take");
            }
            int part = Math.min(left, payload.octets.remaining());
            if (batch.payload(payload.octets, part)) {
                payload.referredBy = batch;
            }
            left -= part;
            if (!payload.octets.hasRemaining()) {
                queue.first = payload.next;
                if (queue.first == null) {
                    release(queue);
                }
                payload.finish(done);
            }
        }
    }

    /** Gives up one payload, when its command was rejected. */
    boolean reject(Command.Data command, String reason, List<Payload> done) {
        Queue queue = find(command.streamId());
        Payload before = null;
        for (Payload p = queue == null ? null : queue.first;
                queue != null && p != null;
                p = p.next) {
            if (p.command == command) {
                if (before == null) {
                    queue.first = p.next;
                } else {
                    before.next = p.next;
                }
                if (queue.last == p) {
                    queue.last = before;
                }
                if (queue.first == null) {
                    release(queue);
                }
                p.failure = reason;
                p.finish(done);
                return true;
            }
            before = p;
        }
        return false;
    }

    /** Gives up all that a stream has ready. */
    void drop(int streamId, String reason, List<Payload> done) {
        Queue queue = find(streamId);
        if (queue != null) {
            for (Payload p = queue.first; p != null; p = p.next) {
                p.failure = reason;
                p.finish(done);
            }
            release(queue);
        }
    }

    /** Gives up all that any stream has ready. */
    void dropAll(String reason, List<Payload> done) {
        for (int slot = 0; slot < table.length; slot++) {
            for (Queue head = table[slot]; head != null; head = table[slot]) {
                drop(head.streamId, reason, done);
            }
        }
    }

    private void release(Queue queue) {
        int slot = slot(queue.streamId);
        Queue before = table[slot];
        if (before == queue) {
            table[slot] = queue.chained;
        } else {
            while (before != null && before.chained != queue) {
                before = before.chained;
            }
            if (before != null) {
                before.chained = queue.chained;
            }
        }
        size--;
        queue.first = null;
        queue.last = null;
        queue.chained = null;
        if (spare.size() < 32) {
            spare.push(queue);
        }
    }
}
