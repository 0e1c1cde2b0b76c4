package dev.stillframe.conformance.script;

/** What came of a case. */
public sealed interface Verdict {
    /**
     * The rule was kept.
     *
     * @param remark how, where the RFC leaves a choice; may be empty
     */
    record Passed(String remark) implements Verdict {}

    /**
     * What the RFC demands was done, but not all that it recommends.
     *
     * @param expected what would have been right
     * @param seen what happened
     */
    record Warned(String expected, String seen) implements Verdict {}

    /**
     * The rule was broken, or not shown to be kept.
     *
     * @param expected what would have been right
     * @param seen what happened
     */
    record Failed(String expected, String seen) implements Verdict {}

    /**
     * The peer does not do what the rule is about.
     *
     * @param why what it does instead
     */
    record NotApplicable(String why) implements Verdict {}

    /** Kept, and nothing to remark. */
    Passed PASSED = new Passed("");
}
