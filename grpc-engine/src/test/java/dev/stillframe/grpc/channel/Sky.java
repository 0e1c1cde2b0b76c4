package dev.stillframe.grpc.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.attempts.Attempts;
import dev.stillframe.grpc.attempts.AttemptsEffect;
import dev.stillframe.grpc.attempts.AttemptsEvent;
import dev.stillframe.grpc.attempts.AttemptsTransition;
import dev.stillframe.grpc.attempts.BufferLimits;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.attempts.Shared;
import dev.stillframe.grpc.config.MethodConfig;
import dev.stillframe.grpc.config.ServiceConfig;
import dev.stillframe.grpc.picking.Balancer;
import dev.stillframe.grpc.picking.BalancerEffect;
import dev.stillframe.grpc.picking.BalancerEvent;
import dev.stillframe.grpc.picking.BalancerOptions;
import dev.stillframe.grpc.picking.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A channel with its calls, its servers and a clock of its own: what a runtime does with the
 * machines, without a runtime.
 */
final class Sky {
    static final long MILLI = 1_000_000;

    /** A server; calls take it some milliseconds. */
    static final class Server {
        boolean up = true;
        Status answer = Status.OK;
        Pushback pushback = new Pushback.None();
        boolean refuses;
        int slowness = 1;
        int received;
    }

    /** Something that happens later. */
    private record Later(long at, long order, Runnable what) {}

    /** A call, as its application sees it. */
    static final class Call {
        final int number;
        private Attempts state;
        private boolean waitForReady;
        private long deadline;
        private final Set<Integer> used = new HashSet<>();
        private final Set<Integer> running = new HashSet<>();
        int begun;
        Status status;

        private Call(int number, Attempts state) {
            this.number = number;
            this.state = state;
        }
    }

    private final ServiceConfig config;
    private final SplittableRandom random;
    final List<Server> servers = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(
                    (a, b) ->
                            a.at() == b.at()
                                    ? Long.compare(a.order(), b.order())
                                    : Long.compare(a.at(), b.at()));
    private final Map<Integer, Integer> connected = new HashMap<>();
    private final Map<Integer, long[]> waiters = new HashMap<>();
    private long now;
    private long order;
    private int waiter;
    private Balancer<Integer> balancer;
    Shared shared;

    Sky(long seed, ServiceConfig config, int servers) {
        this.config = config;
        random = new SplittableRandom(seed);
        shared = Shared.of(config.throttling());
        balancer = Balancer.of(BalancerOptions.DEFAULT, seed, now);
        for (int i = 0; i < servers; i++) {
            this.servers.add(new Server());
        }
    }

    void after(long millis, Runnable what) {
        later.add(new Later(now + millis * MILLI, order++, what));
    }

    /** Lets time go by. */
    void run(long millis) {
        long until = now + millis * MILLI;
        while (!later.isEmpty() && later.peek().at() <= until) {
            Later next = later.remove();
            now = Math.max(now, next.at());
            next.what().run();
        }
        now = until;
    }

    private void wakeAt(long nanos, Runnable step) {
        if (nanos != Long.MAX_VALUE) {
            later.add(new Later(nanos, order++, step));
        }
    }

    Call call(String path, boolean waitForReady, long timeoutMillis) {
        MethodConfig method = config.of(path);
        long deadline = now + timeoutMillis * MILLI;
        Call call =
                new Call(
                        calls.size(),
                        Attempts.of(
                                method.attempts(),
                                BufferLimits.DEFAULT,
                                deadline,
                                random.nextLong(),
                                now));
        call.waitForReady = waitForReady;
        call.deadline = deadline;
        calls.add(call);
        step(call, new AttemptsEvent.Start(), new AttemptsEvent.Buffered(10));
        return call;
    }

    private void step(Call call, AttemptsEvent... events) {
        List<AttemptsEvent> batch = new ArrayList<>();
        batch.add(new AttemptsEvent.Clock(now));
        batch.addAll(List.of(events));
        AttemptsTransition to = call.state.step(batch, shared);
        call.state = to.next();
        shared = to.shared();
        for (AttemptsEffect effect : to.effects()) {
            switch (effect) {
                case AttemptsEffect.Begin begin -> {
                    call.begun++;
                    call.running.add(begin.attempt());
                    waiters.put(waiter, new long[] {call.number, begin.attempt()});
                    step(
                            new BalancerEvent.Pick<>(
                                    waiter++, call.waitForReady, call.deadline, call.used));
                }
                case AttemptsEffect.CancelAttempt cancel -> call.running.remove(cancel.attempt());
                case AttemptsEffect.Commit ignored -> {}
                case AttemptsEffect.WakeAt wake -> wakeAt(wake.nanos(), () -> step(call));
                case AttemptsEffect.Done done -> {
                    assertEquals(null, call.status, "a second end");
                    call.status = done.status();
                }
            }
        }
    }

