package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel that is shut down ends when the calls that have begun have. */
@DisplayName("shutdown of bridged channels")
@Timeout(120)
class ShutdownTest {
    /** Credentials that come when the test says so. */
    private static final class Late extends CallCredentials {
        final CompletableFuture<MetadataApplier> asked = new CompletableFuture<>();

        @Override
        public void applyRequestMetadata(
                RequestInfo info, Executor executor, MetadataApplier applier) {
            asked.complete(applier);
        }
    }

    private static MethodDescriptor<String, String> method(boolean unary) {
        return unary ? Between.UNARY : Between.SERVER;
    }

    private static Between answering(boolean unary) throws Exception {
        return Between.start(
                Between.serving(
                        method(unary),
                        unary
                                ? ServerCalls.asyncUnaryCall(ShutdownTest::answer)
                                : ServerCalls.asyncServerStreamingCall(ShutdownTest::answer)));
    }

    private static void answer(String request, StreamObserver<String> to) {
        to.onNext(request + '!');
        to.onCompleted();
    }

    private static Told begin(ManagedChannel channel, boolean unary, CallOptions options) {
        Told told = new Told();
        ClientCall<String, String> call = channel.newCall(method(unary), options);
        call.start(told, new Metadata());
        call.request(2);
        call.sendMessage("asked");
        call.halfClose();
        return told;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a call that waits for its credentials goes on; one that comes later does not")
    void credentials(boolean unary) throws Exception {
        try (Between between = answering(unary)) {
            ManagedChannel channel = between.channel;
            Late late = new Late();
            Told first = begin(channel, unary, CallOptions.DEFAULT.withCallCredentials(late));
            CallCredentials.MetadataApplier applier = late.asked.get(30, TimeUnit.SECONDS);
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(channel.getState(false), changed::countDown);
            channel.shutdown();
            assertTrue(channel.isShutdown());
            assertTrue(changed.await(30, TimeUnit.SECONDS));
            assertEquals(ConnectivityState.SHUTDOWN, channel.getState(true));
            Told second = begin(channel, unary, CallOptions.DEFAULT);
            assertEquals(Status.Code.UNAVAILABLE, second.status().getCode());
            assertFalse(channel.isTerminated());

            applier.apply(new Metadata());
            assertEquals("asked!", first.next());
            assertEquals(Status.Code.OK, first.status().getCode());
            assertTrue(channel.awaitTermination(30, TimeUnit.SECONDS));
            assertTrue(channel.isTerminated());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a call that waits for the channel's first connection goes on")
    void connecting(boolean unary) throws Exception {
        try (Between between = answering(unary)) {
            Told told = begin(between.channel, unary, CallOptions.DEFAULT);
            between.channel.shutdown();
            assertEquals(Status.Code.OK, told.status().getCode());
            assertTrue(between.channel.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("shutdownNow ends what a shutdown before it has left")
    void now() throws Exception {
        try (Between between = answering(true)) {
            Told told =
                    begin(
                            between.channel,
                            true,
                            CallOptions.DEFAULT.withCallCredentials(new Late()));
            between.channel.shutdown().shutdownNow();
            assertEquals(Status.Code.UNAVAILABLE, told.status().getCode());
            assertTrue(between.channel.awaitTermination(30, TimeUnit.SECONDS));
        }
    }
}
