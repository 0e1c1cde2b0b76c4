package dev.stillframe.interop.server;

/** What carries the calls. */
public enum Front {
    /** Stillframe by itself. */
    STANDALONE,
    /** Stillframe in Jetty. */
    JETTY
}