    private void ended(Call call, int attempt, Status status, Reach reach, Pushback pushback) {
        if (call.running.remove(attempt)) {
            step(call, new AttemptsEvent.Ended(attempt, status, reach, pushback));
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private void step(BalancerEvent<Integer>... events) {
        List<BalancerEvent<Integer>> batch = new ArrayList<>();
        batch.add(new BalancerEvent.Clock<>(now));
        batch.addAll(List.of(events));
        var to = balancer.step(batch);
        balancer = to.next();
        to.effects().forEach(this::does);
    }

    private void does(BalancerEffect<Integer> effect) {
        switch (effect) {
            case BalancerEffect.Resolve<Integer> ignored -> after(3, this::resolved);
            case BalancerEffect.Connect<Integer> connect -> {
                int server = connect.addresses().getFirst();
                after(2, () -> connecting(connect.subchannel(), server));
            }
            case BalancerEffect.Disconnect<Integer> disconnect ->
                    connected.remove(disconnect.subchannel());
            case BalancerEffect.Picked<Integer> picked -> {
                long[] who = waiters.remove(picked.waiter());
                Call call = calls.get((int) who[0]);
                call.used.add(picked.subchannel());
                after(1, () -> arrives(call, (int) who[1], picked.subchannel()));
            }
            case BalancerEffect.Refused<Integer> refused -> {
                long[] who = waiters.remove(refused.waiter());
                // Not by the server, but no transparent retry either: the channel has said no.
                after(
                        0,
                        () ->
                                ended(
                                        calls.get((int) who[0]),
                                        (int) who[1],
                                        refused.status(),
                                        Reach.MAYBE_PROCESSED,
                                        new Pushback.None()));
            }
            case BalancerEffect.WakeAt<Integer> wake -> wakeAt(wake.nanos(), this::step);
            case BalancerEffect.Watch<Integer> watch ->
                    after(1, () -> step(new BalancerEvent.Health<>(watch.subchannel(), true)));
            case BalancerEffect.Unwatch<Integer> ignored -> {}
            case BalancerEffect.Became<Integer> ignored -> {}
        }
    }

    private void resolved() {
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            addresses.add(i);
        }
        step(new BalancerEvent.Resolved<>(addresses, Plan.of(config)));
    }

    private void connecting(int subchannel, int server) {
        if (servers.get(server).up) {
            connected.put(subchannel, server);
            step(new BalancerEvent.Connected<>(subchannel, server));
        } else {
            step(new BalancerEvent.ConnectFailed<>(subchannel, "refused"));
        }
    }

    /** A request at a server, if it is still there. */
    private void arrives(Call call, int attempt, int subchannel) {
        Integer number = connected.get(subchannel);
        Status lost = Status.of(Code.UNAVAILABLE, "lost");
        if (number == null || !call.running.contains(attempt)) {
            ended(call, attempt, lost, Reach.NOT_SENT, new Pushback.None());
            return;
        }
        Server server = servers.get(number);
        if (server.refuses) {
            ended(call, attempt, lost, Reach.NOT_PROCESSED, new Pushback.None());
            return;
        }
        server.received++;
        after(
                server.slowness,
                () -> {
                    boolean there = connected.containsKey(subchannel);
                    Status status = there ? server.answer : lost;
                    if (call.running.contains(attempt)) {
                        step(
                                new BalancerEvent.Served<>(
                                        subchannel, status.isOk() ? 1 : 0, status.isOk() ? 0 : 1));
                    }
                    if (call.running.contains(attempt) && status.isOk()) {
                        step(call, new AttemptsEvent.Headers(attempt));
                    }
                    ended(call, attempt, status, Reach.MAYBE_PROCESSED, server.pushback);
                });
    }

    /** A server dies with its connections. */
    void kill(int number) {
        servers.get(number).up = false;
        for (int subchannel : List.copyOf(connected.keySet())) {
            if (connected.getOrDefault(subchannel, -1) == number) {
                connected.remove(subchannel);
                step(new BalancerEvent.Disconnected<>(subchannel, "killed"));
            }
        }
    }

    void restart(int number) {
        servers.get(number).up = true;
    }

    /** Every call has ended, nothing is left. */
    void checkEnded() {
        for (Call call : calls) {
            assertTrue(call.status != null, "call " + call.number + " never ended");
            assertEquals(Set.of(), call.running, "attempts of call " + call.number);
        }
        assertEquals(0, shared.buffered(), "left in the buffer");
    }

    long ended(Code code) {
        return calls.stream()
                .filter(call -> call.status != null && call.status.code() == code)
                .count();
    }

    int received() {
        return servers.stream().mapToInt(server -> server.received).sum();
    }
}
