package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.Tls;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A client, a server, and what lies between them: segments of some size at the most. */
final class Wire {
    /** More steps than any handshake or transfer of these tests takes. */
    private static final int MOST_ROUNDS = 100_000;

    final End client;
    final End server;
    private int segment = Integer.MAX_VALUE;

    Wire(SSLEngine client, SSLEngine server) {
        this.client = new End(client);
        this.server = new End(server);
    }

    /** A client's engine that offers HTTP/2 and HTTP/1.1. */
    static SSLEngine client(Tls tls, String host) {
        try {
            return Engines.client(tls, host, 443, Engines.H2_AND_HTTP_1);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    /** A server's engine. */
    static SSLEngine server(Tls tls, boolean http1) {
        try {
            return Engines.server(tls, http1 ? Engines.H2_AND_HTTP_1 : Engines.H2);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    /** For the host localhost, and HTTP/2 alone. */
    static Wire of(Tls client, Tls server) {
        return new Wire(client(client, "localhost"), server(server, false));
    }

    /** The usual ends with one version of TLS. */
    static Wire of(String version) {
        Wire wire = of(Fixtures.client(), Fixtures.server("localhost-ec"));
        set(wire.server.engine, parameters -> parameters.setProtocols(new String[] {version}));
        return wire;
    }

    /** Changes an engine's parameters. */
    static void set(SSLEngine engine, Consumer<SSLParameters> change) {
        SSLParameters parameters = engine.getSSLParameters();
        change.accept(parameters);
        engine.setSSLParameters(parameters);
    }

    Wire segment(int octets) {
        segment = octets;
        return this;
    }

    /** Shakes hands, whatever comes of it. */
    Wire open() {
        server.begin();
        client.begin();
        return run();
    }

    /** Shakes hands. */
    Wire established() {
        open();
        assertNull(client.failure);
        assertNull(server.failure);
        assertTrue(client.tls.isEstablished() && server.tls.isEstablished());
        return this;
    }

    /** Carries octets to and fro and runs tasks until nothing happens any more. */
    Wire run() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            client.runTasks();
            server.runTasks();
            if (client.wire.size() + server.wire.size() == 0) {
                return this;
            }
            carry(client, server);
            carry(server, client);
        }
        throw new AssertionError("no end of it");
    }

    private void carry(End from, End to) {
        byte[] octets = from.sent();
        for (int at = 0; at < octets.length; ) {
            int end = Math.min(octets.length, at + Math.min(segment, octets.length));
            to.receive(Arrays.copyOfRange(octets, at, end));
            at = end;
        }
    }
}
