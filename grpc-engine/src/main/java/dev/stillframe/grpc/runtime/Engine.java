package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.grpc.call.ServerFold;
import dev.stillframe.grpc.wire.MessageType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The engine as a service. */
public final class Engine implements GrpcEngine {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    private static final Handler NOTHING_ELSE =
            new Handler.Direct(
                    exchange ->
                            exchange.respond(
                                    ResponseHead.of(415, "content-length", "0"), Octets.EMPTY));

    /** For {@link java.util.ServiceLoader}. */
    public Engine() {}

    @Override
    public Handler handler(Services services, ServiceOptions options, @Nullable Handler otherwise) {
        Handler folded = new Handler.Folded<>(new ServerFold(services, options, Engine::report));
        Handler direct = new Handler.Direct(new DirectCalls(services, options));
        Handler other = otherwise == null ? NOTHING_ELSE : otherwise;
        return new Handler.Chosen(
                head ->
                        !MessageType.isGrpc(head.fields().value("content-type"))
                                ? other
                                : isDirect(head, services) ? direct : folded);
    }

    private static void report(Method<?, ?> method, Throwable cause) {
        LOG.log(Level.WARNING, "A machine of " + method + " has failed; its call ends", cause);
    }

    private static boolean isDirect(RequestHead head, Services services) {
        Services.Offered<?, ?> offered = head.path() == null ? null : services.at(head.path());
        return offered != null && !(offered.handler() instanceof MethodHandler.Folded<?, ?>);
    }

    @Override
    public Channel channel(ChannelOptions options) {
        return new Channels(options);
    }
}
