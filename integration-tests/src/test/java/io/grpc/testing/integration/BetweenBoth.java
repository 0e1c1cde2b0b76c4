package io.grpc.testing.integration;

import java.net.InetSocketAddress;

/** The suite with a server in the same process, and where that listens. */
public abstract class BetweenBoth extends AbstractInteropTest {
    /** The port of the server that was built. */
    protected final int port() {
        return ((InetSocketAddress) getListenAddress()).getPort();
    }

    /** How long calls take is not what is tried. */
    @Override
    protected int operationTimeoutMillis() {
        return 50_000;
    }
}
