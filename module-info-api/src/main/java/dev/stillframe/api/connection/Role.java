package dev.stillframe.api.connection;

/** Which end of a connection this is. One core serves both. */
public enum Role {
    /** Initiates streams with odd identifiers (RFC 9113 section 5.1.1). */
    CLIENT,
    /** Initiates streams with even identifiers, by PUSH_PROMISE only. */
    SERVER
}
