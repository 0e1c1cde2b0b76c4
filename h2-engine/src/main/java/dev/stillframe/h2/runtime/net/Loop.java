package dev.stillframe.h2.runtime.net;

import dev.stillframe.h2.runtime.tls.TlsBuffers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * A thread that drives many transports: it waits for sockets, tasks and alarms, and lets each
 * transport that something happened to take its turn.
 *
 * <p>Whoever adds a task wakes the loop only when it sleeps, so that a busy loop costs no system
 * call for it.
 */
public final class Loop implements Executor, Runnable {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What becomes of a socket that is ready. */
    interface Ready {
        void ready(SelectionKey key);
    }

    private record Alarm(long nanos, Runnable task) {}

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>((a, b) -> Long.compare(a.nanos, b.nanos));
    private final ReceiveBuffers buffers = new ReceiveBuffers();
    private final SendBuffers sending = new SendBuffers();
    private final TlsBuffers encrypting = new TlsBuffers();
    private volatile boolean asleep;
    private volatile boolean stopping;

    Loop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether the caller is on the loop's thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Whether the loop waits: whoever has work for a moment may do it instead of waking it. */
    boolean isAsleep() {
        return asleep;
    }

    /** Nanoseconds from a fixed origin. */
    public static long now() {
        return System.nanoTime();
    }

    ReceiveBuffers buffers() {
        return buffers;
    }

    SendBuffers sending() {
        return sending;
    }

    /** For use on the loop alone. */
    TlsBuffers encrypting() {
        return encrypting;
    }

    /** Runs a task on the loop, after those that were given before. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (asleep) {
            selector.wakeup();
        }
    }

    /** Leaves a task to the loop if it is awake. */
    boolean executeIfAwake(Runnable task) {
        if (asleep) {
            return false;
        }
        tasks.add(task);
        if (asleep) {
            selector.wakeup(); // it has gone to sleep meanwhile
        }
        return true;
    }

    /** Runs a task on the loop at a time or soon after. May be called by any thread. */
    public void at(long nanos, Runnable task) {
        if (isCurrent()) {
            alarms.add(new Alarm(nanos, task));
        } else {
            execute(() -> alarms.add(new Alarm(nanos, task)));
        }
    }

    /** On the loop only. */
    SelectionKey register(SelectableChannel channel, int operations, Ready ready)
            throws IOException {
        return channel.register(selector, operations, ready);
    }

    /** Ends the thread once what was given before is done. */
    void stop() {
        execute(() -> stopping = true);
    }

    void join() throws InterruptedException {
        thread.join();
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopping) {
                await();
                runTasks();
                runAlarms();
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.log(Level.ERROR, "A loop has failed, and its connections with it", e);
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    private void await() throws IOException {
        if (tasks.isEmpty()) {
            asleep = true;
            long wait = tasks.isEmpty() ? untilAlarm() : 0;
            if (wait == 0) {
                asleep = false;
                selector.selectNow(Loop::ready);
            } else {
                try {
                    selector.select(
                            key -> {
                                asleep = false;
                                ready(key);
                            },
                            wait == Long.MAX_VALUE ? 0 : wait);
                } finally {
                    asleep = false;
                }
            }
        } else {
            selector.selectNow(Loop::ready);
        }
    }

    private static void ready(SelectionKey key) {
        guarded(() -> ((Ready) key.attachment()).ready(key));
    }

    /** Milliseconds, rounded up; MAX_VALUE without an alarm. */
    private long untilAlarm() {
        Alarm first = alarms.peek();
        if (first == null) {
            return Long.MAX_VALUE;
        }
        long left = first.nanos - now();
        return left <= 0 ? 0 : (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    /** Not those that are added meanwhile: sockets have their turn as well. */
    private void runTasks() {
        for (int left = 4096; left > 0; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    private void runAlarms() {
        if (alarms.isEmpty()) {
            return;
        }
        long now = now();
        for (Alarm alarm = alarms.peek();
                alarm != null && alarm.nanos <= now;
                alarm = alarms.peek()) {
            alarms.remove();
            guarded(alarm.task);
        }
    }

    /** What fails is a bug of ours; the loop's other transports go on. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A task of a loop has failed", e);
        }
    }
}
