package dev.stillframe.grpc.picking;

import java.util.List;

/**
 * What a step gives.
 *
 * @param next the balancer after it
 * @param effects what must now be done, in this order
 * @param <A> addresses
 */
public record BalancerTransition<A>(Balancer<A> next, List<BalancerEffect<A>> effects) {}
