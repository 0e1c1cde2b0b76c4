package dev.stillframe.examples.greeter;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.greeter.v1.GreeterRpc;
import java.io.IOException;

/** Serves the greeter on a port of its own. */
public final class GreeterServer {
    private GreeterServer() {}

    /** {@code GreeterServer PORT [folded]}: serves until it is ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean folded = args.length > 1 && args[1].equals("folded");
        try (Server server = serve(Integer.parseInt(args[0]), folded ? folded() : direct())) {
            System.out.println("listening on " + server.addresses());
            Thread.currentThread().join();
        }
    }

    static Server serve(int port, Services services) throws IOException {
        return Server.builder().listen(port).handler(GrpcEngine.find().handler(services)).start();
    }

    static Services direct() {
        return GreeterRpc.services(new DirectGreeter());
    }

    static Services folded() {
        return GreeterRpc.services(new FoldedGreeter());
    }
}
