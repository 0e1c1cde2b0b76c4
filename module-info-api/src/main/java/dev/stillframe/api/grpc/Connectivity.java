package dev.stillframe.api.grpc;

/**
 * How far a channel is, or what it has of connections (grpc/grpc
 * doc/connectivity-semantics-and-api.md).
 */
public enum Connectivity {
    /** Not connected, and nobody wants it to be. */
    IDLE,
    /** Names are looked up, connections are made, or health is asked for the first time. */
    CONNECTING,
    /** Calls can go there. */
    READY,
    /** It has failed, and is tried again after a delay. It stays so until it is ready (A62). */
    TRANSIENT_FAILURE,
    /** For good. */
    SHUTDOWN
}
