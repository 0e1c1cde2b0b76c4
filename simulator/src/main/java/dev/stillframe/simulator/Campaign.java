package dev.stillframe.simulator;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.h2.connection.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the worlds of many seeds, on several threads, until one breaks a law. */
public final class Campaign {
    /** A world that broke a law. */
    public record Broken(long seed, Plan plan, Throwable why) {
        /** What was found, with the fewest happenings that show it. */
        public String report() {
            Plan least = least();
            return "seed "
                    + seed
                    + ": "
                    + message(why)
                    + "\nThe fewest happenings that show it, for --events or a file in"
                    + " simulator/src/test/resources/regressions:\n"
                    + "# "
                    + message(failure(least, ConnectionState::initial))
                    + "\n"
                    + least.text();
        }

        /** The plan, cut down. */
        public Plan least() {
            return Campaign.least(plan, why, ConnectionState::initial);
        }

        private static String message(@Nullable Throwable failure) {
            return failure == null
                    ? "it does not fail again"
                    : failure instanceof LawBroken ? failure.getMessage() : failure.toString();
        }
    }

    /** The plan, cut down to what still fails in the same place. */
    static Plan least(Plan plan, Throwable why, Function<Options, Iteration> engine) {
        String where = where(why);
        return Shrinker.least(
                plan,
                candidate -> {
                    Throwable failure = failure(candidate, engine);
                    return failure != null && where.equals(where(failure));
                });
    }

    /** The place that tells one failure from another. */
    private static String where(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(frame -> !frame.getClassName().endsWith("LawBroken"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("");
    }

    /** What came of it. */
    public record Outcome(long worlds, Tally tally, @Nullable Broken broken) {}

    private final LongFunction<Plan> plans;
    private final long last;
    private final LongConsumer progress;
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final Tally tally = new Tally();
    private @Nullable Broken broken;

    private Campaign(LongFunction<Plan> plans, long first, long last, LongConsumer progress) {
        this.plans = plans;
        this.last = last;
        this.progress = progress;
        next = new AtomicLong(first);
    }

    /**
     * Runs the seeds from {@code first} to {@code last}, both included.
     *
     * @param progress is told now and then, by any thread, how many are done
     */
    public static Outcome run(
            LongFunction<Plan> plans, long first, long last, int threads, LongConsumer progress)
            throws InterruptedException {
        Campaign campaign = new Campaign(plans, first, last, progress);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("worlds-" + i).start(campaign::work));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return new Outcome(campaign.done.get(), campaign.tally, campaign.broken);
    }

    private void work() {
        Tally mine = new Tally();
        for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
            Plan plan = plans.apply(seed);
            try {
                mine.add(World.run(plan).tally());
            } catch (RuntimeException | AssertionError | StackOverflowError failure) {
                found(new Broken(seed, plan, failure));
                return;
            }
            long count = done.incrementAndGet();
            if (count % 64 == 0) {
                progress.accept(count);
            }
        }
        add(mine);
    }

    private synchronized void add(Tally mine) {
        tally.add(mine);
    }

    /** The lowest seed is what is told; those above need not run any more. */
    private synchronized void found(Broken found) {
        if (broken == null || found.seed() < broken.seed()) {
            broken = found;
        }
        next.set(Long.MAX_VALUE - 1_000_000);
    }

    /** Why a plan fails; null when it does not. */
    static @Nullable Throwable failure(Plan plan, Function<Options, Iteration> engine) {
        try {
            World.run(plan, engine);
            return null;
        } catch (RuntimeException | AssertionError | StackOverflowError failure) {
            return failure;
        }
    }
}
