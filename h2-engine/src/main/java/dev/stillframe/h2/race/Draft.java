package dev.stillframe.h2.race;

import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.RaceOptions.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A race's state, open for changes within one step; it never escapes. */
final class Draft<A> {
    private static final long NEVER = Long.MAX_VALUE;

    private final RaceOptions options;
    private final long began;
    private long now;
    private Race.Found<A> first;
    private Race.Found<A> second;
    private long secondAt;
    private @Nullable Family last;
    private final List<Race.Run<A>> runs;
    private final List<RaceEffect.Failure<A>> failures;
    private int running;
    private long nextAt;
    private boolean over;
    private long wakeAt;

    final List<RaceEffect<A>> effects = new ArrayList<>();

    Draft(Race.State<A> from) {
        options = from.options();
        began = from.began();
        now = from.now();
        first = from.first();
        second = from.second();
        secondAt = from.secondAt();
        last = from.last();
        runs = new ArrayList<>(from.runs());
        failures = new ArrayList<>(from.failures());
        running = (int) runs.stream().filter(Race.Run::running).count();
        nextAt = from.nextAt();
        over = from.over();
        wakeAt = from.wakeAt();
    }

    void event(RaceEvent<A> event) {
        if (over) {
            return;
        }
        switch (event) {
            case RaceEvent.Clock<A> clock -> now = Math.max(now, clock.nanos());
            case RaceEvent.Resolved<A> resolved ->
                    found(
                            resolved.family(),
                            new Race.Found<>(true, resolved.addresses(), "no addresses"));
            case RaceEvent.Unresolved<A> unresolved ->
                    found(
                            unresolved.family(),
                            new Race.Found<>(true, List.of(), unresolved.reason()));
            case RaceEvent.Succeeded<A> succeeded -> succeeded(succeeded.attempt());
            case RaceEvent.Failed<A> failed -> failed(failed.attempt(), failed.reason());
            case RaceEvent.Abandon<A> ignored ->
                    lose(RaceEffect.Cause.ABANDONED, "wanted no longer");
        }
    }

    private void found(Family family, Race.Found<A> answer) {
        if (family == options.first()) {
            first = first.answered() ? first : answer;
        } else if (!second.answered()) {
            second = answer;
            secondAt = now;
        }
    }

    private boolean isRunning(int attempt) {
        return attempt >= 0 && attempt < runs.size() && runs.get(attempt).running();
    }

    private A stop(int attempt) {
        A address = runs.get(attempt).address();
        runs.set(attempt, new Race.Run<>(address, false));
        running--;
        return address;
    }

    private void succeeded(int attempt) {
        if (isRunning(attempt)) {
            A address = stop(attempt);
            cancelAll();
            over = true;
            effects.add(new RaceEffect.Won<>(attempt, address));
        }
    }

    private void failed(int attempt, String reason) {
        if (isRunning(attempt)) {
            failures.add(new RaceEffect.Failure<>(attempt, stop(attempt), reason));
            nextAt = now;
        }
    }

    private void cancelAll() {
        for (int attempt = 0; attempt < runs.size(); attempt++) {
            if (isRunning(attempt)) {
                stop(attempt);
                effects.add(new RaceEffect.Cancel<>(attempt));
            }
        }
    }

    private void lose(RaceEffect.Cause cause, String reason) {
        cancelAll();
        over = true;
        effects.add(new RaceEffect.Lost<>(cause, reason, List.copyOf(failures)));
    }

    /** Does what is due after the events of a step. */
    void settle() {
        if (!over && now >= after(began, options.timeout())) {
            lose(RaceEffect.Cause.TIMED_OUT, "no address connected within " + options.timeout());
        }
        while (!over && hasLeft() && now >= nextAttemptAt()) {
            attempt();
        }
        if (!over && running == 0 && !hasLeft() && hasAllAnswers()) {
            if (runs.isEmpty()) {
                lose(RaceEffect.Cause.UNRESOLVED, unresolved());
            } else {
                lose(RaceEffect.Cause.ALL_FAILED, failures.getLast().reason());
            }
        }
        arm();
    }

    private boolean hasLeft() {
        return runs.size() < options.maxAttempts()
                && !(first.left().isEmpty() && second.left().isEmpty());
    }

    /** Whether no address can come that would be tried. */
    private boolean hasAllAnswers() {
        return first.answered() && second.answered() || runs.size() >= options.maxAttempts();
    }

    private String unresolved() {
        return first.error().equals(second.error())
                ? first.error()
                : first.error() + "; " + second.error();
    }

    /** When an address that is left may be tried. */
    private long nextAttemptAt() {
        if (!runs.isEmpty()) {
            return running == 0 ? now : nextAt;
        }
        // RFC 8305 section 3: the preferred family's answer is worth a short wait, its lack is not.
        return first.answered() ? now : after(secondAt, options.resolutionDelay());
    }

    private void attempt() {
        Family turn = last == null ? options.first() : last.other();
        Family family = found(turn).left().isEmpty() ? turn.other() : turn;
        Race.Found<A> found = found(family);
        A address = found.left().getFirst();
        Race.Found<A> rest =
                new Race.Found<>(
                        true,
                        List.copyOf(found.left().subList(1, found.left().size())),
                        found.error());
        if (family == options.first()) {
            first = rest;
        } else {
            second = rest;
        }
        last = family;
        nextAt = after(now, options.attemptDelay());
        effects.add(new RaceEffect.Attempt<>(runs.size(), address));
        runs.add(new Race.Run<>(address, true));
        running++;
    }

    private Race.Found<A> found(Family family) {
        return family == options.first() ? first : second;
    }

    private void arm() {
        long next = NEVER;
        if (!over) {
            next = after(began, options.timeout());
            next = hasLeft() ? Math.min(next, nextAttemptAt()) : next;
        }
        if (next != wakeAt) {
            wakeAt = next;
            effects.add(new RaceEffect.WakeAt<>(next));
        }
    }

    private static long after(long since, Duration time) {
        long nanos = time.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : time.toNanos();
        long at = since + nanos;
        return nanos == NEVER || at < since ? NEVER : at;
    }

    Race.State<A> freeze() {
        return new Race.State<>(
                options,
                began,
                now,
                first,
                second,
                secondAt,
                last,
                List.copyOf(runs),
                List.copyOf(failures),
                nextAt,
                over,
                wakeAt);
    }
}
