package dev.stillframe.examples.voice;

import java.time.Duration;

/**
 * How long is waited.
 *
 * @param silence for a word of the caller, before the caller is asked, and then once more
 * @param transfer for somebody to pick up
 */
record Patience(Duration silence, Duration transfer) {
    /** As people expect it. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20));
}
