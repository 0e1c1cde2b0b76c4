package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.h2.pool.PoolEffect;
import dev.stillframe.h2.pool.PoolEvent;
import dev.stillframe.h2.pool.Refusal;
import dev.stillframe.h2.pool.Retry;
import dev.stillframe.h2.runtime.net.Loop;
import dev.stillframe.h2.runtime.net.Loops;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client over a pool: the pool decides, and this does what it says. */
public final class PooledClient extends Requesting implements Client {
    private final Http2Engine engine;
    private final ClientOptions options;
    private final Loops loops;
    private final PoolTurns turns;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Call> waiters = new ConcurrentHashMap<>();
    private final Map<Integer, Pooled> connections = new ConcurrentHashMap<>();
    private final Set<OwnConnection> own = ConcurrentHashMap.newKeySet();
    private final Failures failures = new Failures();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;

    /** Opens no connection yet. */
    public PooledClient(ClientOptions options, Http2Engine engine) {
        super(engine, options.maxContent());
        this.engine = engine;
        this.options = options;
        try {
            this.loops = new Loops("stillframe-client", options.loops());
        } catch (IOException e) {
            throw new UncheckedIOException("No selector can be had", e);
        }
        this.turns = new PoolTurns(options.pool(), loops.next(), this::follow);
    }

    // ---- calls

    @Override
    void begin(Call call) {
        int waiter = numbers.incrementAndGet();
        call.waiter = waiter;
        waiters.put(waiter, call);
        turns.step(new PoolEvent.Acquire(waiter, call.request.endpoint(), call.deadline));
    }

    @Override
    public void rejected(Call call, String reason) {
        Link on = call.link();
        boolean gone =
                on == null
                        || on.how() != null
                        || on.connection().iteration().availableStreams() == 0;
        if (gone && !call.isCancelled()) {
            if (on != null && on.connection().iteration().availableStreams() == 0) {
                limit(on);
            }
            call.given(null);
            turns.step(new PoolEvent.Returned(call.waiter));
            return;
        }
        release(call);
        call.failed(new ClientException(Failure.REFUSED, call.request.endpoint(), reason, null));
    }

    @Override
    public boolean ended(Call call, End end) {
        Retry retry = Retry.of(end, call.answered, call.isReplayable(), call.retries, Retry.ONCE);
        if (retry == Retry.AGAIN) {
            call.retries++;
            return true;
        }
        release(call);
        return false;
    }

    @Override
    public void again(Call call) {
        turns.step(new PoolEvent.Returned(call.waiter));
    }

    private void release(Call call) {
        waiters.remove(call.waiter);
        turns.step(new PoolEvent.Released(call.waiter));
    }

    @Override
    public void abandoned(Call call) {
        turns.step(new PoolEvent.Abandon(call.waiter));
    }

    // ---- what the pool wants done

