package dev.stillframe.behaviour;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What is seen in one run, by voice: what is in order within a voice, and what two voices say at
 * the same time may come in any.
 */
final class Notes {
    private final Map<String, List<String>> voices = new TreeMap<>();
    private final Set<String> ignored = new HashSet<>();
    private boolean finished;

    /** Whatever is said from now on does not count. */
    synchronized void finish() {
        finished = true;
    }

    synchronized void ignore(String voice) {
        ignored.add(voice);
    }

    void add(String voice, String text) {
        Jitter.maybe();
        addNow(voice, text);
    }

    private synchronized void addNow(String voice, String text) {
        if (finished || ignored.contains(voice)) {
            return;
        }
        voices.computeIfAbsent(voice, none -> new ArrayList<>()).add(text.replace("\n", "\\n"));
        notifyAll();
    }

    /**
     * Waits until that voice has said something that contains this; what it says if it does not.
     */
    synchronized void await(String voice, String text) throws InterruptedException {
        await(voice, text, 1);
    }

    /** Waits until that voice has said so this many times. */
    synchronized void await(String voice, String text, int times) throws InterruptedException {
        long until = System.nanoTime() + Play.PATIENCE.toNanos();
        while (voices.getOrDefault(voice, List.of()).stream()
                        .filter(said -> said.contains(text))
                        .count()
                < times) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                addNow(voice, "never said: " + text);
                return;
            }
            wait(left);
        }
    }

    /** All of it, each line with its voice. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        voices.forEach((voice, said) -> said.forEach(text -> lines.add(voice + ": " + text)));
        return lines;
    }
}
