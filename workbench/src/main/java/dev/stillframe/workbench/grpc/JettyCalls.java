package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import org.eclipse.jetty.server.handler.DefaultHandler;

/** Calls on Jetty's connections, where Jetty itself has nothing to serve. */
final class JettyCalls {
    private JettyCalls() {}

    static Serving start(Listening listening, Services services) throws Exception {
        Handler calls = GrpcEngine.find().handler(services);
        return JettyFront.start(listening, new DefaultHandler(), ignored -> calls);
    }
}
