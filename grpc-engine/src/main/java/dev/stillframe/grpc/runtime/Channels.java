package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Asking;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
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
        Target target = Target.of(options.target(), options.secure());
        this.route =
                new Route(
                        Client.open(client(options.client(), target)),
                        options.client().pool(),
                        new Endpoints(target.endpoints()),
                        options.authority(),
                        new Pauses());
    }

    /**
     * As they are given, but that the pool does not try again: how long to wait for a connection is
     * a matter of each call.
     */
    private static ClientOptions client(ClientOptions given, Target target) {
        Map<Endpoint, SocketAddress> addresses = new HashMap<>(given.addresses());
        addresses.putAll(target.addresses());
        return new ClientOptions(
                given.connection().with(KeepAlive.permitted(given.connection().limits())),
                given.pool().toBuilder().connectRetries(0).build(),
                given.race(),
                given.tls(),
                given.cleartext(),
                addresses,
                given.resolver(),
                given.loops(),
                given.maxContent(),
                given.http1Memory(),
                given.drain());
    }

    private <I, O> Asking<I, O> asking(Method<I, O> method, CallOptions call) throws RpcException {
        return new Asking<>(
                method,
                compression(call.compression()),
                options.compressions(),
                call.maxReceived() == 0 ? options.maxReceived() : call.maxReceived(),
                userAgent,
                call.metadata());
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
        Asking<I, O> asking = asking(method, call);
        Octets content = asking.frame(request);
        Run<OneResponse.Got<O>, I, O> run =
                new Run<>(route, asking, call, deadline(call), new OneResponse<I, O>(), content);
        run.begin();
        return run;
    }

    // ---- any number of them

    @Override
    public <I, O> ClientCall<I, O> open(Method<I, O> method, CallOptions call) throws RpcException {
        Deadline deadline = deadline(call);
        return OpenCall.open(route, asking(method, call), call, deadline);
    }

    @Override
    public <C, I, O> CompletionStage<Outcome<C>> run(
            Method<I, O> method, Machine<C, O, I> machine, CallOptions call) {
        Deadline deadline = deadline(call);
        Asking<I, O> asking;
        Status refused = null;
        try {
            asking = asking(method, call);
        } catch (RpcException e) {
            refused = e.status();
            asking =
                    new Asking<>(
                            method, null, options.compressions(), 0, userAgent, call.metadata());
        }
        Run<C, I, O> run = new Run<>(route, asking, call, deadline, machine, null);
        if (refused == null) {
            run.begin();
        } else {
            run.refuse(refused);
        }
        return run.outcome();
    }

    // ---- the end

    @Override
    public CompletionStage<Void> shutdown(Duration grace) {
        route.pauses().close();
        return route.client().shutdown(grace);
    }

    @Override
    public void close() {
        shutdown(options.client().drain()).toCompletableFuture().join();
    }
}
