package dev.stillframe.interop.misbehaving;

import java.util.ArrayList;
import java.util.List;

/** What the server has seen of its clients. For use by any thread. */
public final class Findings {
    private final List<String> wrong = new ArrayList<>();
    private int connections;
    private int closed;
    private int calls;
    private int unacknowledged;
    private int mostAtOnce;

    Findings() {}

    synchronized void opened() {
        connections++;
    }

    synchronized void closed(int pingsUnacknowledged) {
        closed++;
        unacknowledged += pingsUnacknowledged;
        notifyAll();
    }

    synchronized void called(int atOnce) {
        calls++;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
    }

    synchronized void wrong(String what) {
        wrong.add(what);
    }

    /** How many connections there were. */
    public synchronized int connections() {
        return connections;
    }

    /** How many calls began. */
    public synchronized int calls() {
        return calls;
    }

    /** How many calls one connection had at a time, at the most. */
    public synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    /** Waits until all connections are closed; gives the PINGs that nobody has acknowledged. */
    public synchronized int unacknowledgedAtTheEnd() throws InterruptedException {
        while (closed < connections) {
            wait();
        }
        return unacknowledged;
    }

    /** What clients did that they may not do; for people to read. */
    public synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
