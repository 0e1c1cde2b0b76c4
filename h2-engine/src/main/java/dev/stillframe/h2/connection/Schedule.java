package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Priority;
import dev.stillframe.h2.flow.SendWindow;
import dev.stillframe.h2.stream.Outbound;
import dev.stillframe.h2.stream.StreamState;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which stream sends next (RFC 9218 section 10). Lower urgency first. Within an urgency, streams
 * that asked for nothing or for incremental delivery take turns of one quantum; a stream that asked
 * for delivery in one piece keeps its turn for longer, not for ever.
 *
 * @param ready streams that have something to send, in the order of their turns
 * @param early priorities of streams that are not open yet
 * @param blockedSince when the connection's window ran out with turns to be granted; {@link
 *     #NOT_BLOCKED} when it has not
 * @param widest the widest that the connection's window has been: the peer may have so many octets
 *     yet to read when it is shut
 */
record Schedule(List<Integer> ready, List<Early> early, long blockedSince, int widest) {
    static final long NOT_BLOCKED = -1;
    static final Schedule EMPTY = new Schedule(List.of(), List.of(), NOT_BLOCKED, 65_535);

    /** Streams that are gone leave their turns behind, this many before somebody clears up. */
    private static final int SLACK = 32;

    private static final int QUANTUM = 16_384;
    private static final int LONG_TURN = 16 * QUANTUM;
    private static final int MOST_EARLY = 16;

    /** A priority that came before its stream. */
    record Early(int streamId, Priority priority) {}

    Draft draft() {
        return new Draft(this);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Open for changes within one step. */
    static final class Draft {
        private final Schedule origin;
        private List<Early> early;
        private @Nullable ArrayDeque<Integer> ready;
        private Set<Integer> known = Set.of();
        private long blockedSince;
        private int widest;

        private Draft(Schedule origin) {
            this.origin = origin;
            this.early = origin.early;
            this.blockedSince = origin.blockedSince;
            this.widest = origin.widest;
        }

        long blockedSince() {
            return blockedSince;
        }

        int widest() {
            return widest;
        }

        /** The peer has opened the connection's window, to this. */
        void opened(int window) {
            widest = Math.max(widest, window);
        }

        /** Those that waited with octets are gone; what else waits may wait as long again. */
        void blockedAnew(long now) {
            blockedSince = now;
        }

        private int size() {
            return ready == null ? origin.ready.size() : ready.size();
        }

        /** Keeps only turns of these. */
        private void keep(IntPredicate streams) {
            queue().removeIf(id -> !streams.test(id));
            known = new HashSet<>(queue());
        }

        boolean isEmpty() {
            return ready == null ? origin.ready.isEmpty() : ready.isEmpty();
        }

        void add(int streamId) {
            ArrayDeque<Integer> queue = queue();
            if (known.add(streamId)) {
                queue.add(streamId);
            }
        }

        void remember(int streamId, Priority priority) {
            early =
                    Stream.concat(
                                    early.stream().filter(e -> e.streamId() != streamId),
                                    Stream.of(new Early(streamId, priority)))
                            .skip(early.size() >= MOST_EARLY ? 1 : 0)
                            .toList();
        }

        @Nullable Priority recall(int streamId) {
            if (early.isEmpty()) {
                return null;
            }
            for (Early e : early) {
                if (e.streamId() == streamId) {
                    early = early.stream().filter(other -> other != e).toList();
                    return e.priority();
                }
            }
            return null;
        }

        private ArrayDeque<Integer> queue() {
            ArrayDeque<Integer> queue = ready;
            if (queue == null) {
                queue = new ArrayDeque<>(origin.ready);
                known = new HashSet<>(origin.ready);
                ready = queue;
            }
            return queue;
        }

        Schedule freeze() {
            List<Integer> order =
                    ready == null ? origin.ready : ready.isEmpty() ? List.of() : List.copyOf(ready);
            if (order.isEmpty()) {
                blockedSince = NOT_BLOCKED;
            }
            return order == origin.ready
                            && early == origin.early
                            && blockedSince == origin.blockedSince
                            && widest == origin.widest
                    ? origin
                    : new Schedule(order, early, blockedSince, widest);
        }
    }

    /** Grants turns as far as windows and the transport's room go. */
    static void run(dev.stillframe.h2.connection.Draft draft) {
        Draft schedule = draft.schedule;
        if (schedule.isEmpty() || draft.isClosed()) {
            return;
        }
        if (schedule.size() > 2 * draft.streams.size() + SLACK) {
            schedule.keep(id -> draft.streams.at(id) != null);
        }
        if (draft.sendWindow <= 0 && schedule.blockedSince == NOT_BLOCKED) {
            schedule.blockedSince = draft.now;
        }
        if (draft.room <= 0 || draft.sendWindow <= 0) {
            return;
        }
        ArrayDeque<Integer> all = schedule.queue();
        @SuppressWarnings({"unchecked", "rawtypes"})
        ArrayDeque<Integer>[] urgencies = new ArrayDeque[8];
        for (int id : all) {
            int urgency = urgency(draft.streams.at(id));
            if (urgencies[urgency] == null) {
                urgencies[urgency] = new ArrayDeque<>();
            }
            urgencies[urgency].add(id);
        }
        for (ArrayDeque<Integer> queue : urgencies) {
            while (queue != null && !queue.isEmpty() && draft.room > 0 && draft.sendWindow > 0) {
                int id = queue.poll();
                if (turn(draft, id)) {
                    queue.add(id);
                } else {
                    schedule.known.remove(id);
                }
                if (draft.isClosed()) {
                    return; // a turn may be one too many of the peer's slivers
                }
            }
        }
        all.clear();
        Arrays.stream(urgencies).filter(queue -> queue != null).forEach(all::addAll);
        schedule.blockedSince = draft.sendWindow > 0 ? NOT_BLOCKED : draft.now;
    }

    /** Streams that have octets ready and wait for the connection's window, or the transport. */
    static List<Integer> waiting(dev.stillframe.h2.connection.Draft draft) {
        return draft.schedule.queue().stream()
                .filter(
                        id -> {
                            StreamState state = draft.streams.at(id);
                            Outbound out = state == null ? null : state.outbound();
                            return out != null && out.queued() > 0;
                        })
                .toList();
    }

    private static int urgency(@Nullable StreamState state) {
        Outbound out = state == null ? null : state.outbound();
        Priority priority = out == null ? null : out.priority();
        return (priority == null ? Priority.DEFAULT : priority).urgency();
    }

    /** One stream's turn; says whether it wants another. */
    private static boolean turn(dev.stillframe.h2.connection.Draft draft, int id) {
        StreamState state = draft.streams.at(id);
        Outbound out = state == null ? null : state.outbound();
        if (state == null || out == null) {
            return false;
        }
        if (out.queued() == 0) {
            long window = SendWindow.of(draft.peer().initialWindowSize(), out.window());
            int usable = SendWindow.usable(window, draft.sendWindow, Integer.MAX_VALUE, draft.room);
            if (out.wants() && usable > 0) {
                draft.streams.put(id, state.with(out.wanting(false)));
                draft.notice(new Notice.Credit(id, usable));
            }
            return false;
        }
        Priority priority = out.priority();
        boolean whole = priority != null && !priority.incremental();
        return Sending.drain(draft, id, whole ? LONG_TURN : QUANTUM) == Sending.Left.MORE;
    }
}
