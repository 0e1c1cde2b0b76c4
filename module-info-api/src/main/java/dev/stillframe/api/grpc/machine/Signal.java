package dev.stillframe.api.grpc.machine;

import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;

/**
 * What a machine is told.
 *
 * @param <I> messages that come
 */
public sealed interface Signal<I> {
    /**
     * The call begins: a client's once its head was given to a connection. A client's call that is
     * attempted again (no server has seen it, or a service config has it retried) begins again with
     * the first context, and hedges begin beside each other; until {@link Headers} nothing else has
     * come. Only the attempt whose response counts goes on to messages and the end.
     */
    record Begin<I>(CallHead head) implements Signal<I> {}

    /** A client: the server's metadata ahead of its messages. */
    record Headers<I>(Metadata metadata) implements Signal<I> {}

    /** A message. */
    record Message<I>(I message) implements Signal<I> {}

    /** A server: the client sends no more. Exactly once, unless the call ends before. */
    record HalfClosed<I>() implements Signal<I> {}

    /**
     * A server: the call ends early, by the client, by the deadline or with its connection. Nothing
     * can be sent any more; {@link Machine#ended} follows.
     */
    record Cancelled<I>(Status status) implements Signal<I> {}

    /** The time has come that was asked for with this tag by {@link Action.After}. */
    record Tick<I>(Object tag) implements Signal<I> {}
}
