package io.grpc.testing.integration;

/** grpc-java's interop server, in this process and on any free port. */
public final class GrpcJavaServer implements AutoCloseable {
    private final TestServiceServer server = new TestServiceServer();

    /** Starts one; with TLS it shows the certificate of gRPC's tests. */
    public GrpcJavaServer(boolean tls) throws Exception {
        server.parseArgs(new String[] {"--port=0", "--use_tls=" + tls});
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("grpc-java's server did not stop", e);
        }
    }
}
