package dev.stillframe.h2.runtime.client;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The addresses that a race has tried and what became of each, for people. */
final class Tried {
    // On the loop.
    private final List<SocketAddress> addresses = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();

    private volatile String text = "";

    /** An attempt begins; they are numbered from 0 on. */
    void attempt(SocketAddress address) {
        addresses.add(address);
        outcomes.add("no answer");
        write();
    }

    void failed(int attempt, String reason) {
        outcomes.set(attempt, reason);
        write();
    }

    private void write() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            all.append("; ").append(addresses.get(i)).append(": ").append(outcomes.get(i));
        }
        text = all.toString();
    }

    /** To be appended to a reason; by any thread. */
    @Override
    public String toString() {
        return text;
    }
}
