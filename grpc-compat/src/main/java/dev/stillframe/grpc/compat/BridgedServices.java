package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import io.grpc.BindableService;
import io.grpc.CompressorRegistry;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Services of grpc-java as {@link Services}, to be served by a {@link
 * dev.stillframe.api.grpc.GrpcEngine}, beside others, on whatever front.
 *
 * <p>Their callbacks run on a virtual thread of the call's own, or on an executor where one is
 * named. A call of a method whose client sends one message begins once that message is there.
 */
public final class BridgedServices {
    private BridgedServices() {}

    /** These services, and nothing else said. */
    public static Services of(BindableService... services) {
        Builder all = builder();
        for (BindableService each : services) {
            all.with(each);
        }
        return all.build();
    }

    /** None yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Puts services together. */
    public static final class Builder {
        private final List<ServerServiceDefinition> services = new ArrayList<>();
        private final List<ServerInterceptor> interceptors = new ArrayList<>();
        private final List<ServerStreamTracer.Factory> tracers = new ArrayList<>();
        private CompressorRegistry compressors = CompressorRegistry.getDefaultInstance();
        private @Nullable ServerCallExecutorSupplier executors;
        private @Nullable Executor executor;
        private @Nullable HandlerRegistry registry;

        private Builder() {}

        /** A service. */
        public Builder with(BindableService service) {
            return with(service.bindService());
        }

        /** A service. */
        public Builder with(ServerServiceDefinition service) {
            services.add(service);
            return this;
        }

        /** Stands around all methods; the last one that was added is the outermost. */
        public Builder intercept(ServerInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** Traces all calls, those of methods that there are not as well. */
        public Builder tracing(ServerStreamTracer.Factory factory) {
            tracers.add(factory);
            return this;
        }

        /** Where callbacks run, instead of a virtual thread for each call. */
        public Builder executor(Executor value) {
            executor = value;
            return this;
        }

        /** The same for each call by itself; null from it for what is said of all. */
        public Builder executor(ServerCallExecutorSupplier value) {
            executors = value;
            return this;
        }

        /** By whom names given to {@link ServerCall#setCompression} are known. */
        public Builder compressors(CompressorRegistry value) {
            compressors = value;
            return this;
        }

        /** Asked for methods that no service has. */
        public Builder otherwise(HandlerRegistry value) {
            registry = value;
            return this;
        }

        /**
         * The services.
         *
         * @throws IllegalStateException when a method is there twice
         */
        public Services build() {
            Serving serving = new Serving(interceptors, tracers, compressors, executors, executor);
            Services.Builder all = Services.builder();
            for (ServerServiceDefinition service : services) {
                for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                    all.with(Messages.method(method.getMethodDescriptor()), serving.of(method));
                }
            }
            HandlerRegistry others = registry;
            if (others != null || !tracers.isEmpty()) {
                all.otherwise(path -> found(path, others, serving));
            }
            return all.build();
        }

        private static Services.@Nullable Offered<byte[], byte[]> found(
                String path, @Nullable HandlerRegistry others, Serving serving) {
            if (path.lastIndexOf('/') <= 1 || path.endsWith("/")) {
                return null;
            }
            String name = path.substring(1);
            ServerMethodDefinition<?, ?> method = others == null ? null : others.lookupMethod(name);
            if (method == null) {
                if (serving.tracers().isEmpty()) {
                    return null;
                }
                method = missing(name);
            }
            return new Services.Offered<>(
                    Messages.method(method.getMethodDescriptor()), serving.of(method));
        }

        /** What is traced as well, although it is not there. */
        private static ServerMethodDefinition<byte[], byte[]> missing(String name) {
            MethodDescriptor.Marshaller<byte[]> octets = new Octets();
            ServerCallHandler<byte[], byte[]> refusing =
                    (call, headers) -> {
                        call.close(
                                Status.UNIMPLEMENTED.withDescription("Method not found: " + name),
                                new Metadata());
                        return new ServerCall.Listener<>() {};
                    };
            return ServerMethodDefinition.create(
                    MethodDescriptor.newBuilder(octets, octets)
                            .setType(MethodType.UNKNOWN)
                            .setFullMethodName(name)
                            .build(),
                    refusing);
        }
    }

    /** How calls are served. */
    record Serving(
            List<ServerInterceptor> interceptors,
            List<ServerStreamTracer.Factory> tracers,
            CompressorRegistry compressors,
            @Nullable ServerCallExecutorSupplier executors,
            @Nullable Executor executor) {
        Serving {
            interceptors = List.copyOf(interceptors);
            tracers = List.copyOf(tracers);
        }

        <I, O> MethodHandler<byte[], byte[]> of(ServerMethodDefinition<I, O> theirs) {
            ServerCallHandler<I, O> handler = theirs.getServerCallHandler();
            for (ServerInterceptor interceptor : interceptors) {
                handler = within(interceptor, handler);
            }
            Serves<I, O> serves = new Serves<>(theirs.getMethodDescriptor(), handler, this);
            return theirs.getMethodDescriptor().getType() == MethodType.UNARY
                    ? new MethodHandler.Unary<>(serves::unary)
                    : new MethodHandler.Streaming<>(serves::stream);
        }

        private static <I, O> ServerCallHandler<I, O> within(
                ServerInterceptor interceptor, ServerCallHandler<I, O> next) {
            return (call, headers) -> interceptor.interceptCall(call, headers, next);
        }

        @Nullable Executor executor(ServerCall<?, ?> call, Metadata headers) {
            Executor own = executors == null ? null : executors.getExecutor(call, headers);
            return own == null ? executor : own;
        }

        Tracing<ServerStreamTracer> traced(String method, Metadata headers) {
            if (tracers.isEmpty()) {
                return new Tracing<>(List.of());
            }
            List<ServerStreamTracer> all = new ArrayList<>(tracers.size());
            for (ServerStreamTracer.Factory each : tracers) {
                all.add(each.newServerStreamTracer(method, headers));
            }
            return new Tracing<>(all);
        }
    }

    private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public java.io.InputStream stream(byte[] value) {
            return Messages.stream(value);
        }

        @Override
        public byte[] parse(java.io.InputStream stream) {
            return Messages.octets(stream);
        }
    }
}
