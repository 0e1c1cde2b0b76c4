package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.Role;
import dev.stillframe.h2.frame.Frame;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the rules for what is sent were kept, over all connections of a run. Safe for threads. */
public final class Watch {
    /**
     * How one rule was kept.
     *
     * @param looked how often there was something to look at
     * @param violation the first violation with the case that it was seen in, or null
     */
    public record Tally(int looked, @Nullable String violation) {
        static final Tally NONE = new Tally(0, null);
    }

    private final Role peer;
    private final Map<Rule, Tally> tallies = new EnumMap<>(Rule.class);

    /** A new run. */
    public Watch(Role peer) {
        this.peer = peer;
    }

    /** How a rule was kept so far. */
    public synchronized Tally tally(Rule rule) {
        return tallies.getOrDefault(rule, Tally.NONE);
    }

    /** What looks at one connection. */
    public Eye eye(String caseId) {
        return new Observer(peer, (rule, fault) -> note(rule, fault, caseId));
    }

    private synchronized void note(Rule rule, @Nullable String fault, String caseId) {
        Tally before = tally(rule);
        String violation = before.violation();
        if (violation == null && fault != null) {
            violation = fault + " (in " + caseId + ")";
        }
        tallies.put(rule, new Tally(before.looked() + 1, violation));
    }

    /** Looks at what goes over one connection, both ways. */
    public interface Eye {
        /** The peer has sent this; {@code within} a field block, if it began before. */
        void saw(Arrival.Received received, boolean within);

        /** We have sent these. */
        void offered(Frame.Settings ours);

        /** The peer has acknowledged these. */
        void acknowledged(Frame.Settings ours);

        /** We have given so much credit. */
        void granted(int streamId, int increment);

        /** We have ended our side of a stream, or all of it. */
        void ended(int streamId, boolean whole);
    }

    /** Takes what was looked at: a rule, and the fault or null. */
    interface Notes {
        void take(Rule rule, @Nullable String fault);
    }
}
