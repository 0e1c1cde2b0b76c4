package dev.stillframe.conformance.script;

import java.time.Duration;

/**
 * What does not change between the cases of a run.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority what requests are addressed to
 * @param path what a server under test is asked for: something with content
 * @param patience how long the peer is waited for, each time
 * @param lingers whether the peer is known to stay as long as nothing is wrong. Where it is not, a
 *     connection that closes without a word shows nothing
 */
public record Setup(
        String scheme, String authority, String path, Duration patience, boolean lingers) {
    /** How long it is waited for an error that may come late, once a PING was answered. */
    public Duration grace() {
        return patience.dividedBy(4);
    }

    /** The same, when the peer has been seen to linger. */
    public Setup lingering() {
        return new Setup(scheme, authority, path, patience, true);
    }
}
