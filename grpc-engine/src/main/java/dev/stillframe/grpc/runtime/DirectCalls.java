package dev.stillframe.grpc.runtime;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.grpc.call.Opening;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The methods that handlers in direct style answer, each call on the stream's virtual thread. */
final class DirectCalls implements DirectHandler {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    private final Services services;
    private final ServiceOptions options;

    DirectCalls(Services services, ServiceOptions options) {
        this.services = services;
        this.options = options;
    }

    @Override
    public void handle(ServerExchange exchange) throws Exception {
        switch (Opening.of(exchange.request(), services, options)) {
            case Opening.Refused refused ->
                    exchange.respond(
                            Opening.alone("proto", options, refused.status(), Metadata.EMPTY),
                            Octets.EMPTY);
            case Opening.Opened opened -> run(exchange, opened, opened.offered());
        }
    }

    private <I, O> void run(
            ServerExchange exchange, Opening.Opened opened, Services.Offered<I, O> offered)
            throws IOException {
        DirectCall<I, O> call = new DirectCall<>(exchange, opened, offered.method(), options);
        call.begin();
        try {
            Octets response = null;
            Status status = Status.OK;
            Metadata trailers = Metadata.EMPTY;
            try {
                response = answered(call, offered.handler());
            } catch (RpcException e) {
                status = e.status();
                trailers = e.trailers();
            } catch (UncheckedRpcException e) {
                status = e.getCause().status();
                trailers = e.getCause().trailers();
            } catch (Throwable e) {
                if (!call.isCancelled()) {
                    LOG.log(Level.WARNING, "A handler of " + offered.method() + " has failed", e);
                }
                status = Status.of(Code.UNKNOWN, "");
            }
            call.join();
            call.finish(response, status, trailers);
        } finally {
            call.letGo();
        }
    }

    /** Runs the handler; what it returns is encoded, where it returns anything. */
    private static <I, O> @Nullable Octets answered(
            DirectCall<I, O> call, MethodHandler<I, O> handler) throws Exception {
        switch (handler) {
            case MethodHandler.Unary<I, O> unary -> {
                O response = unary.function().call(call.only(), call);
                return response == null ? null : call.frame(response);
            }
            case MethodHandler.Streaming<I, O> streaming -> {
                streaming.function().call(call.requests(), call::send, call);
                return null;
            }
            case MethodHandler.Folded<I, O> ignored ->
                    throw new IllegalStateException("a machine is no direct handler");
        }
    }
}
