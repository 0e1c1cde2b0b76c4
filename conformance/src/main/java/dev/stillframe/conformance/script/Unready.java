package dev.stillframe.conformance.script;

/** A connection did not come as far as a case needs it; the verdict says what that means. */
public final class Unready extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Verdict verdict;

    /** With what came of the case. */
    public Unready(Verdict verdict) {
        super(verdict.toString(), null, false, false);
        this.verdict = verdict;
    }

    /** The peer did something else, or nothing. */
    static Unready instead(String expected, String seen) {
        return new Unready(new Verdict.Failed(expected, seen));
    }

    /** What came of the case. */
    public Verdict verdict() {
        return verdict;
    }
}
