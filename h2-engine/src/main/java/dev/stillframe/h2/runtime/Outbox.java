package dev.stillframe.h2.runtime;

import dev.stillframe.api.connection.Command;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payload that stands ready, by stream. The connection's state counts the octets; here they are.
 */
final class Outbox {
    private final Map<Integer, Queue> queues = new HashMap<>();
    private final ArrayDeque<Queue> spare = new ArrayDeque<>();

    /** A stream's payloads, first to last. */
    private static final class Queue {
        @Nullable Payload first;
        @Nullable Payload last;
    }

    void add(Payload payload) {
        Queue queue = queues.get(payload.command.streamId());
        if (queue == null) {
            queue = spare.isEmpty() ? new Queue() : spare.pop();
            queues.put(payload.command.streamId(), queue);
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
        Queue queue = queues.get(streamId);
        int left = octets;
        while (left > 0) {
            Payload payload = queue == null ? null : queue.first;
            if (queue == null || payload == null) {
                throw new IllegalStateException("stream " + streamId + " has nothing to take");
            }
            int part = Math.min(left, payload.octets.remaining());
            payload.referred |= batch.payload(payload.octets, part);
            left -= part;
            if (!payload.octets.hasRemaining()) {
                queue.first = payload.next;
                if (queue.first == null) {
                    release(streamId, queue);
                }
                if (payload.referred) {
                    batch.completes(payload);
                } else {
                    done.add(payload);
                }
            }
        }
    }

    /** Gives up one payload, when its command was rejected. */
    boolean reject(Command.Data command, String reason, List<Payload> done) {
        Queue queue = queues.get(command.streamId());
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
                    release(command.streamId(), queue);
                }
                p.failure = reason;
                done.add(p);
                return true;
            }
            before = p;
        }
        return false;
    }

    /** Gives up all that a stream has ready. */
    void drop(int streamId, String reason, List<Payload> done) {
        Queue queue = queues.get(streamId);
        if (queue != null) {
            for (Payload p = queue.first; p != null; p = p.next) {
                p.failure = reason;
                done.add(p);
            }
            release(streamId, queue);
        }
    }

    private void release(int streamId, Queue queue) {
        queues.remove(streamId);
        queue.first = null;
        queue.last = null;
        if (spare.size() < 16) {
            spare.push(queue);
        }
    }
}
