package dev.stillframe.grpc.wire;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule that holds for all values of a kind: it is looked at for many, made from seeds, and the
 * smallest that breaks it is shown.
 *
 * @param <T> the values
 */
public final class Property<T> {
    private final Function<SplittableRandom, T> make;
    private final Function<T, List<T>> smaller;

    private Property(Function<SplittableRandom, T> make, Function<T, List<T>> smaller) {
        this.make = make;
        this.smaller = smaller;
    }

    /** What is looked at. */
    @FunctionalInterface
    public interface Check<T> {
        /** Throws where the rule is broken. */
        void holds(T value) throws Exception;
    }

    /** For texts of these characters, up to a length. */
    public static Property<String> texts(String alphabet, int most) {
        return new Property<>(
                random -> {
                    StringBuilder text = new StringBuilder();
                    for (int n = random.nextInt(most + 1); n > 0; n--) {
                        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                    return text.toString();
                },
                text -> {
                    List<String> shorter = new ArrayList<>();
                    for (int i = 0; i < text.length(); i++) {
                        shorter.add(text.substring(0, i) + text.substring(i + 1));
                    }
                    return shorter;
                });
    }

    /** For lists of what is made from seeds. */
    public static <E> Property<List<E>> lists(Function<SplittableRandom, E> element, int most) {
        return new Property<>(
                random -> {
                    List<E> all = new ArrayList<>();
                    for (int n = random.nextInt(most + 1); n > 0; n--) {
                        all.add(element.apply(random));
                    }
                    return List.copyOf(all);
                },
                all -> {
                    List<List<E>> shorter = new ArrayList<>();
                    for (int i = 0; i < all.size(); i++) {
                        List<E> less = new ArrayList<>(all);
                        less.remove(i);
                        shorter.add(List.copyOf(less));
                    }
                    return shorter;
                });
    }

    /** Looks at so many values. */
    public void holdsFor(int values, Check<T> check) {
        for (long seed = 0; seed < values; seed++) {
            T value = make.apply(new SplittableRandom(seed));
            Throwable broken = broken(value, check);
            if (broken != null) {
                T least = least(value, check);
                fail("seed " + seed + ", at the least: " + least, broken(least, check));
            }
        }
    }

    private T least(T broken, Check<T> check) {
        T least = broken;
        boolean found = true;
        while (found) {
            found = false;
            for (T each : smaller.apply(least)) {
                if (broken(each, check) != null) {
                    least = each;
                    found = true;
                    break;
                }
            }
        }
        return least;
    }

    private static <T> @Nullable Throwable broken(T value, Check<T> check) {
        try {
            check.holds(value);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }
}
