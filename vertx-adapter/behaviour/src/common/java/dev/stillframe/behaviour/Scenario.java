package dev.stillframe.behaviour;

/**
 * Serves something, talks to it, and notes what is seen. What it notes must be the same in each run
 * on the same stack: it waits for conditions, never for time.
 */
@FunctionalInterface
interface Scenario {
    void on(Play play) throws Exception;
}
