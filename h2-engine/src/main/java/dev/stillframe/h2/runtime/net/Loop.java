package dev.stillframe.h2.runtime.net;

import dev.stillframe.h2.runtime.tls.TlsBuffers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that drives many transports: it waits for sockets, tasks and alarms, and lets each
 * transport that something happened to take its turn.
 *
 * <p>Whoever adds a task wakes the loop only when it sleeps, so that a busy loop costs no system
 * call for it. A task that comes after the loop's end is run by whoever brings it: nobody waits for
 * what nobody does.
 */
public final class Loop implements Executor, Runnable {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Tasks in one go, before sockets have their turn. */
    private static final int AT_ONCE = 4096;

    /** What becomes of a socket that is ready. */
    interface Ready {
        void ready(SelectionKey key);
    }

    private final Selector selector;
    private final Thread thread;
    private final Runnable ended;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Alarms alarms = new Alarms();
    private final ReceiveBuffers buffers = new ReceiveBuffers();
    private final SendBuffers sending = new SendBuffers();
    private final TlsBuffers tls = new TlsBuffers();
    private volatile boolean asleep;
    private volatile boolean over;
    private final ReentrantLock rest = new ReentrantLock();
    private boolean stopping;

    /**
     * A loop that is not started.
     *
     * @param ended run by the loop's thread as the last thing that it does
     */
    Loop(String name, Runnable ended) throws IOException {
        this.ended = ended;
        selector = Selector.open();
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Instead of {@link #start}. */
    void discard() throws IOException {
        selector.close();
    }

    /** Whether the caller is on the loop's thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Nanoseconds from a fixed origin. */
    public static long now() {
        return System.nanoTime();
    }

    /** So long from now; {@link Long#MAX_VALUE}, which is never, where that cannot be counted. */
    public static long after(Duration time) {
        return time.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : now() + time.toNanos();
    }

    ReceiveBuffers buffers() {
        return buffers;
    }

    SendBuffers sending() {
        return sending;
    }

    TlsBuffers tls() {
        return tls;
    }

    /** On the loop. */
    Alarms alarms() {
        return alarms;
    }

    /** Runs a task on the loop, after those that were given before. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (over) {
            // Nobody else would do it, and the caller may hold a lock.
            Thread.ofVirtual().name("stillframe-loop-rest").start(this::runAll);
        } else if (asleep) {
            selector.wakeup();
        }
    }

    /** Leaves a task to the loop if it is awake. */
    boolean executeIfAwake(Runnable task) {
        if (asleep) {
            return false;
        }
        execute(task); // it may have gone to sleep meanwhile
        return true;
    }

    /** Runs a task on the loop at a time or soon after. May be called by any thread. */
    public void at(long nanos, Runnable task) {
        new Alarm(this, task).at(nanos);
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
                alarms.ring(now(), Loop::guarded);
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.log(Level.ERROR, "A loop has failed, and its connections with it", e);
        } finally {
            over = true;
            runAll();
            guarded(ended);
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
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Milliseconds, rounded up; MAX_VALUE without an alarm. */
    private long untilAlarm() {
        long next = alarms.next();
        if (next == Long.MAX_VALUE) {
            return next;
        }
        long left = next - now();
        return left <= 0 ? 0 : (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }

    /** Not all that are added meanwhile: sockets have their turn as well. */
    private void runTasks() {
        for (int left = AT_ONCE; left > 0; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    /** What is given to a loop that has ended is still done, by one thread at a time. */
    private void runAll() {
        rest.lock();
        try {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                guarded(task);
            }
        } finally {
            rest.unlock();
        }
    }

    /**
     * What fails is a bug of ours, or of a user's fold, or there is no memory; the loop's other
     * transports go on.
     */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private static void failed(Throwable e) {
        try {
            LOG.log(Level.ERROR, "A task of a loop has failed", e);
        } catch (Throwable ignored) {
            // There may be no memory or no descriptor for that either. The loop goes on.
        }
    }
}
