package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands around bridged calls: interceptors, credentials, executors. */
@DisplayName("around bridged calls")
@Timeout(120)
class AroundTest {
    private static final Metadata.Key<byte[]> BYTES =
            Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Context.Key<String> WHO = Context.key("who");

    private static ServerCallHandler<String, String> answering() {
        return ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> answer) -> {
                    answer.onNext(request + " by " + WHO.get());
                    answer.onCompleted();
                });
    }

    private static String call(Channel channel, CallOptions options) {
        return ClientCalls.blockingUnaryCall(channel, Between.UNARY, options, "asked");
    }

    private static ServerInterceptor noting(List<String> order, String name) {
        return new ServerInterceptor() {
            @Override
            public <I, O> ServerCall.Listener<I> interceptCall(
                    ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                order.add(name);
                return next.startCall(call, headers);
            }
        };
    }

    @Test
    @DisplayName("a server's interceptors: the last one first; a context of theirs; attributes")
    void server() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<ServerCall<?, ?>> seen = new CompletableFuture<>();
        ServerInterceptor who =
                new ServerInterceptor() {
                    @Override
                    public <I, O> ServerCall.Listener<I> interceptCall(
                            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                        seen.complete(call);
                        String name = headers.get(Fields.text("name"));
                        Context context = Context.current().withValue(WHO, name);
                        return Contexts.interceptCall(context, call, headers, next);
                    }
                };
        try (Between between =
                Between.start(
                        server ->
                                server.addService(Between.serving(Between.UNARY, answering()))
                                        .intercept(noting(order, "first"))
                                        .intercept(who)
                                        .intercept(noting(order, "last")),
                        channel -> channel.overrideAuthority("some.where:99"))) {
            Metadata headers = new Metadata();
            headers.put(Fields.text("name"), "Ann");
            Channel channel =
                    io.grpc.ClientInterceptors.intercept(
                            between.channel, MetadataUtils.newAttachHeadersInterceptor(headers));
            assertEquals("asked by Ann", call(channel, CallOptions.DEFAULT));
            assertEquals(List.of("last", "first"), order);
            ServerCall<?, ?> call = seen.get(30, TimeUnit.SECONDS);
            assertEquals("some.where:99", call.getAuthority());
            assertEquals("some.where:99", between.channel.authority());
            InetSocketAddress peer =
                    (InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
            assertTrue(peer.getAddress().isLoopbackAddress());
            assertNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        }
    }

    @Test
    @DisplayName("a client's interceptors, and metadata both ways, several of a key")
    void client() throws Exception {
        List<String> order = new ArrayList<>(); // on the thread that calls
        AtomicReference<Metadata> head = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        ServerInterceptor echo =
                new ServerInterceptor() {
                    @Override
                    public <I, O> ServerCall.Listener<I> interceptCall(
                            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                        return next.startCall(new Echoing<>(call, headers), headers);
                    }
                };
        try (Between between =
                Between.start(
                        server ->
                                server.addService(Between.serving(Between.UNARY, answering()))
                                        .intercept(echo),
                        channel ->
                                channel.intercept(named(order, "first"))
                                        .intercept(named(order, "last")))) {
            Metadata sent = new Metadata();
            sent.put(BYTES, new byte[] {1});
            sent.put(BYTES, new byte[] {-2, 0});
            sent.put(Fields.text("text"), "a, b");
            sent.put(Fields.text("text"), "c");
            Channel channel =
                    io.grpc.ClientInterceptors.intercept(
                            between.channel,
                            MetadataUtils.newAttachHeadersInterceptor(sent),
                            MetadataUtils.newCaptureMetadataInterceptor(head, trailers));
            assertEquals("asked by null", call(channel, CallOptions.DEFAULT));
            assertEquals(List.of("last", "first"), order);
            for (Metadata each : List.of(head.get(), trailers.get())) {
                assertEquals(List.of("a, b", "c"), all(each, Fields.text("text")));
                List<byte[]> octets = all(each, BYTES);
                assertEquals(2, octets.size());
                assertArrayEquals(new byte[] {1}, octets.get(0));
                assertArrayEquals(new byte[] {-2, 0}, octets.get(1));
            }
        }
    }

    private static <T> List<T> all(Metadata metadata, Metadata.Key<T> key) {
        List<T> all = new ArrayList<>();
        Iterable<T> values = metadata.getAll(key);
        if (values != null) {
            values.forEach(all::add);
        }
        return all;
    }

    private static ClientInterceptor named(List<String> order, String name) {
        return new ClientInterceptor() {
            @Override
            public <I, O> ClientCall<I, O> interceptCall(
                    MethodDescriptor<I, O> method, CallOptions options, Channel next) {
                return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                    @Override
                    public void start(Listener<O> told, Metadata headers) {
                        order.add(name);
                        super.start(told, headers);
                    }
                };
            }
        };
    }

    /** Sends what has come back, in the head and in the trailers. */
    private static final class Echoing<I, O>
            extends io.grpc.ForwardingServerCall.SimpleForwardingServerCall<I, O> {
        private final Metadata headers;

        Echoing(ServerCall<I, O> call, Metadata headers) {
            super(call);
            this.headers = headers;
        }

        @Override
        public void sendHeaders(Metadata own) {
            own.merge(headers);
            super.sendHeaders(own);
        }

        @Override
        public void close(Status status, Metadata own) {
            own.merge(headers);
            super.close(status, own);
        }
    }

    @Test
    @DisplayName("credentials of a call put metadata to it, or end it")
    void credentials() throws Exception {
        try (Between between =
                Between.start(
                        server ->
                                server.addService(Between.serving(Between.UNARY, answering()))
                                        .intercept(refusing()),
                        channel -> {})) {
            assertEquals(
                    "asked by null",
                    call(
                            between.channel,
                            CallOptions.DEFAULT.withCallCredentials(new Token("let me in"))));
            assertEquals(
                    Status.Code.PERMISSION_DENIED,
                    refusal(between, CallOptions.DEFAULT.withCallCredentials(new Token("else"))));
            assertEquals(
                    Status.Code.UNAUTHENTICATED,
                    refusal(between, CallOptions.DEFAULT.withCallCredentials(new Token(""))));
            assertEquals(Status.Code.PERMISSION_DENIED, refusal(between, CallOptions.DEFAULT));
        }
    }

    private static Status.Code refusal(Between between, CallOptions options) {
        return assertThrows(StatusRuntimeException.class, () -> call(between.channel, options))
                .getStatus()
                .getCode();
    }

    private static ServerInterceptor refusing() {
        return new ServerInterceptor() {
            @Override
            public <I, O> ServerCall.Listener<I> interceptCall(
                    ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                if ("let me in".equals(headers.get(Fields.text("token")))) {
                    return next.startCall(call, headers);
                }
                call.close(Status.PERMISSION_DENIED, new Metadata());
                return new ServerCall.Listener<>() {};
            }
        };
    }

    private static final class Token extends CallCredentials {
        private final String value;

        Token(String value) {
            this.value = value;
        }

        @Override
        public void applyRequestMetadata(
                RequestInfo info, Executor executor, MetadataApplier applier) {
            executor.execute(
                    () -> {
                        if (value.isEmpty()) {
                            applier.fail(Status.UNAUTHENTICATED);
                            return;
                        }
                        Metadata more = new Metadata();
                        more.put(Fields.text("token"), value);
                        applier.apply(more);
                    });
        }
    }

    @Test
    @DisplayName("an executor that takes nothing does not keep a call from its end")
    void rejecting() throws Exception {
        try (Between between = Between.start(Between.serving(Between.UNARY, answering()))) {
            ClientCall<String, String> call =
                    between.channel.newCall(
                            Between.UNARY,
                            CallOptions.DEFAULT.withExecutor(
                                    task -> {
                                        throw new RejectedExecutionException("full");
                                    }));
            Told told = new Told();
            call.start(told, new Metadata());
            call.request(2);
            call.sendMessage("asked");
            call.halfClose();
            assertEquals("asked by null", told.next());
            assertEquals(Status.Code.OK, told.status().getCode());
        }
    }
}
