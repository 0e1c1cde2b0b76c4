package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.picking.Balancer;
import dev.stillframe.grpc.picking.BalancerEffect;
import dev.stillframe.grpc.picking.BalancerEvent;
import dev.stillframe.grpc.picking.BalancerOptions;
import dev.stillframe.grpc.picking.BalancerTransition;
import dev.stillframe.grpc.picking.Picker;
import dev.stillframe.grpc.picking.Plan;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel's connections: the balancer decides, and this does what it says. While the channel is
 * ready, calls choose by themselves.
 */
final class Balancing {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    /** A call that has asked for a connection; told once, by any thread. */
    interface Waiter {
        /** It may go there; null when that is gone by now. */
        void picked(@Nullable Backend backend);

        void refused(Status status);
    }

    /** A state, and what is completed with the one behind it. */
    private record At(Connectivity state, CompletableFuture<Connectivity> next) {}

    private final Client client;
    private final Lookup lookup;
    private final Configs configs;
    private final @Nullable String authority;
    private final Watches watches;
    private final Idleness idleness;
    private final Inbox<BalancerEvent<Place>> inbox = new Inbox<>(this::turn);
    private final Map<Integer, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong turns = new AtomicLong(ThreadLocalRandom.current().nextLong());

    /** What each subchannel that is wanted connects to. */
    private final Map<Integer, Endpoint> wanted = new ConcurrentHashMap<>();

    private final Map<Integer, Backend> backends = new ConcurrentHashMap<>();

    // Within turns.
    private Balancer<Place> balancer;
    private @Nullable Future<?> alarm;

    private volatile Picker picker;
    private volatile boolean counts;
    private volatile At at = new At(Connectivity.IDLE, new CompletableFuture<>());

    Balancing(
            Client client,
            Lookup lookup,
            Configs configs,
            BalancerOptions options,
            @Nullable String authority,
            Watches watches,
            Duration idle) {
        this.client = client;
        this.lookup = lookup;
        this.configs = configs;
        this.authority = authority;
        this.watches = watches;
        this.idleness = new Idleness(idle, () -> inbox.tell(new BalancerEvent.EnterIdle<>()));
        this.balancer =
                Balancer.of(options, ThreadLocalRandom.current().nextLong(), System.nanoTime());
        this.picker = balancer.picker();
    }

    // ---- what calls ask

    /** Where a call can go at once; null where it has to {@link #ask}. */
    @Nullable Backend pick(Set<Integer> avoided) {
        if (!(picker instanceof Picker.Use use)) {
            return null;
        }
        List<Integer> ready = use.subchannels();
        return backends.get(
                ready.size() == 1 ? ready.getFirst() : use.pick(turns.getAndIncrement(), avoided));
    }

    /**
     * Waits for a connection.
     *
     * @param deadline by {@link System#nanoTime}; {@link Long#MAX_VALUE} for none
     * @return by which it can be abandoned
     */
    int ask(Waiter waiter, boolean waitForReady, long deadline, Set<Integer> avoided) {
        int number = numbers.incrementAndGet();
        waiters.put(number, waiter);
        inbox.tell(new BalancerEvent.Pick<>(number, waitForReady, deadline, avoided));
        return number;
    }

    /** It waits no longer. It may have its answer all the same. */
    void abandon(int number) {
        waiters.remove(number);
        inbox.tell(new BalancerEvent.Abandon<>(number));
    }

    /** What those that wait for a connection do not get it for; empty for no reason. */
    String reason() {
        return picker instanceof Picker.Fail fail ? fail.status().message() : "";
    }

    /** Each call says when it begins, and when it is over. */
    Idleness calls() {
        return idleness;
    }

    /** An attempt that went there has ended. */
    void served(Backend backend, boolean good) {
        if (counts) {
            inbox.tell(new BalancerEvent.Served<>(backend.number(), good ? 1 : 0, good ? 0 : 1));
        }
    }

    Connectivity state() {
        return at.state;
    }

    CompletionStage<Connectivity> changed(Connectivity from) {
        At now = at;
        return now.state != from
                ? CompletableFuture.completedStage(now.state)
                : now.next.minimalCompletionStage();
    }

    void wake() {
        inbox.tell(new BalancerEvent.Wake<>());
    }

    void shutdown() {
        inbox.tell(new BalancerEvent.Shutdown<>());
        idleness.stop();
    }

    // ---- turns

    private void turn(List<BalancerEvent<Place>> news) {
        List<BalancerEvent<Place>> batch = new ArrayList<>(news.size() + 1);
        batch.add(new BalancerEvent.Clock<>(System.nanoTime()));
        batch.addAll(news);
        BalancerTransition<Place> transition = balancer.step(batch);
        balancer = transition.next();
        picker = balancer.picker();
        counts = balancer.counts();
        for (BalancerEffect<Place> effect : transition.effects()) {
            try {
                follow(effect);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A channel has failed on " + effect, e);
            }
        }
    }

