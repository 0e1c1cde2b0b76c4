package dev.stillframe.api.server;

/**
 * Counters of a server since its start, taken at one time but not under one lock.
 *
 * @param accepted connections that were accepted
 * @param refused connections that were closed at once, because there were too many
 * @param open connections open now
 * @param streams requests being answered now
 * @param requests requests that have begun
 * @param faults mistakes of peers
 * @param handshakeFailures TLS handshakes that failed
 */
public record ServerStatistics(
        long accepted,
        long refused,
        int open,
        int streams,
        long requests,
        long faults,
        long handshakeFailures) {}
