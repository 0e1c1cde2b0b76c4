package dev.stillframe.grpc.services;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Source;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Calls handlers in direct style without a wire. */
final class InMemory {
    private final Services services;

    InMemory(Services services) {
        this.services = services;
    }

    /** The response of a unary method. */
    <I, O> O unary(Method<I, O> method, I request) throws Exception {
        return ((MethodHandler.Unary<I, O>) handler(method)).function().call(request, new Nobody());
    }

    /** All responses to these requests. */
    <I, O> List<O> all(Method<I, O> method, List<I> requests) throws Exception {
        List<O> responses = new ArrayList<>();
        ((MethodHandler.Streaming<I, O>) handler(method))
                .function()
                .call(source(requests), responses::add, new Nobody());
        return responses;
    }

    /** A call that goes on; its thread is interrupted when it is closed, as a client's end does. */
    <I, O> Running<O> begin(Method<I, O> method, I request) {
        MethodHandler.Streaming<I, O> handler = (MethodHandler.Streaming<I, O>) handler(method);
        BlockingQueue<O> responses = new LinkedBlockingQueue<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        handler.function()
                                                .call(
                                                        source(List.of(request)),
                                                        responses::add,
                                                        new Nobody());
                                    } catch (InterruptedException expected) {
                                        // The end of the call.
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        return new Running<>(thread, responses);
    }

    record Running<O>(Thread thread, BlockingQueue<O> responses) implements AutoCloseable {
        O next() throws InterruptedException {
            O next = responses.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                if (!thread.join(Duration.ofSeconds(20))) {
                    throw new AssertionError("it does not end");
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while it ends", e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private <I, O> MethodHandler<I, O> handler(Method<I, O> method) {
        Services.Offered<?, ?> offered = services.at(method.path());
        if (offered == null) {
            throw new AssertionError("not offered: " + method);
        }
        return (MethodHandler<I, O>) offered.handler();
    }

    private static <I> Source<I> source(List<I> requests) {
        Iterator<I> rest = requests.iterator();
        return new Source<>() {
            @Override
            public @Nullable I next() {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public boolean awaitNext() {
                return rest.hasNext();
            }

            @Override
            public void close() {}
        };
    }

    /** A call that has nothing but its messages. */
    private static final class Nobody implements Call {
        @Override
        public CallHead head() {
            return new CallHead("a.B", "C", "", Duration.ZERO, Metadata.EMPTY);
        }

        @Override
        public @Nullable Duration remaining() {
            return null;
        }

        @Override
        public SocketAddress peer() {
            return new InetSocketAddress(0);
        }

        @Override
        public @Nullable SSLSession tls() {
            return null;
        }

        @Override
        public void headers(Metadata metadata) {}

        @Override
        public void trailers(Metadata metadata) {}

        @Override
        public void compressing(boolean compress) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable told) {}

        @Override
        public <T> Future<T> fork(Callable<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CallOptions options() {
            return CallOptions.DEFAULT;
        }
    }
}
