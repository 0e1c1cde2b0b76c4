package dev.stillframe.interop.server;

/** How handlers are written. */
public enum Style {
    /** A virtual thread for each call. */
    DIRECT,
    /** Machines on the connection's loop. */
    FOLDED
}
