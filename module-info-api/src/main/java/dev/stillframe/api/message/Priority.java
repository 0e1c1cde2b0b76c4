package dev.stillframe.api.message;

/**
 * An extensible priority (RFC 9218 section 4).
 *
 * @param urgency 0 (most urgent) to 7 (background); 3 unless said
 * @param incremental whether the response is of use in parts, so that it may share bandwidth with
 *     others
 */
public record Priority(int urgency, boolean incremental) {
    /** Urgency 3, not incremental. */
    public static final Priority DEFAULT = new Priority(3, false);

    private static final Priority[] SHARED = new Priority[16];

    static {
        for (int i = 0; i < 16; i++) {
            SHARED[i] = i == 6 ? DEFAULT : new Priority(i >> 1, (i & 1) == 1);
        }
    }

    public Priority {
        if (urgency < 0 || urgency > 7) {
            throw new IllegalArgumentException("urgency is 0 to 7: " + urgency);
        }
    }

    /** The shared value. */
    public static Priority of(int urgency, boolean incremental) {
        return SHARED[urgency << 1 | (incremental ? 1 : 0)];
    }

    /**
     * Reads a Priority Field Value, a Structured Fields dictionary (RFC 9218 section 4, RFC 8941).
     * What is unknown, out of range or not well formed is ignored, as section 4 asks, and leaves
     * the default.
     */
    public static Priority parse(String value) {
        int urgency = DEFAULT.urgency();
        boolean incremental = DEFAULT.incremental();
        for (String member : value.split(",")) {
            String bare = member.strip();
            int parameters = bare.indexOf(';');
            if (parameters >= 0) {
                bare = bare.substring(0, parameters).stripTrailing();
            }
            if (bare.length() == 3
                    && bare.startsWith("u=")
                    && bare.charAt(2) >= '0'
                    && bare.charAt(2) <= '7') {
                urgency = bare.charAt(2) - '0';
            } else if (bare.equals("i") || bare.equals("i=?1")) {
                incremental = true;
            } else if (bare.equals("i=?0")) {
                incremental = false;
            }
        }
        return of(urgency, incremental);
    }

    /** The field value; empty for the default. */
    public String fieldValue() {
        String u = urgency == 3 ? "" : "u=" + urgency;
        return incremental ? (u.isEmpty() ? "i" : u + ", i") : u;
    }
}
