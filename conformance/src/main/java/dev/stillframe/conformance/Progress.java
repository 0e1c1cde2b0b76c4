package dev.stillframe.conformance;

/** What is told while a run goes on. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (result, done, all) -> {};

    /**
     * A case is over.
     *
     * @param done how many are
     * @param all how many there are
     */
    void done(Result result, int done, int all);
}
