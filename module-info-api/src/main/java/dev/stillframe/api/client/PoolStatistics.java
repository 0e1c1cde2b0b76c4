package dev.stillframe.api.client;

/**
 * Counts of one endpoint of a pool, at one moment. {@code connecting + open + draining} is {@code
 * created - closed}.
 *
 * @param endpoint which
 * @param waiting requests that wait for a stream
 * @param active streams that are leased
 * @param connecting connections that are not open yet
 * @param open connections that take new streams, idle ones included
 * @param idle open connections without streams
 * @param draining connections that take no new streams, until they are gone
 * @param created connections that were begun, since the endpoint is known
 * @param closed connections that are gone, failed attempts included
 * @param leased streams that were leased
 * @param reused of these, on a connection that had served another before
 * @param refused requests that got no stream
 * @param errors attempts that failed, and connections that ended or fell ill unasked
 */
public record PoolStatistics(
        Endpoint endpoint,
        int waiting,
        int active,
        int connecting,
        int open,
        int idle,
        int draining,
        long created,
        long closed,
        long leased,
        long reused,
        long refused,
        long errors) {}
