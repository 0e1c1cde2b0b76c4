package dev.stillframe.grpc.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.config.LoadBalancing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A channel as a script. Addresses are words. */
final class ChannelScript {
    static final Plan PICK_FIRST = new Plan(new LoadBalancing.PickFirst(false), null);
    static final Plan ROUND_ROBIN = new Plan(new LoadBalancing.RoundRobin(), null);
    static final Plan HEALTHY = new Plan(new LoadBalancing.RoundRobin(), "a.S");
    static final long MILLI = 1_000_000;

    Balancer<String> state;
    long now = -5;
    private final List<BalancerEffect<String>> effects = new ArrayList<>();

    private ChannelScript(BalancerOptions options, long seed) {
        state = Balancer.of(options, seed, now);
    }

    /** An idle one, whose turns begin at the first. */
    static ChannelScript channel() {
        return channel(BalancerOptions.DEFAULT);
    }

    static ChannelScript channel(BalancerOptions options) {
        return new ChannelScript(options, 0);
    }

    static ChannelScript channel(long seed) {
        return new ChannelScript(BalancerOptions.DEFAULT, seed);
    }

    /** One that has looked its name up, and whose effects are not told. */
    static ChannelScript resolved(Plan plan, String... addresses) {
        ChannelScript script = channel().step(new BalancerEvent.Wake<>());
        return script.addresses(plan, addresses).forget();
    }

    /** One whose subchannels, which begin with 0, are all connected. */
    static ChannelScript connected(Plan plan, String... addresses) {
        ChannelScript script = resolved(plan, addresses);
        int subchannels = plan.isRoundRobin() ? addresses.length : 1;
        for (int i = 0; i < subchannels; i++) {
            script.connected(i, addresses[i]);
        }
        return script.forget();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    final ChannelScript step(BalancerEvent<String>... events) {
        List<BalancerEvent<String>> batch = new ArrayList<>();
        batch.add(new BalancerEvent.Clock<>(now));
        batch.addAll(List.of(events));
        BalancerTransition<String> to = state.step(batch);
        state = to.next();
        for (BalancerEffect<String> effect : to.effects()) {
            if (!(effect instanceof BalancerEffect.WakeAt)) {
                effects.add(effect);
            }
        }
        return this;
    }

    ChannelScript addresses(Plan plan, String... addresses) {
        return step(new BalancerEvent.Resolved<>(List.of(addresses), plan));
    }

    ChannelScript unresolved(String reason) {
        return step(new BalancerEvent.Unresolved<>(reason));
    }

    ChannelScript connected(int subchannel, String address) {
        return step(new BalancerEvent.Connected<>(subchannel, address));
    }

    ChannelScript failed(int subchannel) {
        return step(new BalancerEvent.ConnectFailed<>(subchannel, "refused"));
    }

    ChannelScript disconnected(int subchannel) {
        return step(new BalancerEvent.Disconnected<>(subchannel, "gone"));
    }

    ChannelScript pick(int waiter) {
        return pick(waiter, false, Long.MAX_VALUE);
    }

    ChannelScript pickWhenReady(int waiter) {
        return pick(waiter, true, Long.MAX_VALUE);
    }

    ChannelScript pick(int waiter, boolean waitForReady, long millis) {
        long deadline = millis == Long.MAX_VALUE ? millis : now + millis * MILLI;
        return step(new BalancerEvent.Pick<>(waiter, waitForReady, deadline, Set.of()));
    }

    ChannelScript advance(long millis) {
        now += millis * MILLI;
        return step();
    }

    /** Goes to when the machine wants to be stepped, which must be within a range. */
    ChannelScript wakes(long fromMillis, long toMillis) {
        long after = state.wakeAt() - now;
        assertEquals(
                Math.clamp(after, fromMillis * MILLI, toMillis * MILLI),
                after,
                "wakes in " + after + " ns");
        now = state.wakeAt();
        return step();
    }

    ChannelScript forget() {
        effects.clear();
        return this;
    }

    ChannelScript is(Connectivity connectivity) {
        assertEquals(connectivity, state.connectivity());
        return this;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    final ChannelScript expect(BalancerEffect<String>... expected) {
        assertEquals(List.of(expected), effects);
        return forget();
    }

    static BalancerEffect<String> resolve() {
        return new BalancerEffect.Resolve<>();
    }

    static BalancerEffect<String> connect(int subchannel, String... addresses) {
        return new BalancerEffect.Connect<>(subchannel, List.of(addresses));
    }

    static BalancerEffect<String> disconnect(int subchannel) {
        return new BalancerEffect.Disconnect<>(subchannel);
    }

    static BalancerEffect<String> watch(int subchannel) {
        return new BalancerEffect.Watch<>(subchannel, "a.S");
    }

    static BalancerEffect<String> unwatch(int subchannel) {
        return new BalancerEffect.Unwatch<>(subchannel);
    }

    static BalancerEffect<String> picked(int waiter, int subchannel) {
        return new BalancerEffect.Picked<>(waiter, subchannel);
    }

    static BalancerEffect<String> refused(int waiter, Code code, String reason) {
        return new BalancerEffect.Refused<>(waiter, Status.of(code, reason));
    }

    static BalancerEffect<String> became(Connectivity connectivity) {
        return new BalancerEffect.Became<>(connectivity);
    }
}
