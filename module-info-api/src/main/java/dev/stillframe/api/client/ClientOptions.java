package dev.stillframe.api.client;

import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.tls.Tls;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How a client is set up; made by {@link Client#builder()}.
 *
 * @param connection options and limits of each connection, in the client's role; {@code secure} is
 *     set for each endpoint by itself, {@code push} lets requests accept pushes
 * @param pool the limits of the pool
 * @param race how the addresses of an endpoint are tried (RFC 8305)
 * @param tls the set-ups for https, by {@link Endpoint#identity()}; by default the empty name
 *     alone, with the authorities that the JDK trusts
 * @param cleartext how connections without TLS begin; by prior knowledge by default
 * @param addresses fixed addresses for endpoints, instead of asking the name service: a Unix domain
 *     socket among others
 * @param resolver finds the addresses of names; the system's by default
 * @param loops event loops, each a thread that drives many connections. 1 to 1024; one by default
 * @param maxContent octets of content that {@link Requester#send} keeps of a response, after
 *     decoding; a longer one is given up with CANCEL. 16 MiB by default
 * @param http1Memory for how long an endpoint that has chosen http/1.1 (ALPN) is taken to speak
 *     nothing else, and requests to it fail without a connection; zero for not at all. {@link
 *     Client#clear} forgets it sooner. 5 min by default
 * @param retries how often a request that was never processed is sent again by itself, where its
 *     content can be repeated (RFC 9113 section 8.7); 0 to 100, 1 by default
 * @param drain how long streams may finish when the client closes; 10 s by default
 */
public record ClientOptions(
        Options connection,
        PoolOptions pool,
        RaceOptions race,
        Map<String, Tls> tls,
        Cleartext cleartext,
        Map<Endpoint, SocketAddress> addresses,
        Resolver resolver,
        int loops,
        int maxContent,
        Duration http1Memory,
        int retries,
        Duration drain) {
    public ClientOptions {
        tls = Map.copyOf(tls);
        addresses = Map.copyOf(addresses);
        Objects.requireNonNull(pool);
        Objects.requireNonNull(race);
        Objects.requireNonNull(cleartext);
        Objects.requireNonNull(resolver);
        if (connection.role() != Role.CLIENT) {
            throw new IllegalArgumentException("a client's connections are in the client's role");
        }
        if (loops < 1 || loops > 1024) {
            throw new IllegalArgumentException("loops is 1 to 1024, not " + loops);
        }
        if (maxContent < 0) {
            throw new IllegalArgumentException("maxContent is not negative: " + maxContent);
        }
        if (http1Memory.isNegative()) {
            throw new IllegalArgumentException("http1Memory is not negative: " + http1Memory);
        }
        if (retries < 0 || retries > 100) {
            throw new IllegalArgumentException("retries is 0 to 100, not " + retries);
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain is not negative: " + drain);
        }
    }
}
