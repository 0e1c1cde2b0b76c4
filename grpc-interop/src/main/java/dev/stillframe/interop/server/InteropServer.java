package dev.stillframe.interop.server;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.Marked;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.orca.OpenRcaServiceRpc;
import dev.stillframe.interop.testing.TestServiceRpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server of the interop cases that is running. */
public final class InteropServer implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofMillis(200);

    private final int port;
    private final AutoCloseable running;

    private InteropServer(int port, AutoCloseable running) {
        this.port = port;
        this.running = running;
    }

    /**
     * Starts one on all addresses of this machine.
     *
     * @param port 0 for any free one
     * @param tls the server's certificate; null for a plain port
     * @throws Exception when it cannot listen
     */
    public static InteropServer start(Front front, Style style, int port, @Nullable SSLContext tls)
            throws Exception {
        Handler calls =
                GrpcEngine.find()
                        .handler(
                                services(style),
                                ServiceOptions.DEFAULT
                                        .taking(Payloads.MOST)
                                        .compressing(List.of(Marked.GZIP)),
                                null);
        return switch (front) {
            case STANDALONE -> standalone(calls, port, tls);
            case JETTY -> {
                JettyHost jetty = JettyHost.start(calls, port, tls);
                yield new InteropServer(jetty.port(), jetty);
            }
        };
    }

    private static InteropServer standalone(Handler calls, int port, @Nullable SSLContext tls)
            throws IOException {
        Server server =
                Server.builder()
                        .listen(
                                new Listener(
                                        new InetSocketAddress(port),
                                        tls == null ? null : Tls.of(tls)))
                        .handler(calls)
                        .drain(DRAIN)
                        .start();
        return new InteropServer(
                ((InetSocketAddress) server.addresses().getFirst()).getPort(), server);
    }

    /** The services in a style; a new set of them for each server. */
    public static Services services(Style style) {
        Replies replies = new Replies();
        LoadReports reports = new LoadReports();
        return switch (style) {
            case DIRECT ->
                    Services.builder()
                            .with(TestServiceRpc.services(new DirectTestService(replies, reports)))
                            .with(OpenRcaServiceRpc.services((OpenRcaServiceRpc.Service) reports))
                            .build();
            case FOLDED ->
                    Services.builder()
                            .with(TestServiceRpc.services(new FoldedTestService(replies, reports)))
                            .with(OpenRcaServiceRpc.services((OpenRcaServiceRpc.Machines) reports))
                            .build();
        };
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Ends it. Calls that run may go on for a moment. */
    @Override
    public void close() {
        try {
            running.close();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
