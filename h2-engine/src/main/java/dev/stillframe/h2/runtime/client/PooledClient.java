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
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client over a pool: the pool decides, and this does what it says. */
public final class PooledClient extends Requesting implements Client {
    private static final String UNWANTED = "the pool does not want it any more";

    private final Http2Engine engine;
    private final ClientOptions options;
    private final Loops loops;
    private final PoolTurns turns;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Call> waiters = new ConcurrentHashMap<>();
    private final Map<Integer, Pooled> connections = new ConcurrentHashMap<>();
    private final OwnConnections own;
    private final Spoken spoken;
    private final Failures failures = new Failures();
    private final Standby standby = new Standby();
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
        this.spoken = new Spoken(options.http1Memory());
        this.own = new OwnConnections(engine, options, spoken, this::finish);
        this.turns = new PoolTurns(options.pool(), loops.next(), this::register, this::follow);
    }

    @Override
    void begin(Call call) {
        Endpoint endpoint = call.request.endpoint();
        if (spoken.isOnlyHttp1(endpoint)) {
            call.failed(Refusals.onlyHttp1(endpoint));
            return;
        }
        do {
            call.waiter = numbers.incrementAndGet() & Integer.MAX_VALUE;
        } while (waiters.putIfAbsent(call.waiter, call) != null); // one is older than 2^31 calls
        turns.step(new PoolEvent.Acquire(call.waiter, endpoint, call.deadline));
    }

    @Override
    public void rejected(Call call, String reason) {
        Link on = call.link();
        if (on != null && Refusals.areForGood(call, on.connection().iteration())) {
            release(call);
            call.failed(
                    new ClientException(Failure.REFUSED, call.request.endpoint(), reason, null));
            return;
        }
        call.given(null);
        if (on == null) {
            again(call);
        } else {
            on.declined(reason);
            // Not within a turn of the connection, which would not end for as long as it declines.
            on.transport().loop().execute(() -> again(call));
        }
    }

    @Override
    public boolean ended(Call call, End end) {
        // The content that the request itself has can be repeated; what was written cannot.
        boolean again =
                Retry.of(end, call.answered, true, call.retries, options.retries()) == Retry.AGAIN
                        && call.rewind();
        if (again) {
            call.retries++;
        } else {
            release(call);
        }
        return again;
    }

    @Override
    public void again(Call call) {
        turns.step(new PoolEvent.Returned(call.waiter));
        if (call.isCancelled()) {
            abandoned(call); // who gave it up may have found neither a stream nor a waiter
        }
    }

    private void release(Call call) {
        waiters.remove(call.waiter);
        turns.step(new PoolEvent.Released(call.waiter));
    }

    /** Left to a loop: who gives a call up may hold a lock of its own. */
    @Override
    public void abandoned(Call call) {
        loops.next().execute(() -> turns.step(new PoolEvent.Abandon(call.waiter)));
    }

    // ---- what the pool wants done

    /** Under the pool's lock: whatever follows finds it. */
    private void register(PoolEffect.Open open) {
        connections.put(open.connection(), new Pooled(open.connection(), open.endpoint()));
    }

    private void follow(PoolEffect effect) {
        switch (effect) {
            case PoolEffect.Open open -> with(open.connection(), Pooled::open);
            case PoolEffect.Lease lease -> lease(lease);
            case PoolEffect.Refuse refuse -> {
                Call call = waiters.remove(refuse.waiter());
                if (call != null) {
                    call.failed(refusal(call.request.endpoint(), refuse.refusal()));
                } else {
                    standby.refused(
                            refuse.waiter(), endpoint -> refusal(endpoint, refuse.refusal()));
                }
            }
            case PoolEffect.Drain drain -> with(drain.connection(), Pooled::drain);
            case PoolEffect.Close close -> with(close.connection(), Pooled::close);
            case PoolEffect.WakeAt ignored -> {}
        }
    }

    private void with(int connection, Consumer<Pooled> what) {
        Pooled pooled = connections.get(connection);
        if (pooled != null) {
            what.accept(pooled);
        }
    }

    private void lease(PoolEffect.Lease lease) {
        Call call = waiters.get(lease.waiter());
        Pooled pooled = connections.get(lease.connection());
        Link on = pooled == null ? null : pooled.link;
        if (standby.leased(lease.waiter(), on == null ? null : on.transport().peer())) {
            turns.step(new PoolEvent.Unused(lease.waiter()));
        } else if (call == null) {
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
        return refusal instanceof Refusal.ConnectFailed failed
                ? connectFailed(endpoint, failed)
                : Refusals.of(endpoint, refusal);
    }

    private ClientException connectFailed(Endpoint endpoint, Refusal.ConnectFailed failed) {
        ClientException known = failures.of(failed.connection());
        if (known != null) {
            return known.again();
        }
        // The pool has lost its patience before the connection had; or it stood, and did not last.
        Pooled pooled = connections.get(failed.connection());
        Opening opening = pooled == null ? null : pooled.opening;
        if (opening == null) {
            return new ClientException(Failure.LOST, endpoint, failed.lastError(), null);
        }
        String reason = failed.lastError() + opening.tried();
        return new ClientException(opening.stage(), endpoint, reason, null);
    }

    /** One connection of the pool's. */
    private final class Pooled implements Opening.Listener, Link.Listener {
        private final int number;
        private final Endpoint endpoint;
        private final Loop loop = loops.next();
        private volatile @Nullable Link link;

        private volatile @Nullable Opening opening;

        private final AtomicBoolean takes = new AtomicBoolean();

        // On the loop.
        private boolean unwanted;

        Pooled(int number, Endpoint endpoint) {
            this.number = number;
            this.endpoint = endpoint;
        }

        void tell(Command command) {
            Link on = link;
            if (on != null) {
                on.tell(command);
            }
        }

        void open() {
            loop.execute(
                    () -> {
                        if (unwanted) {
                            failed(
                                    new ClientException(Failure.LOST, endpoint, UNWANTED, null),
                                    true);
                            return;
                        }
                        Opening begun =
                                new Opening(
                                        engine,
                                        options,
                                        spoken,
                                        endpoint,
                                        standby.addresses(endpoint),
                                        loop,
                                        this);
                        opening = begun;
                        begun.begin();
                    });
        }

        void drain() {
            left(UNWANTED);
            tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", true));
        }

        /** In whatever state it is by then. */
        void close() {
            left(UNWANTED);
            loop.execute(
                    () -> {
                        unwanted = true;
                        Opening under = opening;
                        if (link != null) {
                            tell(new Command.Shutdown(ErrorCode.NO_ERROR, "", false));
                        } else if (under != null) {
                            under.abandon(UNWANTED);
                        }
                    });
        }

        @Override
        public void opened(Link opened) {
            opened.listener(this);
            link = opened;
            opening = null;
            takes.set(true);
            standby.opened(endpoint);
            turns.step(new PoolEvent.Opened(number, streams(opened)));
        }

        /** It takes no new streams any more. By any thread. */
        private void left(String reason) {
            if (takes.compareAndSet(true, false)) {
                standby.left(endpoint, reason);
            }
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
        public void ill(Link opened, String reason) {
            turns.step(new PoolEvent.Unhealthy(number, reason));
            left(reason);
        }

        @Override
        public void draining(Link opened, String reason) {
            turns.step(new PoolEvent.Draining(number, reason));
            left(reason);
        }

        @Override
        public void ended(Link opened, String reason) {
            turns.step(new PoolEvent.Closed(number, reason));
            left(reason);
        }

        @Override
        public void closed(Link opened) {
            connections.remove(number);
            finish();
        }
    }

    // ---- what its owner asks

    @Override
    public ClientConnection connect(Endpoint endpoint) throws IOException {
        if (spoken.isOnlyHttp1(endpoint)) {
            throw Refusals.onlyHttp1(endpoint);
        }
        return own.open(endpoint, loops.next());
    }

    @Override
    public CompletionStage<Standing> ready(Endpoint endpoint, List<SocketAddress> addresses) {
        int waiter = numbers.incrementAndGet() | Integer.MIN_VALUE; // no call has such a one
        CompletionStage<Standing> standing = standby.wanted(waiter, endpoint, addresses);
        turns.step(new PoolEvent.Acquire(waiter, endpoint, Long.MAX_VALUE));
        return standing;
    }

    @Override
    public void maxConnectionsPerEndpoint(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(most + " connections");
        }
        turns.step(new PoolEvent.PerEndpoint(most));
    }

    @Override
    public List<PoolStatistics> statistics() {
        return turns.pool().statistics();
    }

    @Override
    public void clear(Endpoint endpoint) {
        spoken.forget(endpoint);
        standby.forget(endpoint);
        turns.step(new PoolEvent.Clear(endpoint));
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        stopping = true;
        turns.step(new PoolEvent.Shutdown(nanos(grace)));
        own.shutdown();
        loops.next().at(Loop.now() + nanos(grace), own::end);
        finish();
        return loops.ended();
    }

    /** A grace that is too long to be counted is a year. */
    private static long nanos(Duration grace) {
        return grace.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : Math.max(0, grace.toNanos());
    }

    /** Ends when all is closed, the sockets too: nobody else would close them. */
    private void finish() {
        if (stopping && own.isEmpty() && connections.isEmpty() && turns.pool().isClosed()) {
            loops.close();
        }
    }

    @Override
    public void close() {
        shutdown(options.drain()).toCompletableFuture().join();
    }
}
