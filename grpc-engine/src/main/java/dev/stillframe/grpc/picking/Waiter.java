package dev.stillframe.grpc.picking;

import java.util.Set;

/** A call in the queue; as in {@link BalancerEvent.Pick}. */
record Waiter(int number, boolean waitForReady, long deadline, Set<Integer> avoided) {}
