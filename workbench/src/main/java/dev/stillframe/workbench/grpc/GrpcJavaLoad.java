package dev.stillframe.workbench.grpc;

import com.google.protobuf.ByteString;
import dev.stillframe.workbench.calls.CallTimes;
import dev.stillframe.workbench.client.Histograms;
import dev.stillframe.workbench.echo.v1.Payload;
import dev.stillframe.workbench.front.Reference;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls with one message each way by grpc-java's client: somebody else's code looks at the same
 * answers as {@link dev.stillframe.workbench.calls.UnaryLoad}. It costs more than the servers.
 */
public final class GrpcJavaLoad {
    private static final long PATIENCE = 30;

    private final int calls;
    private final Duration warmUp;
    private final Duration counted;
    private final ByteString content;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final CountDownLatch running;

    // Under this object's lock.
    private final Histogram times = Histograms.empty();
    private long from = Long.MAX_VALUE;
    private long end = Long.MAX_VALUE;
    private long number;
    private long good;
    private long wrong;
    private @Nullable String firstWrong;

    /**
     * Nothing runs yet.
     *
     * @param calls at any time, over all connections
     * @param octets of content in a message
     * @param warmUp how long calls run before they count
     * @param counted how long they count
     */
    public GrpcJavaLoad(
            int port, int calls, int connections, int octets, Duration warmUp, Duration counted) {
        this.calls = calls;
        this.warmUp = warmUp;
        this.counted = counted;
        this.content = ByteString.copyFrom(Reference.pattern().limit(octets));
        this.running = new CountDownLatch(calls);
        for (int i = 0; i < Math.min(calls, connections); i++) {
            channels.add(
                    NettyChannelBuilder.forAddress("127.0.0.1", port)
                            .usePlaintext()
                            .directExecutor()
                            .build());
        }
    }

    /**
     * Runs to the end.
     *
     * @param counting told when calls begin to count
     */
    public CallTimes run(Runnable counting) throws InterruptedException {
        try {
            for (int i = 0; i < calls; i++) {
                begin(channels.get(i % channels.size()));
            }
            boolean over = running.await(warmUp.toNanos(), TimeUnit.NANOSECONDS);
            counting.run();
            synchronized (this) {
                from = System.nanoTime();
                end = from + counted.toNanos();
            }
            over |= running.await(counted.toNanos(), TimeUnit.NANOSECONDS);
            over |= running.await(PATIENCE, TimeUnit.SECONDS);
            synchronized (this) {
                wrong += over ? 0 : running.getCount();
                return new CallTimes(
                        new Histogram(times),
                        Histograms.empty(),
                        counted.toNanos() / 1e9,
                        good,
                        wrong,
                        0,
                        0);
            }
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    /** What was not right with the first call that did not end well; null when all did. */
    public synchronized @Nullable String firstWrong() {
        return firstWrong;
    }

    private void begin(ManagedChannel channel) {
        Once call = new Once(channel, System.nanoTime(), next());
        ClientCalls.asyncUnaryCall(
                channel.newCall(GrpcJavaCalls.ONCE, CallOptions.DEFAULT), call.request, call);
    }

    private synchronized long next() {
        return ++number;
    }

    /** Counts a call; says whether another may follow it. */
    private synchronized boolean ended(long began, @Nullable String mistake) {
        long now = System.nanoTime();
        if (mistake != null) {
            wrong++;
            firstWrong = firstWrong == null ? mistake : firstWrong;
            return false;
        }
        if (now >= from && now < end) {
            good++;
            Histograms.add(times, now - began);
        }
        return now < end;
    }

    private final class Once implements StreamObserver<Payload> {
        private final ManagedChannel channel;
        private final long began;
        private final Payload request;
        private @Nullable Payload answer;

        Once(ManagedChannel channel, long began, long number) {
            this.channel = channel;
            this.began = began;
            this.request =
                    Payload.newBuilder()
                            .setDue(began | 1)
                            .setNumber(number)
                            .setContent(content)
                            .build();
        }

        @Override
        public void onNext(Payload response) {
            answer = response;
        }

        @Override
        public void onError(Throwable failure) {
            over(failure.toString());
        }

        @Override
        public void onCompleted() {
            over(request.equals(answer) ? null : "another answer than the request");
        }

        private void over(@Nullable String mistake) {
            if (ended(began, mistake)) {
                begin(channel);
            } else {
                running.countDown();
            }
        }
    }
}
