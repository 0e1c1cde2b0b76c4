package dev.stillframe.workbench.grpc;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.workbench.echo.v1.EchoRpc;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The echo over our own calls, as machines, beside the requests of a host. */
public final class HostedEcho {
    private HostedEcho() {}

    /** Calls are ours, all else is the host's. */
    public static Function<RequestHead, @Nullable Handler> choice() {
        Handler calls = GrpcEngine.find().handler(EchoRpc.services(new EchoMachines()));
        return head -> isCall(head) ? calls : null;
    }

    private static boolean isCall(RequestHead head) {
        String type = head.fields().value("content-type");
        return type != null && type.startsWith("application/grpc");
    }
}
