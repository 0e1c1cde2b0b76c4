package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law L6: each call ends exactly once, whatever becomes of its connection and its caller. */
@Timeout(120)
class ChannelChurnTest {
    private static final int CALLERS = 8;
    private static final int CALLS = 100;
    private static final List<String> ASKED = List.of("a", "b", "c");

    /** How many calls end between two cuts. */
    private static final int BETWEEN_CUTS = 25;

    /** Says how often it was told of its end. */
    private record Counted(AtomicInteger ended)
            implements Machine<Caller.Asker.Far, String, String> {
        private static final Caller.Asker ASKER = new Caller.Asker(ASKED);

        @Override
        public Caller.Asker.Far initial() {
            return ASKER.initial();
        }

        @Override
        public List<dev.stillframe.api.grpc.machine.Action<Caller.Asker.Far, String>> on(
                Signal<String> signal, Caller.Asker.Far context) {
            return ASKER.on(signal, context);
        }

        @Override
        public Pull<Caller.Asker.Far, String> generate(Caller.Asker.Far context) {
            return ASKER.generate(context);
        }

        @Override
        public void ended(Outcome<Caller.Asker.Far> outcome) {
            ended.incrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName(
            "calls of all styles, cancelled and late ones among them, while connections are cut")
    void churn(String style) throws Exception {
        Semaphore ends = new Semaphore(0);
        try (Server server = Pair.serve(Echoes.of(style), ServiceOptions.DEFAULT);
                Relay relay = new Relay(Pair.port(server));
                Channel channel = Pair.to("127.0.0.1:" + relay.port()).open()) {
            List<CompletableFuture<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                long seed = i;
                CompletableFuture<Integer> good = new CompletableFuture<>();
                callers.add(good);
                good.completeAsync(
                        () -> calls(channel, seed, ends), task -> Thread.ofVirtual().start(task));
            }
            for (int i = 0; i < CALLERS * CALLS / BETWEEN_CUTS; i++) {
                ends.acquire(BETWEEN_CUTS);
                relay.cut();
            }
            int good = callers.stream().mapToInt(CompletableFuture::join).sum();
            assertTrue(good > 0, "none has ended well");
            while (!unary(channel, options(true)).isOk()) {
                Thread.onSpinWait(); // the last cut may still be on its way
            }
            while (server.statistics().streams() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static CallOptions options(boolean wait) {
        return CallOptions.DEFAULT.waitingForReady(wait).within(Duration.ofSeconds(60));
    }

    /** One caller's calls; how many ended well. */
    private static int calls(Channel channel, long seed, Semaphore ends) {
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < CALLS; i++) {
            CallOptions options = options(random.nextBoolean());
            if (random.nextInt(4) == 0) {
                options = options.within(Duration.ofNanos(1 + random.nextInt(3_000_000)));
            }
            boolean cancelled = random.nextInt(4) == 0;
            Status status =
                    switch (random.nextInt(4)) {
                        case 0 -> run(channel, options, cancelled);
                        case 1 -> open(channel, options, cancelled);
                        case 2 -> async(channel, options, cancelled);
                        default -> unary(channel, options);
                    };
            ends.release();
            assertTrue(
                    switch (status.code()) {
                        case OK, UNAVAILABLE, DEADLINE_EXCEEDED -> true;
                        case CANCELLED -> cancelled;
                        default -> false;
                    },
                    status::toString);
            good += status.isOk() ? 1 : 0;
        }
        return good;
    }

    private static Status run(Channel channel, CallOptions options, boolean cancelled) {
        AtomicInteger ended = new AtomicInteger();
        var run = channel.run(Echoes.TALK, new Counted(ended), options).toCompletableFuture();
        if (cancelled) {
            run.cancel(false);
        }
        Outcome<Caller.Asker.Far> outcome = run.join();
        assertEquals(1, ended.get());
        if (outcome.status().isOk()) {
            assertEquals(ASKED, outcome.context().messages());
        }
        return outcome.status();
    }

    private static Status open(Channel channel, CallOptions options, boolean cancelled) {
        List<String> all = new ArrayList<>();
        try (ClientCall<String, String> call = channel.open(Echoes.TALK, options)) {
            for (String each : ASKED) {
                call.send(each);
            }
            if (cancelled) {
                call.cancel();
            }
            call.halfClose();
            for (String next = call.next(); next != null; next = call.next()) {
                all.add(next);
            }
            assertEquals(ASKED, all);
            return Status.OK;
        } catch (RpcException e) {
            return e.status();
        }
    }

    private static Status async(Channel channel, CallOptions options, boolean cancelled) {
        CompletableFuture<String> answer =
                channel.unaryAsync(Echoes.SAY, "a", options).toCompletableFuture();
        if (cancelled && answer.cancel(false)) {
            return Status.of(Code.CANCELLED, "");
        }
        try {
            assertEquals("a", answer.join());
            return Status.OK;
        } catch (CompletionException e) {
            return e.getCause() instanceof RpcException rpc
                    ? rpc.status()
                    : Status.of(Code.INTERNAL, e.toString());
        }
    }

    private static Status unary(Channel channel, CallOptions options) {
        try {
            assertEquals("a", channel.unary(Echoes.SAY, "a", options));
            return Status.OK;
        } catch (RpcException e) {
            return e.status();
        }
    }
}
