package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.Status;
import java.util.List;

/**
 * Something that must now be done, in the order given.
 *
 * @param <A> addresses
 */
public sealed interface BalancerEffect<A> {
    /**
     * Look the name up. The answer is {@link BalancerEvent.Resolved} or {@link
     * BalancerEvent.Unresolved}.
     */
    record Resolve<A>() implements BalancerEffect<A> {}

    /**
     * Connect to one of these addresses. The answer is {@link BalancerEvent.Connected} or {@link
     * BalancerEvent.ConnectFailed}.
     */
    record Connect<A>(int subchannel, List<A> addresses) implements BalancerEffect<A> {}

    /**
     * Give this subchannel up: an attempt is cancelled, a connection is closed once its calls have
     * ended. No answer is expected; its number is not used again.
     */
    record Disconnect<A>(int subchannel) implements BalancerEffect<A> {}

    /**
     * Call {@code grpc.health.v1.Health/Watch} there. The answers are {@link BalancerEvent.Health}
     * and {@link BalancerEvent.WatchEnded}.
     *
     * @param service its name; may be empty
     */
    record Watch<A>(int subchannel, String service) implements BalancerEffect<A> {}

    /** Cancel that call. No answer is expected. */
    record Unwatch<A>(int subchannel) implements BalancerEffect<A> {}

    /** This call goes there. */
    record Picked<A>(int waiter, int subchannel) implements BalancerEffect<A> {}

    /** This call goes nowhere. */
    record Refused<A>(int waiter, Status status) implements BalancerEffect<A> {}

    /** The channel is in another state. */
    record Became<A>(Connectivity connectivity) implements BalancerEffect<A> {}

    /** A step is needed at this time at the latest. It replaces the one asked for before. */
    record WakeAt<A>(long nanos) implements BalancerEffect<A> {}
}