    private void follow(BalancerEffect<Place> effect) {
        switch (effect) {
            case BalancerEffect.Resolve<Place> ignored -> resolve();
            case BalancerEffect.Connect<Place> connect ->
                    connect(connect.subchannel(), connect.addresses());
            case BalancerEffect.Disconnect<Place> disconnect -> drop(disconnect.subchannel());
            case BalancerEffect.Watch<Place> watch -> {
                Backend backend = backends.get(watch.subchannel());
                if (backend != null) {
                    watches.begin(backend, watch.service(), inbox::tell);
                }
            }
            case BalancerEffect.Unwatch<Place> unwatch -> watches.end(unwatch.subchannel());
            case BalancerEffect.Picked<Place> picked -> {
                Waiter waiter = waiters.remove(picked.waiter());
                if (waiter != null) {
                    waiter.picked(backends.get(picked.subchannel()));
                }
            }
            case BalancerEffect.Refused<Place> refused -> {
                Waiter waiter = waiters.remove(refused.waiter());
                if (waiter != null) {
                    waiter.refused(refused.status());
                }
            }
            case BalancerEffect.Became<Place> became -> {
                At was = at;
                at = new At(became.connectivity(), new CompletableFuture<>());
                if (became.connectivity() == Connectivity.READY) {
                    idleness.watch();
                }
                was.next.complete(became.connectivity());
            }
            case BalancerEffect.WakeAt<Place> wake -> arm(wake.nanos());
        }
    }

    private void arm(long at) {
        Future<?> set = alarm;
        if (set != null) {
            set.cancel(false);
        }
        alarm =
                at == Long.MAX_VALUE
                        ? null
                        : Deadlines.after(
                                at - System.nanoTime(),
                                () -> inbox.tell(new BalancerEvent.Clock<>(System.nanoTime())));
    }

    // ---- the name

    private void resolve() {
        if (lookup.isInstant()) {
            find();
        } else {
            Thread.ofVirtual().name("stillframe-resolve").start(this::find);
        }
    }

    private void find() {
        BalancerEvent<Place> answer;
        try {
            Lookup.Found found = lookup.find();
            answer =
                    new BalancerEvent.Resolved<>(
                            found.places(), Plan.of(configs.found(found.serviceConfig())));
        } catch (IOException | RuntimeException | Error e) {
            configs.failed();
            String said = e.getMessage() == null ? e.toString() : e.getMessage();
            answer = new BalancerEvent.Unresolved<>("the name cannot be looked up: " + said);
        }
        inbox.tell(answer);
    }

    // ---- subchannels

    private void connect(int number, List<Place> places) {
        next(number, places, Place.grouped(places), 0);
    }

    /** Tries the groups in turn; the addresses of each are raced. */
    private void next(int number, List<Place> places, List<Place.Group> groups, int index) {
        Place.Group group = groups.get(index);
        Endpoint endpoint =
                group.addresses().isEmpty()
                        ? group.endpoint()
                        : group.endpoint().through(String.valueOf(number));
        wanted.put(number, endpoint);
        client.ready(endpoint, group.addresses())
                .whenComplete(
                        (standing, failure) -> {
                            if (failure == null) {
                                connected(number, places, endpoint, standing);
                            } else if (index + 1 < groups.size() && wanted.containsKey(number)) {
                                next(number, places, groups, index + 1);
                            } else {
                                inbox.tell(
                                        new BalancerEvent.ConnectFailed<>(number, said(failure)));
                            }
                        });
    }

    private static String said(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void connected(
            int number, List<Place> places, Endpoint endpoint, Client.Standing standing) {
        String named = authority == null ? endpoint.authority() : authority;
        backends.put(number, new Backend(number, endpoint, named));
        if (!endpoint.equals(wanted.get(number))) {
            backends.remove(number); // it was dropped in the meantime
            client.clear(endpoint);
            return;
        }
        inbox.tell(new BalancerEvent.Connected<>(number, place(places, endpoint, standing)));
        standing.lost()
                .thenAccept(reason -> inbox.tell(new BalancerEvent.Disconnected<>(number, reason)));
    }

    private static Place place(List<Place> places, Endpoint endpoint, Client.Standing standing) {
        Place first = null;
        for (Place place : places) {
            if (place.endpoint().through(endpoint.via()).equals(endpoint)) {
                if (standing.peer().equals(place.address())) {
                    return place;
                }
                first = first == null ? place : first;
            }
        }
        return first == null ? places.getFirst() : first;
    }

    private void drop(int number) {
        Endpoint endpoint = wanted.remove(number);
        backends.remove(number);
        watches.end(number);
        if (endpoint != null) {
            client.clear(endpoint);
        }
    }
}
