package dev.stillframe.api.grpc;

import dev.stillframe.api.server.Handler;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** gRPC over an {@link dev.stillframe.api.Http2Engine}, found with {@link ServiceLoader}. */
public interface GrpcEngine {
    /**
     * The engine on the module path or the class path.
     *
     * @throws IllegalStateException when there is none
     */
    static GrpcEngine find() {
        return ServiceLoader.load(GrpcEngine.class, GrpcEngine.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "No GrpcEngine was found: put dev.stillframe:stillframe-grpc on the module path or class path"));
    }

    /**
     * A handler that serves calls, on any front end.
     *
     * @param otherwise who answers requests that are not gRPC (PROTOCOL-HTTP2: a {@code
     *     content-type} that does not begin with {@code application/grpc}); null for 415
     */
    Handler handler(Services services, ServiceOptions options, @Nullable Handler otherwise);

    /** A handler that serves calls and nothing else. */
    default Handler handler(Services services) {
        return handler(services, ServiceOptions.DEFAULT, null);
    }

    /**
     * Opens a channel. Connections are made as calls need them.
     *
     * @throws IllegalArgumentException when the target cannot be understood, or the service config
     *     has a fault; the message says where
     */
    Channel channel(ChannelOptions options);
}
