package dev.stillframe.examples.voice;

/** Where a call is; each stage has only what it needs. */
sealed interface Stage {
    /** It is not yet known who calls. */
    record Ringing() implements Stage {}

    /** The caller speaks, or has only just been silent. */
    record Talking() implements Stage {}

    /** The caller was silent for too long, and was asked. */
    record Quiet() implements Stage {}

    /** Somebody is being rung up for the caller. */
    record Transferring(String to) implements Stage {}

    /** The caller speaks with somebody else. */
    record Connected(String to) implements Stage {}

    /** The call is over. */
    record Over(String why) implements Stage {}
}
