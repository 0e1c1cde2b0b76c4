package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How calls end, and what follows from it. */
@DisplayName("ends of bridged calls")
@Timeout(120)
class EndsTest {
    /** Serves nothing, and tells of its end. */
    private static final class Silent implements ServerCallHandler<String, String> {
        final CompletableFuture<Context> context = new CompletableFuture<>();
        final CompletableFuture<ServerCall<String, String>> call = new CompletableFuture<>();
        final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public ServerCall.Listener<String> startCall(
                ServerCall<String, String> begun, Metadata headers) {
            begun.request(2);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(String message) {
                    context.complete(Context.current());
                    call.complete(begun);
                }

                @Override
                public void onCancel() {
                    cancelled.countDown();
                }
            };
        }

        void awaitCancelled() throws InterruptedException {
            assertTrue(cancelled.await(30, TimeUnit.SECONDS));
        }
    }

    private enum Kind {
        UNARY(Between.UNARY),
        CLIENT(Between.CLIENT),
        SERVER(Between.SERVER),
        BOTH(Between.BOTH);

        final MethodDescriptor<String, String> method;

        Kind(MethodDescriptor<String, String> method) {
            this.method = method;
        }
    }

    private static Told begin(ClientCall<String, String> call, boolean whole) {
        Told told = new Told();
        call.start(told, new Metadata());
        call.request(2);
        call.sendMessage("?");
        if (whole) {
            call.halfClose();
        }
        return told;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("cancelling tells both sides, with its cause, and cancels the server's context")
    void cancel(Kind kind) throws Exception {
        Silent silent = new Silent();
        try (Between between = Between.start(Between.serving(kind.method, silent))) {
            ClientCall<String, String> call =
                    between.channel.newCall(kind.method, CallOptions.DEFAULT);
            Told told = begin(call, kind.method.getType().clientSendsOneMessage());
            Context context = silent.context.get(30, TimeUnit.SECONDS);
            assertFalse(context.isCancelled());
            IllegalStateException cause = new IllegalStateException("enough");
            call.cancel("no more", cause);
            assertEquals(Status.Code.CANCELLED, told.status().getCode());
            assertEquals("no more", told.status().getDescription());
            assertSame(cause, told.status().getCause());
            silent.awaitCancelled();
            assertTrue(context.isCancelled());
            assertTrue(silent.call.get(30, TimeUnit.SECONDS).isCancelled());
            assertFalse(call.isReady());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a deadline is the server's context's too, and ends both sides")
    void deadline(Kind kind) throws Exception {
        Silent silent = new Silent();
        try (Between between = Between.start(Between.serving(kind.method, silent))) {
            ClientCall<String, String> warm =
                    between.channel.newCall(kind.method, CallOptions.DEFAULT);
            begin(warm, kind.method.getType().clientSendsOneMessage());
            assertNull(silent.context.get(30, TimeUnit.SECONDS).getDeadline());
            warm.cancel("connected", null);
            silent.awaitCancelled();
        }
        Silent late = new Silent();
        try (Between between = Between.start(Between.serving(kind.method, late))) {
            int seconds = 1;
            for (; !late.context.isDone(); seconds *= 2) { // it may be over before it is there
                assertTrue(seconds < 100);
                CallOptions options =
                        CallOptions.DEFAULT.withDeadlineAfter(seconds, TimeUnit.SECONDS);
                ClientCall<String, String> call = between.channel.newCall(kind.method, options);
                Told told = begin(call, kind.method.getType().clientSendsOneMessage());
                assertEquals(Status.Code.DEADLINE_EXCEEDED, told.status().getCode());
            }
            Deadline deadline = late.context.get().getDeadline();
            assertNotNull(deadline);
            assertTrue(deadline.timeRemaining(TimeUnit.SECONDS) <= seconds);
            late.awaitCancelled();
        }
    }

    @Test
    @DisplayName("a call that waits for its first message ends with its deadline as well")
    void unsent() throws Exception {
        try (Between between = Between.start(Between.serving(Between.UNARY, new Silent()))) {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(50, TimeUnit.MILLISECONDS);
            ClientCall<String, String> call = between.channel.newCall(Between.UNARY, options);
            Told told = new Told();
            call.start(told, new Metadata());
            assertEquals(Status.Code.DEADLINE_EXCEEDED, told.status().getCode());
            call.sendMessage("too late"); // nobody minds
        }
    }

    @Test
    @DisplayName("cancelling a context cancels the calls that were made in it, and those behind")
    void contexts() throws Exception {
        Silent last = new Silent();
        try (Between behind = Between.start(Between.serving(Between.UNARY, last));
                Between front =
                        Between.start(
                                Between.serving(
                                        Between.UNARY,
                                        ServerCalls.asyncUnaryCall(
                                                (String request, StreamObserver<String> answer) ->
                                                        ClientCalls.asyncUnaryCall(
                                                                behind.channel.newCall(
                                                                        Between.UNARY,
                                                                        CallOptions.DEFAULT),
                                                                request,
                                                                answer))))) {
            Context.CancellableContext context = Context.current().withCancellation();
            CompletableFuture<Told> told = new CompletableFuture<>();
            context.run(
                    () ->
                            told.complete(
                                    begin(
                                            front.channel.newCall(
                                                    Between.UNARY, CallOptions.DEFAULT),
                                            true)));
            last.call.get(30, TimeUnit.SECONDS);
            context.cancel(new IllegalStateException("over"));
            assertEquals(Status.Code.CANCELLED, told.get().status().getCode());
            last.awaitCancelled();
        }
    }

    @Test
    @DisplayName("a service that works when its call is cancelled is not interrupted")
    void uninterrupted() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (Between between =
                Between.start(
                        Between.serving(
                                Between.UNARY,
                                ServerCalls.asyncUnaryCall(
                                        (String request, StreamObserver<String> answer) -> {
                                            CountDownLatch cancelled = new CountDownLatch(1);
                                            Context.current()
                                                    .addListener(
                                                            ended -> cancelled.countDown(),
                                                            Runnable::run);
                                            working.countDown();
                                            try {
                                                interrupted.complete(
                                                        !cancelled.await(30, TimeUnit.SECONDS));
                                            } catch (InterruptedException e) {
                                                interrupted.complete(true);
                                            }
                                        })))) {
            ClientCall<String, String> call =
                    between.channel.newCall(Between.UNARY, CallOptions.DEFAULT);
            begin(call, true);
            assertTrue(working.await(30, TimeUnit.SECONDS));
            call.cancel("no more", null);
            assertFalse(interrupted.get(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a status goes with description, details and trailers, of text and octets")
    void statuses(Kind kind) throws Exception {
        byte[] details = {8, 5, 18, 1, 'x'};
        try (Between between =
                Between.start(
                        Between.serving(
                                kind.method,
                                (call, headers) -> {
                                    Metadata trailers = new Metadata();
                                    trailers.put(Fields.DETAILS, details);
                                    trailers.put(Fields.text("why"), "because");
                                    trailers.put(Fields.PUSHBACK, "250");
                                    trailers.put(BYTES, new byte[] {-1, 0, 1});
                                    call.close(
                                            Status.NOT_FOUND.withDescription("no 100 % \u263a"),
                                            trailers);
                                    return new ServerCall.Listener<>() {};
                                }))) {
            ClientCall<String, String> call =
                    between.channel.newCall(kind.method, CallOptions.DEFAULT);
            Told told = begin(call, kind.method.getType().clientSendsOneMessage());
            assertEquals(Status.Code.NOT_FOUND, told.status().getCode());
            assertEquals("no 100 % \u263a", told.status().getDescription());
            Metadata trailers = told.closed().trailers();
            assertArrayEquals(details, trailers.get(Fields.DETAILS));
            assertEquals("because", trailers.get(Fields.text("why")));
            assertEquals("250", trailers.get(Fields.PUSHBACK));
            assertArrayEquals(new byte[] {-1, 0, 1}, trailers.get(BYTES));
        }
    }

    private static final Metadata.Key<byte[]> BYTES =
            Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER);

    @ParameterizedTest
    @EnumSource
    @DisplayName("a service that fails ends its call with UNKNOWN, and is told of it")
    void failing(Kind kind) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (Between between =
                Between.start(
                        Between.serving(
                                kind.method,
                                (call, headers) -> {
                                    call.request(1);
                                    return new ServerCall.Listener<>() {
                                        @Override
                                        public void onMessage(String message) {
                                            throw new IllegalStateException("a bug");
                                        }

                                        @Override
                                        public void onComplete() {
                                            told.countDown();
                                        }
                                    };
                                }))) {
            ClientCall<String, String> call =
                    between.channel.newCall(kind.method, CallOptions.DEFAULT);
            Told client = begin(call, kind.method.getType().clientSendsOneMessage());
            assertEquals(Status.Code.UNKNOWN, client.status().getCode());
            assertTrue(told.await(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a stub's listener that fails cancels its call, with what it has thrown")
    void failingListener(Kind kind) throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug");
        try (Between between =
                Between.start(
                        Between.serving(
                                kind.method,
                                (call, headers) -> {
                                    call.sendHeaders(new Metadata());
                                    call.sendMessage("!");
                                    if (kind.method.getType().serverSendsOneMessage()) {
                                        call.close(Status.OK, new Metadata());
                                    }
                                    return new ServerCall.Listener<>() {};
                                }))) {
            ClientCall<String, String> call =
                    between.channel.newCall(kind.method, CallOptions.DEFAULT);
            Told told =
                    new Told() {
                        @Override
                        public void onMessage(String message) {
                            throw bug;
                        }
                    };
            call.start(told, new Metadata());
            call.request(2);
            call.sendMessage("?");
            call.halfClose();
            assertEquals(Status.Code.CANCELLED, told.status().getCode());
            assertSame(bug, told.status().getCause());
        }
    }

    @Test
    @DisplayName("OK without the one response is INTERNAL, and so are two of them")
    void responses() throws Exception {
        try (Between between =
                Between.start(
                        Between.serving(
                                Between.UNARY,
                                ServerCalls.asyncUnaryCall(
                                        (String request, StreamObserver<String> answer) -> {
                                            if (request.equals("two")) {
                                                answer.onNext("1");
                                                answer.onNext("2");
                                            }
                                            answer.onCompleted();
                                        })))) {
            for (String request : new String[] {"none", "two"}) {
                StatusRuntimeException failure =
                        Assertions.assertThrows(
                                StatusRuntimeException.class,
                                () ->
                                        ClientCalls.blockingUnaryCall(
                                                between.channel,
                                                Between.UNARY,
                                                CallOptions.DEFAULT,
                                                request));
                assertEquals(Status.Code.INTERNAL, failure.getStatus().getCode(), request);
            }
        }
    }

    @Test
    @DisplayName("shutdownNow ends calls with UNAVAILABLE, and those that come later")
    void shutdown() throws Exception {
        Silent silent = new Silent();
        try (Between between = Between.start(Between.serving(Between.BOTH, silent))) {
            ClientCall<String, String> call =
                    between.channel.newCall(Between.BOTH, CallOptions.DEFAULT);
            Told told = begin(call, false);
            silent.call.get(30, TimeUnit.SECONDS);
            between.channel.shutdownNow();
            assertEquals(Status.Code.UNAVAILABLE, told.status().getCode());
            silent.awaitCancelled();
            for (Kind kind : Kind.values()) {
                Told later =
                        begin(
                                between.channel.newCall(kind.method, CallOptions.DEFAULT),
                                kind.method.getType().clientSendsOneMessage());
                assertEquals(Status.Code.UNAVAILABLE, later.status().getCode());
            }
            assertTrue(between.channel.isShutdown());
            assertTrue(between.channel.awaitTermination(30, TimeUnit.SECONDS));
            assertTrue(between.channel.isTerminated());
        }
    }
}