    private void follow(PoolEffect effect) {
        switch (effect) {
            case PoolEffect.Open open -> {
                Pooled pooled = new Pooled(open.connection());
                connections.put(open.connection(), pooled);
                pooled.opening =
                        new Opening(engine, options, open.endpoint(), loops.next(), pooled);
                pooled.opening.begin();
            }
            case PoolEffect.Lease lease -> lease(lease);
            case PoolEffect.Refuse refuse -> {
                Call call = waiters.remove(refuse.waiter());
                if (call != null) {
                    call.failed(refusal(call.request.endpoint(), refuse.refusal()));
                }
            }
            case PoolEffect.Drain drain -> {
                Pooled pooled = connections.get(drain.connection());
                if (pooled != null) {
                    pooled.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true));
                }
            }
            case PoolEffect.Close close -> {
                Pooled pooled = connections.get(close.connection());
                if (pooled != null) {
                    pooled.close();
                }
            }
            case PoolEffect.WakeAt ignored -> {}
        }
    }

    private void lease(PoolEffect.Lease lease) {
        Call call = waiters.get(lease.waiter());
        Pooled pooled = connections.get(lease.connection());
        Link on = pooled == null ? null : pooled.link;
        if (call == null) {
            turns.step(new PoolEvent.Released(lease.waiter()));
        } else if (on == null) {
            turns.step(new PoolEvent.Returned(lease.waiter()));
        } else if (call.isCancelled()) {
            release(call);
            call.failed(new InterruptedIOException("the request was given up"));
        } else {
            on.start(call);
        }
    }

    private ClientException refusal(Endpoint endpoint, Refusal refusal) {
        return switch (refusal) {
            case Refusal.DeadlinePassed passed ->
                    new ClientException(
                            Failure.TIMED_OUT,
                            endpoint,
                            passed.lastError().isEmpty()
                                    ? "no connection had room before the deadline"
                                    : "the deadline has passed; the last error was: "
                                            + passed.lastError(),
                            null);
            case Refusal.Abandoned ignored ->
                    new ClientException(
                            Failure.REFUSED, endpoint, "the request was given up", null);
            case Refusal.ConnectFailed failed ->
                    failures.of(failed.connection(), endpoint, failed.lastError());
            case Refusal.QueueFull full ->
                    new ClientException(
                            Failure.QUEUE_FULL,
                            endpoint,
                            full.waiting() + " requests wait already",
                            null);
            case Refusal.ShutDown ignored ->
                    new ClientException(
                            Failure.SHUT_DOWN, endpoint, "the client is shut down", null);
        };
    }

    private void limit(Link link) {
        for (Map.Entry<Integer, Pooled> entry : connections.entrySet()) {
            if (entry.getValue().link == link) {
                entry.getValue().changed(link);
            }
        }
    }

    /** One connection of the pool's. */
    private final class Pooled implements Opening.Listener, Link.Listener {
        private final int number;
        private volatile @Nullable Opening opening;
        private volatile @Nullable Link link;

        Pooled(int number) {
            this.number = number;
        }

        void tell(Command command) {
            Link on = link;
            if (on != null) {
                on.tell(command);
            }
        }

        void close() {
            Link on = link;
            Opening under = opening;
            if (on != null) {
                on.tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", false));
            } else if (under != null) {
                under.abandon("the pool does not want it any more");
            }
        }

        @Override
        public void opened(Link opened) {
            opened.listener(this);
            link = opened;
            opening = null;
            turns.step(new PoolEvent.Opened(number, streams(opened)));
        }

        private int streams(Link on) {
            return on.connection().iteration().peerSettings().maxConcurrentStreams();
        }

        @Override
        public void failed(ClientException cause, boolean retryable) {
            connections.remove(number);
            failures.put(number, cause);
            turns.step(new PoolEvent.OpenFailed(number, cause.getMessage(), retryable));
            finish();
        }

        @Override
        public void ready(Link opened) {}

        @Override
        public void changed(Link opened) {
            turns.step(new PoolEvent.Limit(number, streams(opened)));
        }

        @Override
        public void draining(Link opened, String reason) {
            turns.step(new PoolEvent.Draining(number, reason));
        }

        @Override
        public void closed(Link opened) {
            connections.remove(number);
            String reason = opened.how() == null ? "lost" : opened.how().reason();
            turns.step(new PoolEvent.Closed(number, reason));
            finish();
        }
    }

    // ---- what its owner asks

    @Override
    public ClientConnection connect(Endpoint endpoint) throws IOException {
        CompletableFuture<ClientConnection> answer = new CompletableFuture<>();
        Opening opening =
                new Opening(
                        engine,
                        options,
                        endpoint,
                        loops.next(),
                        new Opening.Listener() {
                            @Override
                            public void opened(Link link) {
                                answer.complete(adopt(endpoint, link));
                            }

                            @Override
                            public void failed(ClientException cause, boolean retryable) {
                                answer.completeExceptionally(cause);
                            }
                        });
        if (stopping) {
            throw new ClientException(Failure.SHUT_DOWN, endpoint, "the client is shut down", null);
        }
        opening.begin();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            opening.abandon("interrupted");
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClientException failed
                    ? failed.again()
                    : new IOException(e.getCause());
        }
    }

    private OwnConnection adopt(Endpoint endpoint, Link link) {
        OwnConnection[] adopted = new OwnConnection[1];
        adopted[0] =
                new OwnConnection(
                        engine,
                        options.maxContent(),
                        endpoint,
                        link,
                        () -> {
                            own.remove(adopted[0]);
                            finish();
                        });
        own.add(adopted[0]);
        link.listener(adopted[0]);
        return adopted[0];
    }

    @Override
    public List<PoolStatistics> statistics() {
        return turns.pool().statistics();
    }

    @Override
    public void clear(Endpoint endpoint) {
        turns.step(new PoolEvent.Clear(endpoint));
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        stopping = true;
        turns.step(new PoolEvent.Shutdown(grace.toNanos()));
        own.forEach(OwnConnection::shutdown);
        Loop loop = loops.next();
        loop.at(Loop.now() + grace.toNanos(), () -> own.forEach(OwnConnection::end));
        finish();
        return ended.minimalCompletionStage();
    }

    /** Ends when all is closed. */
    private void finish() {
        if (stopping && own.isEmpty() && turns.pool().isClosed() && ended.complete(null)) {
            loops.close();
        }
    }

    @Override
    public void close() {
        shutdown(options.drain()).toCompletableFuture().join();
    }
}
