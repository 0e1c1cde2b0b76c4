package dev.stillframe.simulator;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Cuts a plan down to what still breaks a law: fewer happenings first, then plainer ones. */
public final class Shrinker {
    /** What a search may take; it stops with the best so far. */
    private static final int MOST_RUNS = 3000;

    private static final long MOST_NANOS = 60_000_000_000L;

    private final Predicate<Plan> fails;
    private final long began = System.nanoTime();
    private int runs;

    private Shrinker(Predicate<Plan> fails) {
        this.fails = fails;
    }

    /**
     * The least plan that was found.
     *
     * @param plan one that fails
     */
    public static Plan least(Plan plan, Predicate<Plan> fails) {
        Shrinker shrinker = new Shrinker(fails);
        Plan fewer = shrinker.fewer(plan);
        return shrinker.fewer(shrinker.plainer(fewer));
    }

    private boolean fails(Plan plan) {
        return runs++ < MOST_RUNS && System.nanoTime() - began < MOST_NANOS && fails.test(plan);
    }

    /** Leaves out ever smaller stretches as long as it goes on failing (delta debugging). */
    private Plan fewer(Plan plan) {
        Plan least = plan;
        for (int stretch = plan.happenings().size(); stretch > 0; ) {
            boolean shorter = false;
            for (int from = 0; from < least.happenings().size(); ) {
                Plan candidate = least.with(without(least.happenings(), from, stretch));
                if (fails(candidate)) {
                    least = candidate;
                    shorter = true;
                } else {
                    from += stretch;
                }
            }
            stretch = shorter ? Math.min(stretch, least.happenings().size()) : stretch / 2;
        }
        return least;
    }

    private static List<Happening> without(List<Happening> all, int from, int count) {
        List<Happening> left = new ArrayList<>(all.subList(0, from));
        left.addAll(all.subList(Math.min(all.size(), from + count), all.size()));
        return left;
    }

    /** Puts zero, or half, in the place of whatever can do with less. */
    private Plan plainer(Plan plan) {
        Plan least = plan;
        for (boolean better = true; better; ) {
            better = false;
            for (int i = 0; i < least.happenings().size(); i++) {
                int index = i;
                Plan base = least;
                Plan after =
                        parts(
                                base,
                                base.happenings().get(i),
                                (happening) -> {
                                    List<Happening> all = new ArrayList<>(base.happenings());
                                    all.set(index, (Happening) happening);
                                    return base.with(all);
                                });
                better |= after != least;
                least = after;
            }
            Plan base = least;
            Plan client =
                    parts(base, base.client(), ends -> with(base, base.net(), ends, base.server()));
            Plan server =
                    parts(
                            client,
                            client.server(),
                            ends -> with(client, client.net(), client.client(), ends));
            Plan net =
                    parts(
                            server,
                            server.net(),
                            n -> with(server, n, server.client(), server.server()));
            Plan hasty =
                    parts(
                            net,
                            net.clientPatience(),
                            other -> with(net, other, net.serverPatience()));
            Plan patient =
                    parts(
                            hasty,
                            hasty.serverPatience(),
                            other -> with(hasty, hasty.clientPatience(), other));
            better |= patient != least;
            least = patient;
        }
        return least;
    }

    private static Plan with(Plan plan, Object net, Object client, Object server) {
        return new Plan(
                plan.sky(),
                (Setup.Net) net,
                (Setup.Ends) client,
                (Setup.Ends) server,
                plan.clientPatience(),
                plan.serverPatience(),
                plan.pooling(),
                plan.happenings());
    }

    private static Plan with(Plan plan, Object client, Object server) {
        return new Plan(
                plan.sky(),
                plan.net(),
                plan.client(),
                plan.server(),
                (Setup.Patience) client,
                (Setup.Patience) server,
                plan.pooling(),
                plan.happenings());
    }

    /** Tries each component of a record; gives the same plan where nothing helped. */
    private Plan parts(Plan plan, Object line, java.util.function.Function<Object, Plan> put) {
        Plan least = plan;
        Object current = line;
        RecordComponent[] parts = line.getClass().getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].getType() == Side.class || line instanceof Setup.Net) {
                continue;
            }
            for (UnaryOperator<Object> plainer :
                    List.<UnaryOperator<Object>>of(
                            value -> Lines.zero(value.getClass()), Shrinker::half)) {
                Object value = Lines.value(current, parts[i]);
                Object less = plainer.apply(value);
                if (less.equals(value)) {
                    continue;
                }
                Object[] values = new Object[parts.length];
                for (int j = 0; j < parts.length; j++) {
                    values[j] = j == i ? less : Lines.value(current, parts[j]);
                }
                Object candidate = Lines.make(line.getClass(), values);
                if (candidate.equals(current)) {
                    continue; // one part forces another
                }
                Plan changed = put.apply(candidate);
                if (fails(changed)) {
                    least = changed;
                    current = candidate;
                    break;
                }
            }
        }
        return least;
    }

    private static Object half(Object value) {
        return switch (value) {
            case Integer number -> number / 2;
            case Long number -> number / 2;
            default -> value;
        };
    }
}
