package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.config.MethodConfig;
import dev.stillframe.grpc.delay.Backoff;
import dev.stillframe.grpc.picking.BalancerOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A channel over a client's pool of connections. */
final class Channels implements Channel {
    private static final String OWN_AGENT = "grpc-stillframe/0.1.0";

    private final Route route;
    private final ChannelOptions options;
    private final String userAgent;

    Channels(ChannelOptions options) {
        this.options = options;
        this.userAgent =
                options.userAgent().isEmpty() ? OWN_AGENT : options.userAgent() + ' ' + OWN_AGENT;
        Lookup lookup = Lookup.of(options);
        Configs configs = new Configs(options, lookup.configures());
        ClientOptions own = client(options.client());
        Client client = Client.open(own);
        configs.limiting(client::maxConnectionsPerEndpoint);
        Balancing balancing =
                new Balancing(
                        client,
                        lookup,
                        configs,
                        balancing(options.reconnect()),
                        options.authority(),
                        new Watches(client, userAgent),
                        own.pool().maxIdleTime());
        this.route = new Route(client, configs, balancing);
    }

    /**
     * As they are given, but that neither the pool nor its requests try again: that is the
     * channel's to decide. One idle connection to each server stays until the channel is idle.
     */
    private static ClientOptions client(ClientOptions given) {
        PoolOptions pool =
                given.pool().toBuilder()
                        .connectRetries(0)
                        .minIdlePerEndpoint(Math.max(1, given.pool().minIdlePerEndpoint()))
                        .build();
        return new ClientOptions(
                given.connection().with(KeepAlive.permitted(given.connection().limits())),
                pool,
                given.race(),
                given.tls(),
                given.cleartext(),
                given.addresses(),
                given.resolver(),
                given.loops(),
                given.maxContent(),
                given.http1Memory(),
                0,
                given.drain());
    }

    private static BalancerOptions balancing(ChannelOptions.Reconnect delays) {
        return new BalancerOptions(
                new Backoff(delays.first(), delays.longest(), Backoff.CONNECTION.multiplier()),
                BalancerOptions.DEFAULT.resolveInterval(),
                BalancerOptions.DEFAULT.maxWaiting());
    }

    // ---- how a call is made

    private <I, O> Run.Plan<I, O> plan(
            Method<I, O> method, CallOptions call, Deadline until, @Nullable I request)
            throws RpcException {
        MethodConfig config = route.configs().of(method.path());
        int most = call.maxReceived() == 0 ? options.maxReceived() : call.maxReceived();
        Asking<I, O> asking =
                new Asking<>(
                        method,
                        compression(call.compression()),
                        options.compressions(),
                        config.maxRequestOctets(),
                        (int) Math.min(most, config.maxResponseOctets()),
                        userAgent,
                        call.metadata());
        Boolean said = call.waitForReady() == null ? config.waitForReady() : call.waitForReady();
        Duration timeout = config.timeout();
        return new Run.Plan<>(
                asking,
                route.configs().policy(config),
                timeout == null ? until : until.with(Deadline.of(timeout)),
                said != null && said,
                request == null ? null : asking.frame(request));
    }

    private @Nullable Compression compression(@Nullable String name) throws RpcException {
        if (name == null || name.equals("identity")) {
            return null;
        }
        for (Compression each : options.compressions()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new RpcException(Code.INTERNAL, "no such compression: " + name);
    }

    private Deadline deadline(CallOptions call) {
        return Deadline.of(call, options.timeout());
    }

    // ---- one request, one response

    @Override
    public <I, O> O unary(Method<I, O> method, I request, CallOptions call) throws RpcException {
        Run<OneResponse.Got<O>, I, O> run = unaryRun(method, request, call);
        Outcome<OneResponse.Got<O>> outcome;
        try {
            outcome = run.outcome().get();
        } catch (InterruptedException e) {
            run.cancel(Ended.INTERRUPTED);
            Thread.currentThread().interrupt();
            throw new RpcException(Ended.INTERRUPTED, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // an outcome is never a failure
        }
        return OneResponse.of(outcome);
    }

    @Override
    public <I, O> CompletionStage<O> unaryAsync(Method<I, O> method, I request, CallOptions call) {
        CompletableFuture<O> answer = new CompletableFuture<>();
        Run<OneResponse.Got<O>, I, O> run;
        try {
            run = unaryRun(method, request, call);
        } catch (RpcException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        answer.whenComplete(
                (ignored, failure) -> {
                    if (answer.isCancelled()) {
                        run.cancel(Ended.CANCELLED);
                    }
                });
        run.outcome()
                .thenAccept(
                        outcome -> {
                            try {
                                answer.complete(OneResponse.of(outcome));
                            } catch (RpcException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        return answer;
    }

    private <I, O> Run<OneResponse.Got<O>, I, O> unaryRun(
            Method<I, O> method, I request, CallOptions call) throws RpcException {
        if (method.kind() != Method.Kind.UNARY) {
            throw new IllegalArgumentException(method + " is " + method.kind());
        }
        Around<I, O> around = Around.of(options.interceptors(), method, call);
        CallOptions with = around.options();
        Deadline until = deadline(with);
        Run<OneResponse.Got<O>, I, O> run =
                new Run<>(
                        route,
                        with,
                        around.around(new OneResponse<I, O>()),
                        () -> plan(method, with, until, around.request(request)));
        run.begin(until);
        return run;
    }

    // ---- any number of them

    @Override
    public <I, O> ClientCall<I, O> open(Method<I, O> method, CallOptions call) throws RpcException {
        Around<I, O> around = Around.of(options.interceptors(), method, call);
        Run.Plan<I, O> plan;
        try {
            Deadline until = deadline(around.options());
            awaitConfig(until);
            plan = plan(method, around.options(), until, null);
        } catch (RpcException e) {
            around.ended(e.status(), e.trailers());
            throw e;
        }
        return OpenCall.open(route, plan, around);
    }

    /** Only where somebody else may give one. */
    private void awaitConfig(Deadline until) throws RpcException {
        CompletableFuture<Void> known = route.configs().known();
        if (known.isDone()) {
            return;
        }
        route.balancing().wake();
        try {
            Duration left = until.left();
            if (left == null) {
                known.get();
            } else {
                known.get(left.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcException(Ended.INTERRUPTED, e);
        } catch (TimeoutException e) {
            throw new RpcException(Ended.LATE, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // it never fails
        }
    }

    @Override
    public <C, I, O> CompletionStage<Outcome<C>> run(
            Method<I, O> method, Machine<C, O, I> machine, CallOptions call) {
        Around<I, O> around;
        try {
            around = Around.of(options.interceptors(), method, call);
        } catch (RpcException e) {
            Run<C, I, O> refused =
                    new Run<>(
                            route,
                            call,
                            machine,
                            () -> {
                                throw e;
                            });
            refused.refuse(e.status());
            return refused.outcome();
        }
        CallOptions with = around.options();
        Deadline until = deadline(with);
        Run<C, I, O> run =
                new Run<>(
                        route, with, around.around(machine), () -> plan(method, with, until, null));
        run.begin(until);
        return run.outcome();
    }

    // ---- the end

    @Override
    public Connectivity state() {
        return route.balancing().state();
    }

    @Override
    public CompletionStage<Connectivity> changed(Connectivity from) {
        return route.balancing().changed(from);
    }

    @Override
    public void connect() {
        route.balancing().wake();
    }

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        route.close();
        return route.client().shutdown(grace);
    }

    @Override
    public void close() {
        shutdown(options.client().drain()).toCompletableFuture().join();
    }
}
