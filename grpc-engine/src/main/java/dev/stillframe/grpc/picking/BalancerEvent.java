package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Status;
import java.util.List;
import java.util.Set;

/**
 * Something that happened to a channel: the input of a step. Whatever does not fit (a subchannel
 * that is not known or no longer, a call that does not wait) has no effect: events cross on their
 * way.
 *
 * @param <A> addresses
 */
public sealed interface BalancerEvent<A> {
    /** It is now this late. Each batch of events begins with it; time never runs backwards. */
    record Clock<A>(long nanos) implements BalancerEvent<A> {}

    /**
     * A call wants a connection. It is answered exactly once, by {@link BalancerEffect.Picked} or
     * {@link BalancerEffect.Refused}.
     *
     * @param waiter who; one that waits already has no effect
     * @param waitForReady whether it waits also while the channel is failing
     * @param deadline until when; {@link Long#MAX_VALUE} for ever
     * @param avoided subchannels that the call has used: others are preferred (A6)
     */
    record Pick<A>(int waiter, boolean waitForReady, long deadline, Set<Integer> avoided)
            implements BalancerEvent<A> {
        public Pick {
            avoided = Set.copyOf(avoided);
        }
    }

    /** A call waits no longer; it is not answered. */
    record Abandon<A>(int waiter) implements BalancerEvent<A> {}

    /** Connect, though there is no call. */
    record Wake<A>() implements BalancerEvent<A> {}

    /**
     * There were no calls for a long time: connections are given up until the next. It has no
     * effect while calls wait.
     */
    record EnterIdle<A>() implements BalancerEvent<A> {}

    /** No more calls. Those that wait are refused. */
    record Shutdown<A>() implements BalancerEvent<A> {}

    /**
     * The name has been looked up; asked for or not.
     *
     * @param addresses in the resolver's order; empty ones count as {@link Unresolved}
     * @param plan what the service config says
     */
    record Resolved<A>(List<A> addresses, Plan plan) implements BalancerEvent<A> {
        public Resolved {
            addresses = List.copyOf(addresses);
        }
    }

    /** The name could not be looked up, or what it gave cannot be used. */
    record Unresolved<A>(String reason) implements BalancerEvent<A> {}

    /**
     * A subchannel is connected.
     *
     * @param address which of its addresses
     */
    record Connected<A>(int subchannel, A address) implements BalancerEvent<A> {}

    /** None of its addresses could be connected to; nothing is left of the attempt. */
    record ConnectFailed<A>(int subchannel, String reason) implements BalancerEvent<A> {}

    /** It takes no new calls: its connection is gone, or said GOAWAY. */
    record Disconnected<A>(int subchannel, String reason) implements BalancerEvent<A> {}

    /**
     * A response to {@code Watch}.
     *
     * @param serving whether its status is SERVING
     */
    record Health<A>(int subchannel, boolean serving) implements BalancerEvent<A> {}

    /** The call of {@code Watch} has ended; not told after {@link BalancerEffect.Unwatch}. */
    record WatchEnded<A>(int subchannel, Status status) implements BalancerEvent<A> {}

    /**
     * Calls that went there have ended since this was told last.
     *
     * @param successes with OK; 0 or more
     * @param failures with another status; 0 or more
     */
    record Served<A>(int subchannel, long successes, long failures) implements BalancerEvent<A> {}
}
