package dev.stillframe.jetty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ExecutionStrategy;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's threads, as one connection uses them. A pool that is stopping takes nothing more,
 * while requests that were under way still end; nobody who ends one is to be told of that.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Executor executor;
    private final AdaptiveExecutionStrategy strategy;

    Workers(Executor executor, ExecutionStrategy.Producer producer) {
        this.executor = executor;
        this.strategy = new AdaptiveExecutionStrategy(producer, executor);
        LifeCycle.start(strategy);
    }

    /** Has this thread produce. */
    void produce() {
        strategy.produce();
    }

    /**
     * Has another thread produce. Where there is none any more, the connection is closed anyway.
     */
    void dispatch() {
        try {
            strategy.dispatch();
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The pool takes nothing more: {}", executor);
        }
    }

    /** Has another thread run it, a new one at need, or this one: a request is to end. */
    void execute(Runnable task) {
        try {
            ThreadPool.executeImmediately(executor, task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    void stop() {
        LifeCycle.stop(strategy);
    }
}
