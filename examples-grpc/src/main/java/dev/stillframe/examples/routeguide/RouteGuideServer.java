package dev.stillframe.examples.routeguide;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.routeguide.rpc.RouteGuideRpc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Serves the guide on a port of its own. */
public final class RouteGuideServer {
    private RouteGuideServer() {}

    /**
     * {@code RouteGuideServer PORT direct|folded [CHAIN.pem KEY.pem]}: serves until it is ended.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Services services = args[1].equals("folded") ? folded() : direct();
        Tls tls =
                args.length < 4
                        ? null
                        : Tls.server(Certificates.load(Path.of(args[2]), Path.of(args[3])));
        try (Server server = serve(Integer.parseInt(args[0]), tls, services)) {
            System.out.println("listening on " + server.addresses());
            Thread.currentThread().join();
        }
    }

    static Server serve(int port, @Nullable Tls tls, Services services) throws IOException {
        ServerOptionsBuilder options =
                Server.builder().handler(GrpcEngine.find().handler(services));
        return (tls == null ? options.listen(port) : options.listen(port, tls)).start();
    }

    static Services direct() throws IOException {
        return RouteGuideRpc.services(
                new DirectRouteGuide(Features.load(), new Notes(), InstantSource.system()));
    }

    static Services folded() throws IOException {
        return RouteGuideRpc.services(
                new FoldedRouteGuide(Features.load(), new Notes(), InstantSource.system()));
    }
}
