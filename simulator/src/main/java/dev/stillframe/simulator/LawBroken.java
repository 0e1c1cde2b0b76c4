package dev.stillframe.simulator;

/**
 * A law of the engine does not hold in this world. An error, since the engine takes an exception of
 * an application for the application's own.
 */
public final class LawBroken extends AssertionError {
    private static final long serialVersionUID = 1;

    LawBroken(String what) {
        super(what);
    }

    /** Fails unless it holds; the words are made only when they are needed. */
    static void unless(boolean holds, java.util.function.Supplier<String> what) {
        if (!holds) {
            throw new LawBroken(what.get());
        }
    }
}
