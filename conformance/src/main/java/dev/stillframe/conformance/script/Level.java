package dev.stillframe.conformance.script;

/** How strongly the RFC demands something (RFC 2119). */
public enum Level {
    MUST,
    SHOULD
}
