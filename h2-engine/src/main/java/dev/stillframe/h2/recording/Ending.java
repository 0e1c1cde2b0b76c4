package dev.stillframe.h2.recording;

/** How a recording ends. */
public sealed interface Ending {
    /** With a record that says why. */
    record Said(String reason) implements Ending {}

    /**
     * It breaks off: the process ended, or the disk was full.
     *
     * @param at where its last whole record ends, in octets from its start
     */
    record Cut(int at) implements Ending {}

    /**
     * What follows is no record of this version's.
     *
     * @param at where, in octets from its start
     */
    record Damaged(int at, String reason) implements Ending {}
}
