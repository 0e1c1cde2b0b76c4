package dev.stillframe.jetty;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be run for a connection, and how the producer hands it out.
 *
 * <p>Non-blocking tasks are handed out as one task that runs them all: the execution strategy's
 * bookkeeping is paid once for a read and not once for a request, and each request is prepared when
 * the one before it is over, so that they share one warm channel.
 */
final class Tasks {
    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    /** Only the producer's: work found while it reads. */
    private final ArrayDeque<Work> found = new ArrayDeque<>();

    /** Any thread's. */
    private final Queue<Work> offered = new ConcurrentLinkedQueue<>();

    private final Run run = new Run();
    private @Nullable Runnable held;

    /**
     * The producer while it runs tasks or a turn. Read by other threads without order, which is
     * harmless: a thread can find itself here only if it wrote itself.
     */
    private @Nullable Thread producer;

    /** The thread that now works as producer begins to find work. */
    void enter() {
        producer = Thread.currentThread();
    }

    void leave() {
        producer = null;
    }

    /** Whether this thread will take a turn anyway, once it has run all tasks. */
    boolean inProducer() {
        return producer == Thread.currentThread();
    }

    /**
     * Adds work; says whether the producer must be woken, by this thread or after the turn it is
     * in.
     */
    void add(Work work) {
        if (inProducer()) {
            found.add(work);
        } else {
            offered.add(work);
        }
    }

    /** Whether a producer is needed that is not at work already. */
    boolean areOffered() {
        return !offered.isEmpty();
    }

    /** By the producer: whether there is anything to be run. */
    boolean areAny() {
        return held != null || !found.isEmpty() || !offered.isEmpty();
    }

    /** By the producer: what is to be run next, or null. */
    @Nullable Runnable next() {
        Runnable task = poll();
        if (task != null
                && Invocable.getInvocationType(task) == Invocable.InvocationType.NON_BLOCKING) {
            run.first = task;
            return run;
        }
        return task;
    }

    private @Nullable Runnable poll() {
        Runnable task = held;
        if (task != null) {
            held = null;
            return task;
        }
        while (true) {
            Work work = found.poll();
            if (work == null) {
                work = offered.poll();
                if (work == null) {
                    return null;
                }
            }
            task = work.task();
            if (task != null) {
                return task;
            }
        }
    }

    /** All non-blocking tasks that stand in a row. The strategy runs it on the producing thread. */
    private final class Run implements Invocable.Task {
        private @Nullable Runnable first;

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        public void run() {
            Runnable task = first;
            first = null;
            enter();
            try {
                while (task != null) {
                    runOne(task);
                    task = poll();
                    if (task != null
                            && Invocable.getInvocationType(task) != InvocationType.NON_BLOCKING) {
                        held = task;
                        return;
                    }
                }
            } finally {
                leave();
            }
        }

        private void runOne(Runnable task) {
            try {
                task.run();
            } catch (Throwable x) {
                LOG.warn("A task has failed: {}", task, x);
            }
        }
    }
}
