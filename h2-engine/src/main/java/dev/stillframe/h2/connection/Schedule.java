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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which stream sends next (RFC 9218 section 10). Lower urgency first. Within an urgency, streams
 * that asked for nothing or for incremental delivery take turns of one quantum; a stream that asked
 * for delivery in one piece keeps its turn for longer, not for ever.
 *
 * @param ready streams that have something to send, in the order of their turns
 * @param early priorities of streams that are not open yet
 */
record Schedule(List<Integer> ready, List<Early> early) {
    static final Schedule EMPTY = new Schedule(List.of(), List.of());

    private static final int QUANTUM = 16_384;
    private static final int LONG_TURN = 16 * QUANTUM;
    private static final int MOST_EARLY = 16;

    /** A priority that came before its stream. */
    record Early(int streamId, Priority priority) {}

    Draft draft() {
        return new Draft(this);
    }

    /** Open for changes within one step. */
    static final class Draft {
        private final Schedule origin;
        private List<Early> early;
        private @Nullable ArrayDeque<Integer> ready;
        private Set<Integer> known = Set.of();

        private Draft(Schedule origin) {
            this.origin = origin;
            this.early = origin.early;
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
            return order == origin.ready && early == origin.early
                    ? origin
                    : order.isEmpty() && early.isEmpty() ? EMPTY : new Schedule(order, early);
        }
    }

    /** Grants turns as far as windows and the transport's room go. */
    static void run(dev.stillframe.h2.connection.Draft draft) {
        if (draft.schedule.isEmpty()
                || draft.room <= 0
                || draft.sendWindow <= 0
                || draft.isClosed()) {
            return;
        }
        ArrayDeque<Integer> all = draft.schedule.queue();
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
                    draft.schedule.known.remove(id);
                }
            }
        }
        all.clear();
        Arrays.stream(urgencies).filter(queue -> queue != null).forEach(all::addAll);
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
