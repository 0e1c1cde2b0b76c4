package dev.stillframe.api.grpc;

import dev.stillframe.api.grpc.machine.Machine;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Who answers the calls of a method: in direct style, on a virtual thread for each call, or as a
 * machine on the connection's loop.
 *
 * <p>What a direct handler throws ends its call: an {@link RpcException} with its status, anything
 * else with UNKNOWN and no word about it to the client, and it is logged.
 *
 * @param <I> requests
 * @param <O> responses
 */
public sealed interface MethodHandler<I, O> {
    /** One request, one response. */
    record Unary<I, O>(UnaryFunction<I, O> function) implements MethodHandler<I, O> {
        public Unary {
            Objects.requireNonNull(function);
        }
    }

    /** Any other kind; the one message of a side that does not stream is checked for. */
    record Streaming<I, O>(StreamingFunction<I, O> function) implements MethodHandler<I, O> {
        public Streaming {
            Objects.requireNonNull(function);
        }
    }

    /**
     * As a machine; it must not block. A new one for each call.
     *
     * @param <I> requests
     * @param <O> responses
     */
    record Folded<I, O>(Supplier<? extends Machine<?, I, O>> machine)
            implements MethodHandler<I, O> {
        public Folded {
            Objects.requireNonNull(machine);
        }
    }

    /** Answers a request. */
    @FunctionalInterface
    interface UnaryFunction<I, O> {
        /** The response. */
        O call(I request, Call call) throws Exception;
    }

    /** Answers requests as they come. */
    @FunctionalInterface
    interface StreamingFunction<I, O> {
        /** The call ends with OK when it returns. */
        void call(Source<I> requests, Sink<O> responses, Call call) throws Exception;
    }

    /** Answers a request with any number of responses. */
    @FunctionalInterface
    interface ServerStreamingFunction<I, O> {
        /** The call ends with OK when it returns. */
        void call(I request, Sink<O> responses, Call call) throws Exception;
    }

    /** Answers any number of requests. */
    @FunctionalInterface
    interface ClientStreamingFunction<I, O> {
        /** The response. */
        O call(Source<I> requests, Call call) throws Exception;
    }
}
