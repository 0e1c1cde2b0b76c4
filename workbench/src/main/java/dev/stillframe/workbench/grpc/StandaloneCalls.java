package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Server;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Calls on Stillframe's own server. */
final class StandaloneCalls {
    private StandaloneCalls() {}

    static Serving start(Listening listening, Services services) throws IOException {
        Server server =
                Server.builder()
                        .listen(listening.port())
                        .handler(GrpcEngine.find().handler(services))
                        .start();
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        return PlainServing.of(port, server::close);
    }
}
