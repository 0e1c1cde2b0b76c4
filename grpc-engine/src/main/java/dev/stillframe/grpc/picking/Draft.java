package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.delay.Chance;
import dev.stillframe.grpc.delay.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A balancer's state, open for changes within one step; it never escapes. */
final class Draft<A> {
    final BalancerOptions options;
    private final long seed;
    private long throwsMade;
    long now;
    Plan plan;
    List<A> addresses;
    Balancer.Resolution resolution;
    final List<Subchannel.Draft<A>> subchannels = new ArrayList<>();
    private int made;
    final List<Waiter> waiters;
    long turn;
    Outliers<A> outliers;
    private Connectivity connectivity;
    private Picker picker;
    boolean awake;
    boolean shutdown;
    private long wakeAt;

    final List<BalancerEffect<A>> effects = new ArrayList<>();

    Draft(Balancer.State<A> from) {
        options = from.options();
        seed = from.seed();
        throwsMade = from.throwsMade();
        now = from.now();
        plan = from.plan();
        addresses = from.addresses();
        resolution = from.resolution();
        for (Subchannel<A> subchannel : from.subchannels()) {
            subchannels.add(new Subchannel.Draft<>(subchannel));
        }
        made = from.made();
        waiters = new ArrayList<>(from.waiters());
        turn = from.turn();
        outliers = from.outliers();
        connectivity = from.connectivity();
        picker = from.picker();
        awake = from.awake();
        shutdown = from.shutdown();
        wakeAt = from.wakeAt();
    }

    void event(BalancerEvent<A> event) {
        switch (event) {
            case BalancerEvent.Clock<A> clock -> now = Math.max(now, clock.nanos());
            case BalancerEvent.Pick<A> pick -> Waiting.pick(this, pick);
            case BalancerEvent.Abandon<A> abandon ->
                    waiters.removeIf(waiter -> waiter.number() == abandon.waiter());
            case BalancerEvent.Wake<A> ignored -> Resolving.wake(this);
            case BalancerEvent.EnterIdle<A> ignored -> {
                if (waiters.isEmpty()) {
                    sleep();
                }
            }
            case BalancerEvent.Shutdown<A> ignored -> {
                shutdown = true;
                sleep();
            }
            case BalancerEvent.Resolved<A> resolved -> Resolving.resolved(this, resolved);
            case BalancerEvent.Unresolved<A> unresolved ->
                    Resolving.unresolved(this, unresolved.reason());
            case BalancerEvent.Connected<A> connected ->
                    Connecting.connected(this, connected.subchannel(), connected.address());
            case BalancerEvent.ConnectFailed<A> failed ->
                    Connecting.failed(this, failed.subchannel(), failed.reason());
            case BalancerEvent.Disconnected<A> disconnected ->
                    Connecting.disconnected(this, disconnected.subchannel());
            case BalancerEvent.Health<A> health ->
                    Watching.health(this, health.subchannel(), health.serving());
            case BalancerEvent.WatchEnded<A> ended ->
                    Watching.ended(this, ended.subchannel(), ended.status());
            case BalancerEvent.Served<A> served -> {
                Subchannel.Draft<A> subchannel = subchannel(served.subchannel());
                if (subchannel != null) {
                    outliers =
                            outliers.served(
                                    subchannel.addresses.getFirst(),
                                    served.successes(),
                                    served.failures());
                }
            }
        }
    }

    Subchannel.@Nullable Draft<A> subchannel(int number) {
        for (Subchannel.Draft<A> subchannel : subchannels) {
            if (subchannel.number == number) {
                return subchannel;
            }
        }
        return null;
    }

    Subchannel.Draft<A> create(List<A> to) {
        return new Subchannel.Draft<>(made++, to, now);
    }

    double share() {
        return Chance.share(seed, throwsMade++);
    }

    /** From 0 to less than {@code bound}. */
    int below(int bound) {
        return Chance.below(bound, seed, throwsMade++);
    }

    private void sleep() {
        awake = false;
        subchannels.forEach(subchannel -> Connecting.drop(this, subchannel));
        subchannels.clear();
    }

    /** Does what is due after the events of a step. */
    void settle() {
        outliers = outliers.swept(now);
        if (awake) {
            Resolving.settle(this);
            Connecting.settle(this);
            Watching.settle(this);
        }
        Connectivity is = Picking.connectivity(this);
        if (is != connectivity) {
            connectivity = is;
            effects.add(new BalancerEffect.Became<>(is));
        }
        Picker next = Picking.picker(this, is);
        picker = next.equals(picker) ? picker : next;
        Waiting.settle(this, picker);
        arm();
    }

    private void arm() {
        long next = Waiting.wakeAt(this);
        if (awake) {
            next = Math.min(next, outliers.wakeAt());
            next = Math.min(next, Resolving.wakeAt(this));
            next = Math.min(next, Connecting.wakeAt(this));
            next = Math.min(next, Watching.wakeAt(this));
        }
        next = shutdown ? Times.NEVER : next;
        if (next != wakeAt) {
            wakeAt = next;
            effects.add(new BalancerEffect.WakeAt<>(next));
        }
    }

    Balancer.State<A> freeze() {
        return new Balancer.State<>(
                options,
                seed,
                throwsMade,
                now,
                plan,
                addresses,
                resolution,
                subchannels.stream().map(Subchannel.Draft::freeze).toList(),
                made,
                List.copyOf(waiters),
                turn,
                outliers,
                connectivity,
                picker,
                awake,
                shutdown,
                wakeAt);
    }
}
