package dev.stillframe.behaviour;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs scenarios one after another on a Vert.x of its own, beside other lanes. */
final class Lane {
    private static final long LONGEST = 2 * Play.PATIENCE.toSeconds() + 30;

    /** Tasks of an event loop may bring others. */
    private static final int ROUNDS = 3;

    private static final boolean TIMED = Boolean.getBoolean("stillframe.timed");

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService actor = Executors.newCachedThreadPool();

    /** What is seen when that scenario runs on that stack. */
    List<String> observed(Scenario scenario, Stack stack, Path folder) throws Exception {
        Play play = new Play(stack, vertx, folder);
        long begun = System.nanoTime();
        vertx.exceptionHandler(failure -> play.note("uncaught", Play.told(failure)));
        Callable<@Nullable Void> told =
                () -> {
                    scenario.on(play);
                    return null;
                };
        Future<@Nullable Void> telling = actor.submit(told);
        try {
            telling.get(LONGEST, TimeUnit.SECONDS);
            settle();
        } catch (TimeoutException hangs) {
            telling.cancel(true);
            play.see("the scenario did not end");
        } finally {
            // What is seen while all of it is closed says nothing.
            play.finish();
            play.close();
            vertx.exceptionHandler(null);
        }
        if (TIMED) {
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            System.out.println(took + " ms: " + stack + " " + folder.getParent().getFileName());
        }
        return play.lines();
    }

    /** Has the event loops do what they have been given to do. */
    private void settle() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            for (EventExecutor loop : Line.loops(vertx)) {
                loop.submit(() -> {}).get(Play.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    void stop() throws Exception {
        actor.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
