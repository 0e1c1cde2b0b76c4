package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.config.LoadBalancing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Anything that can happen to a balancer, whether it fits or not. */
final class AnyEvent {
    private final SplittableRandom random;
    private int calls;

    AnyEvent(SplittableRandom random) {
        this.random = random;
    }

    BalancerEvent<Integer> event(long now, Balancer<Integer> state) {
        int subchannel = random.nextInt(state.state().made() + 1);
        return switch (random.nextInt(17)) {
            case 0, 1, 2, 3 -> pick(now);
            case 4 -> new BalancerEvent.Abandon<>(calls == 0 ? 0 : random.nextInt(calls));
            case 5 ->
                    random.nextInt(4) == 0
                            ? new BalancerEvent.EnterIdle<>()
                            : new BalancerEvent.Wake<>();
            case 6, 7 -> new BalancerEvent.Resolved<>(someAddresses(), plan(5));
            case 8 -> new BalancerEvent.Unresolved<>("no such host");
            case 9, 10 -> new BalancerEvent.Connected<>(subchannel, addressOf(state, subchannel));
            case 11 -> new BalancerEvent.ConnectFailed<>(subchannel, "refused");
            case 12 -> new BalancerEvent.Disconnected<>(subchannel, "gone");
            case 13 -> new BalancerEvent.Health<>(subchannel, random.nextInt(3) > 0);
            case 14 ->
                    new BalancerEvent.WatchEnded<>(
                            subchannel,
                            Status.of(
                                    random.nextInt(3) == 0 ? Code.UNIMPLEMENTED : Code.UNAVAILABLE,
                                    ""));
            default ->
                    new BalancerEvent.Served<>(subchannel, random.nextInt(5), random.nextInt(10));
        };
    }

    private BalancerEvent.Pick<Integer> pick(long now) {
        Set<Integer> avoided = random.nextBoolean() ? Set.of() : Set.of(random.nextInt(3));
        long deadline =
                random.nextBoolean() ? Long.MAX_VALUE : now + random.nextInt(3000) * 1_000_000L;
        return new BalancerEvent.Pick<>(calls++, random.nextBoolean(), deadline, avoided);
    }

    private List<Integer> someAddresses() {
        return random.ints(random.nextInt(5), 0, 5).boxed().toList();
    }

    Plan plan(int kinds) {
        LoadBalancing roundRobin = new LoadBalancing.RoundRobin();
        String health = random.nextInt(3) == 0 ? "s" : null;
        return switch (random.nextInt(kinds)) {
            case 0 -> new Plan(new LoadBalancing.PickFirst(random.nextBoolean()), health);
            case 1, 2 -> new Plan(roundRobin, health);
            default ->
                    new Plan(
                            new LoadBalancing.OutlierDetection(
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(6),
                                    50,
                                    new LoadBalancing.SuccessRate(500, 100, 2, 1),
                                    new LoadBalancing.FailurePercentage(50, 80, 1, 1),
                                    roundRobin),
                            health);
        };
    }

    private static int addressOf(Balancer<Integer> state, int number) {
        for (Subchannel<Integer> subchannel : state.state().subchannels()) {
            if (subchannel.number() == number) {
                return subchannel.addresses().getFirst();
            }
        }
        return 0;
    }
}
