package dev.stillframe.grpc.runtime;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The waits between a channel's tries, which end sooner when the channel or the call does. */
final class Pauses {
    private final Set<Pause> all = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** One of them. */
    final class Pause {
        private final Runnable then;
        private volatile @Nullable Future<?> timer;

        Pause(Runnable then) {
            this.then = then;
        }

        /** It is over: at its time, or sooner. Only the first time counts. */
        void end() {
            if (all.remove(this)) {
                Future<?> set = timer;
                if (set != null) {
                    set.cancel(false);
                }
                then.run();
            }
        }
    }

    /** Runs it after this time, or when there is no use in waiting; on any thread. */
    Pause after(long nanos, Runnable then) {
        Pause pause = new Pause(then);
        all.add(pause);
        pause.timer = Deadlines.after(nanos, pause::end);
        if (over) {
            pause.end();
        }
        return pause;
    }

    /** Nobody waits any more. */
    void close() {
        over = true;
        List.copyOf(all).forEach(Pause::end);
    }

    boolean isClosed() {
        return over;
    }
}
