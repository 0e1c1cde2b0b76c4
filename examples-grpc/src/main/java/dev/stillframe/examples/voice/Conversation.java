package dev.stillframe.examples.voice;

import dev.stillframe.examples.voice.v1.Audio;

/**
 * What is known of a call.
 *
 * @param number who calls; empty while that is not known
 * @param stage where the call is
 * @param frames how many frames of audio have come
 * @param octets how much audio that was
 * @param lost how many frames are missing among them
 */
record Conversation(String number, Stage stage, int frames, long octets, int lost) {
    /** Before anything is known. */
    static final Conversation NONE = new Conversation("", new Stage.Ringing(), 0, 0, 0);

    Conversation from(String caller) {
        return new Conversation(caller, stage, frames, octets, lost);
    }

    Conversation in(Stage next) {
        return new Conversation(number, next, frames, octets, lost);
    }

    /** With a frame more; those between it and the last one are lost. */
    Conversation with(Audio frame) {
        int missing = (int) Math.max(0, (long) frame.getSequence() - frames - lost - 1);
        return new Conversation(
                number, stage, frames + 1, octets + frame.getSamples().size(), lost + missing);
    }
}
