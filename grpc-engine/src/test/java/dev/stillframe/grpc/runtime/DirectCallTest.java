package dev.stillframe.grpc.runtime;

import static dev.stillframe.grpc.runtime.Served.ALONE;
import static dev.stillframe.grpc.runtime.Served.HEAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Interceptor;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.MethodHandler;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Texts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler in direct style may ask of its call. */
@Timeout(60)
class DirectCallTest {
    private static final String OK = " END_STREAM grpc-status=0";

    private static Served unary(MethodHandler.UnaryFunction<String, String> function)
            throws Exception {
        return Served.of(Services.builder().unary(Style.UNARY, function).build());
    }

    private static int call(Served served, String... fields) throws Exception {
        int call = served.peer.call("/t.T/Unary", fields);
        served.peer.last(call, Texts.frames("hello"));
        return call;
    }

    @Test
    @DisplayName("Forked work ends with the handler, and the response waits for it")
    void forked() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (Served served =
                unary(
                        (request, call) -> {
                            CountDownLatch begun = new CountDownLatch(1);
                            call.fork(
                                    () -> {
                                        try {
                                            begun.countDown();
                                            return new CountDownLatch(1).await(1, TimeUnit.DAYS);
                                        } finally {
                                            told.add("fork");
                                        }
                                    });
                            Future<String> quick = call.fork(() -> request + "!");
                            begun.await();
                            return quick.get();
                        })) {
            call(served);
            served.expect("HEADERS 1" + HEAD, "DATA 1 [hello!]", "HEADERS 1" + OK);
            assertEquals(List.of("fork"), told);
        }
    }

    @Test
    @DisplayName("Forked work and whoever asked are told of a cancel; later forks do not begin")
    void cancelled() throws Exception {
        CompletableFuture<String> forked = new CompletableFuture<>();
        CompletableFuture<String> listener = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (Served served =
                unary(
                        (request, call) -> {
                            call.onCancel(() -> listener.complete("told"));
                            call.fork(
                                    () -> {
                                        begun.countDown();
                                        try {
                                            return new CountDownLatch(1).await(1, TimeUnit.DAYS);
                                        } catch (InterruptedException e) {
                                            forked.complete("interrupted");
                                            throw e;
                                        }
                                    });
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                call.onCancel(() -> late.complete("told"));
                                after.complete(call.fork(() -> "no").isCancelled());
                            }
                            assertTrue(call.isCancelled());
                            return "nobody reads it";
                        })) {
            int call = call(served);
            begun.await();
            served.peer.reset(call, ErrorCode.CANCEL);
            assertEquals("interrupted", forked.get(20, TimeUnit.SECONDS));
            assertEquals("told", listener.get(20, TimeUnit.SECONDS));
            assertEquals("told", late.get(20, TimeUnit.SECONDS));
            assertTrue(after.get(20, TimeUnit.SECONDS));
            served.expectIdle();
        }
    }

    @Test
    @DisplayName("Whoever asked is told of a cancel also when the handler has noticed it first")
    void toldInAnyCase() throws Exception {
        Semaphore told = new Semaphore(0);
        Services services =
                Services.builder()
                        .bidirectional(
                                Style.ECHO,
                                (requests, responses, call) -> {
                                    call.onCancel(told::release);
                                    responses.send(requests.next());
                                    requests.next();
                                })
                        .build();
        for (int round = 0; round < 8; round++) { // one client may not reset so often
            try (Served served = Served.of(services)) {
                for (int i = 0; i < 40; i++) {
                    int call = served.peer.call("/t.T/Echo");
                    served.peer.data(call, Texts.frames("a"));
                    served.expect("HEADERS " + call + HEAD, "DATA " + call + " [a]");
                    served.peer.reset(call, ErrorCode.CANCEL);
                    assertTrue(told.tryAcquire(20, TimeUnit.SECONDS), "call " + i);
                }
                served.expectIdle();
                assertEquals(0, told.availablePermits());
            }
        }
    }

    @Test
    @DisplayName("Options for calls on its behalf have what is left of its deadline")
    void options() throws Exception {
        CompletableFuture<Duration> timeout = new CompletableFuture<>();
        CompletableFuture<Call> parent = new CompletableFuture<>();
        try (Served served =
                unary(
                        (request, call) -> {
                            parent.complete(call.options().parent());
                            timeout.complete(call.options().timeout());
                            assertNotNull(call.remaining());
                            assertNotNull(call.peer());
                            assertNull(call.tls());
                            return parent.get() == call ? "mine" : "another's";
                        })) {
            call(served, "grpc-timeout", "1H");
            served.expect("HEADERS 1" + HEAD, "DATA 1 [mine]", "HEADERS 1" + OK);
            Duration left = timeout.get();
            assertTrue(left.isPositive() && left.compareTo(Duration.ofHours(1)) <= 0);
        }
    }

    @Test
    @DisplayName("Without a deadline there is none to hand on")
    void noDeadline() throws Exception {
        try (Served served =
                unary((request, call) -> call.remaining() + " " + call.head().timeout())) {
            call(served);
            served.expect("HEADERS 1" + HEAD, "DATA 1 [null PT0S]", "HEADERS 1" + OK);
        }
    }

    @Test
    @DisplayName("Messages are compressed from where the handler says, if the client takes it")
    void compressing() throws Exception {
        Services services =
                Services.builder()
                        .bidirectional(
                                Style.ECHO,
                                (requests, responses, call) -> {
                                    for (String each : requests) {
                                        call.compressing(each.equals("gzip"));
                                        responses.send(each);
                                    }
                                })
                        .unary(
                                Style.UNARY,
                                (request, call) -> {
                                    call.compressing(true);
                                    return request;
                                })
                        .build();
        String zipped = " grpc-encoding=gzip grpc-accept-encoding=gzip";
        String head = " :status=200 content-type=application/grpc";
        String hello = "<" + Compression.GZIP.compress(Octets.utf8("hello")) + ">";
        String gzip = "<" + Compression.GZIP.compress(Octets.utf8("gzip")) + ">";
        try (Served served = Served.of(services)) {
            call(served);
            served.expect("HEADERS 1" + HEAD, "DATA 1 [hello]", "HEADERS 1" + OK);
            call(served, "grpc-accept-encoding", "deflate", "grpc-accept-encoding", "x , gzip");
            served.expect("HEADERS 3" + head + zipped, "DATA 3 [" + hello + "]", "HEADERS 3" + OK);
            int echo = served.peer.call("/t.T/Echo", "grpc-accept-encoding", "identity,gzip");
            served.peer.data(echo, Texts.frames("a"));
            served.expect("HEADERS 5" + head + zipped, "DATA 5 [a]");
            served.peer.data(echo, Texts.frames("gzip"));
            served.expect("DATA 5 [" + gzip + "]");
            served.peer.last(echo, Octets.EMPTY);
            served.expect("HEADERS 5" + OK);
        }
    }

    @Test
    @DisplayName("A head is sent once; metadata of the trailers is of calls that end well")
    void heads() throws Exception {
        try (Served served =
                unary(
                        (request, call) -> {
                            call.trailers(Metadata.of("x-end", " well "));
                            call.headers(Metadata.of("x-head", "1"));
                            try {
                                call.headers(Metadata.EMPTY);
                                return "sent twice";
                            } catch (IllegalStateException e) {
                                return request;
                            }
                        })) {
            call(served);
            served.expect(
                    "HEADERS 1" + HEAD + " x-head=1",
                    "DATA 1 [hello]",
                    "HEADERS 1" + OK + " x-end=well");
        }
    }

    @Test
    @DisplayName("A handler that gives up the wait for its interrupt answers no more")
    void afterDeadline() throws Exception {
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        try (Served served =
                unary(
                        (request, call) -> {
                            while (!call.isCancelled()) {
                                Thread.onSpinWait();
                            }
                            returned.complete(call.isCancelled());
                            return request;
                        })) {
            for (int i = 0; i < 50; i++) {
                int call = call(served, "grpc-timeout", "2m");
                // Never a head: not the call's, and not a 500.
                assertEquals("RST_STREAM " + call + " CANCEL", served.peer.line());
            }
            assertTrue(returned.get(20, TimeUnit.SECONDS));
            served.expectIdle();
        }
    }

    @Test
    @DisplayName("A unary handler that returns nothing: INTERNAL")
    void nothing() throws Exception {
        try (Served served = unary((request, call) -> null)) {
            call(served);
            served.expect(
                    "HEADERS 1" + ALONE + " grpc-status=13 grpc-message=no response was made");
        }
    }

    /** Writes down when it is passed, on the way in and on the way out. */
    private record Passed(String name, List<String> book) implements Interceptor {
        @Override
        public <I, O> MethodHandler<I, O> around(Method<I, O> method, MethodHandler<I, O> next) {
            return next instanceof MethodHandler.Unary<I, O> unary
                    ? new MethodHandler.Unary<>(
                            (request, call) -> {
                                book.add(name + " in");
                                try {
                                    return unary.function().call(request, call);
                                } finally {
                                    book.add(name + " out");
                                }
                            })
                    : next;
        }
    }

    @Test
    @DisplayName("Interceptors stand around all methods, the first one outermost")
    void interceptors() throws Exception {
        List<String> book = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        Services services =
                Services.builder()
                        .around(new Passed("outer", book))
                        .unary(
                                Style.UNARY,
                                (request, call) -> {
                                    book.add("handler");
                                    return "" + calls.incrementAndGet();
                                })
                        .around(new Passed("inner", book))
                        .build();
        try (Served served = Served.of(services)) {
            call(served);
            served.expect("HEADERS 1" + HEAD, "DATA 1 [1]", "HEADERS 1" + OK);
            assertEquals(
                    List.of("outer in", "inner in", "handler", "inner out", "outer out"), book);
            assertFalse(book.isEmpty());
        }
    }
}
