package dev.stillframe.h2.flow;

/**
 * What the peer was allowed to send, and where it is now (RFC 9113 section 5.2).
 *
 * <p>Law: {@code target = open + held + pending}. Octets move from open (may still be sent) to held
 * (received, with the application) to pending (consumed, not yet told to the peer) and back to open
 * with a WINDOW_UPDATE. The target itself moves when a window grows or SETTINGS_INITIAL_WINDOW_SIZE
 * changes; open may then be negative (section 6.9.2).
 *
 * @param target the size of the window in octets
 * @param open octets that the peer may still send
 * @param held octets received and not yet consumed
 * @param pending octets consumed and not yet returned as credit
 */
public record ReceiveLedger(int target, int open, int held, int pending) {
    /** Where RFC 9113 section 6.9.1 ends a window. */
    public static final int MAX_WINDOW = Integer.MAX_VALUE;

    /** A fresh window. */
    public static ReceiveLedger of(int target) {
        return new ReceiveLedger(target, target, 0, 0);
    }

    /**
     * Whether a frame with so many flow-controlled octets keeps to the window. One without any
     * always does, also to a negative window (section 6.9.1).
     */
    public boolean admits(int octets) {
        return octets <= 0 || octets <= open;
    }

    /** After a frame with so many octets; only what the ledger {@link #admits}. */
    public ReceiveLedger received(int octets) {
        return octets == 0
                ? this
                : new ReceiveLedger(target, open - octets, held + octets, pending);
    }

    /**
     * After the application has consumed so many octets; more than it holds counts as all of them.
     */
    public ReceiveLedger consumed(int octets) {
        int returned = Math.min(octets, held);
        return returned <= 0
                ? this
                : new ReceiveLedger(target, open, held - returned, pending + returned);
    }

    /**
     * The increment that is worth a WINDOW_UPDATE now, or 0: credit is returned in halves of the
     * window, so that a bulk transfer costs two frames per window and not one per read.
     */
    public int creditDue() {
        return pending > 0 && (pending >= target - target / 2 || open <= 0 && pending >= target / 4)
                ? pending
                : 0;
    }

    /** After a WINDOW_UPDATE with all that is pending. */
    public ReceiveLedger credited() {
        return new ReceiveLedger(target, open + pending, held, 0);
    }

    /** A larger window; what it gains is pending until the next WINDOW_UPDATE. Never smaller. */
    public ReceiveLedger grown(int newTarget) {
        return newTarget <= target
                ? this
                : new ReceiveLedger(newTarget, open, held, pending + newTarget - target);
    }

    /**
     * After SETTINGS_INITIAL_WINDOW_SIZE changed by this much and the peer knows (section 6.9.2).
     */
    public ReceiveLedger shifted(int delta) {
        return new ReceiveLedger(target + delta, open + delta, held, pending);
    }
}
