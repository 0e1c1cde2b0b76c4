package dev.stillframe.api.grpc;

import dev.stillframe.api.grpc.machine.Machine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods that a server offers, with their handlers. Immutable. */
public final class Services {
    private final Map<String, Offered<?, ?>> methods;
    private final @Nullable Function<String, @Nullable Offered<?, ?>> otherwise;

    private Services(
            Map<String, Offered<?, ?>> methods,
            @Nullable Function<String, @Nullable Offered<?, ?>> otherwise) {
        this.methods = methods;
        this.otherwise = otherwise;
    }

    /**
     * A method and its handler.
     *
     * @param <I> requests
     * @param <O> responses
     */
    public record Offered<I, O>(Method<I, O> method, MethodHandler<I, O> handler) {
        private Offered<I, O> within(Interceptor interceptor) {
            return new Offered<>(method, interceptor.around(method, handler));
        }
    }

    /** None yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** The method of a {@code :path}, or null. */
    public @Nullable Offered<?, ?> at(String path) {
        Offered<?, ?> known = methods.get(path);
        return known != null || otherwise == null ? known : otherwise.apply(path);
    }

    /** All methods that were added, in that order. */
    public List<Offered<?, ?>> all() {
        return List.copyOf(methods.values());
    }

    /** Puts services together. */
    public static final class Builder {
        private final Map<String, Offered<?, ?>> methods = new LinkedHashMap<>();
        private final List<Interceptor> interceptors = new ArrayList<>();
        private @Nullable Function<String, @Nullable Offered<?, ?>> otherwise;

        private Builder() {}

        /**
         * A method.
         *
         * @throws IllegalStateException when it is there already
         */
        public <I, O> Builder with(Method<I, O> method, MethodHandler<I, O> handler) {
            if (methods.putIfAbsent(method.path(), new Offered<>(method, handler)) != null) {
                throw new IllegalStateException(method + " is there already");
            }
            return this;
        }

        /** A method with one request and one response. */
        public <I, O> Builder unary(
                Method<I, O> method, MethodHandler.UnaryFunction<I, O> function) {
            require(method, Method.Kind.UNARY);
            return with(method, new MethodHandler.Unary<>(function));
        }

        /** A method with one request and any number of responses. */
        public <I, O> Builder serverStreaming(
                Method<I, O> method, MethodHandler.ServerStreamingFunction<I, O> function) {
            require(method, Method.Kind.SERVER_STREAMING);
            return with(
                    method,
                    new MethodHandler.Streaming<>(
                            (requests, responses, call) -> {
                                I request = requests.next();
                                if (request == null) {
                                    throw new RpcException(
                                            Code.UNIMPLEMENTED, "no request has come");
                                }
                                requests.next(); // the end, or it throws: there is one request
                                function.call(request, responses, call);
                            }));
        }

        /** A method with any number of requests and one response. */
        public <I, O> Builder clientStreaming(
                Method<I, O> method, MethodHandler.ClientStreamingFunction<I, O> function) {
            require(method, Method.Kind.CLIENT_STREAMING);
            return with(
                    method,
                    new MethodHandler.Streaming<>(
                            (requests, responses, call) ->
                                    responses.send(function.call(requests, call))));
        }

        /** A method in which both stream. */
        public <I, O> Builder bidirectional(
                Method<I, O> method, MethodHandler.StreamingFunction<I, O> function) {
            require(method, Method.Kind.BIDIRECTIONAL);
            return with(method, new MethodHandler.Streaming<>(function));
        }

        /** A method of any kind as a machine on the connection's loop, which must not block. */
        public <I, O> Builder machine(
                Method<I, O> method, Supplier<? extends Machine<?, I, O>> machine) {
            return with(method, new MethodHandler.Folded<>(machine));
        }

        /** All methods of other services; and what they have {@link #otherwise}, if they have. */
        public Builder with(Services others) {
            for (Offered<?, ?> offered : others.all()) {
                add(offered);
            }
            return others.otherwise == null ? this : otherwise(others.otherwise);
        }

        /**
         * Methods that are not known beforehand. No interceptor stands around them. The last one
         * that was said counts.
         *
         * @param found by the {@code :path} of a call that no method was added for; null where
         *     there is none. Called under a connection's lock, and again for the same call: it must
         *     be quick and must not block
         */
        public Builder otherwise(Function<String, @Nullable Offered<?, ?>> found) {
            otherwise = found;
            return this;
        }

        private <I, O> void add(Offered<I, O> offered) {
            with(offered.method(), offered.handler());
        }

        /** Stands around all methods, the first one outermost. */
        public Builder around(Interceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** The services. */
        public Services build() {
            Map<String, Offered<?, ?>> all = new LinkedHashMap<>();
            for (Map.Entry<String, Offered<?, ?>> entry : methods.entrySet()) {
                Offered<?, ?> offered = entry.getValue();
                for (Interceptor interceptor : interceptors.reversed()) {
                    offered = offered.within(interceptor);
                }
                all.put(entry.getKey(), offered);
            }
            return new Services(Collections.unmodifiableMap(all), otherwise);
        }

        private static void require(Method<?, ?> method, Method.Kind kind) {
            if (method.kind() != kind) {
                throw new IllegalArgumentException(method + " is " + method.kind());
            }
        }
    }
}
