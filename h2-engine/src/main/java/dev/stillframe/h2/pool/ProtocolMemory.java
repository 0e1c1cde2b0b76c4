package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.persistent.KeyMap;
import dev.stillframe.h2.persistent.Ranking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was negotiated with each endpoint last (ALPN, RFC 7301), as an immutable value: so that the
 * next connection need not find out. It is bounded: the endpoint that was confirmed longest ago is
 * forgotten first, and each after a time.
 */
public final class ProtocolMemory {
    /** An identifier of ALPN. */
    public enum Protocol {
        /** {@code h2}. */
        H2,
        /** {@code http/1.1}. */
        HTTP_1_1
    }

    private record Learnt(Protocol protocol, long order, long expiresAt) {}

    private final int capacity;
    private final long keptFor;
    private final long order;
    private final KeyMap<Endpoint, Learnt> learnt;
    private final IntMap<Endpoint> inOrder;
    private final Ranking oldest;

    private ProtocolMemory(
            int capacity,
            long keptFor,
            long order,
            KeyMap<Endpoint, Learnt> learnt,
            IntMap<Endpoint> inOrder,
            Ranking oldest) {
        this.capacity = capacity;
        this.keptFor = keptFor;
        this.order = order;
        this.learnt = learnt;
        this.inOrder = inOrder;
        this.oldest = oldest;
    }

    /**
     * A memory of nothing.
     *
     * @param capacity how many endpoints are remembered, at least 1
     * @param keptFor for how long; zero for ever
     */
    public static ProtocolMemory of(int capacity, Duration keptFor) {
        if (capacity < 1 || keptFor.isNegative()) {
            throw new IllegalArgumentException(
                    "a memory for " + capacity + " endpoints over " + keptFor);
        }
        return new ProtocolMemory(
                capacity,
                Times.orNever(keptFor),
                0,
                KeyMap.empty(),
                IntMap.empty(),
                Ranking.empty());
    }

    /** How many endpoints are remembered. */
    public int size() {
        return learnt.size();
    }

    /**
     * What an endpoint speaks, or null when that is not known or was learnt too long ago.
     *
     * @param now in nanoseconds from the origin of all calls
     */
    public @Nullable Protocol at(Endpoint endpoint, long now) {
        Learnt known = learnt.at(endpoint);
        return known == null || known.expiresAt <= now ? null : known.protocol;
    }

    /** The memory with what an endpoint was just found to speak. */
    public ProtocolMemory learn(Endpoint endpoint, Protocol protocol, long now) {
        ProtocolMemory from = forget(endpoint).forgetOld(now);
        long next = order + 1;
        while (from.inOrder.at((int) next) != null) {
            next++;
        }
        return new ProtocolMemory(
                capacity,
                keptFor,
                next,
                from.learnt.with(endpoint, new Learnt(protocol, next, Times.after(now, keptFor))),
                from.inOrder.with((int) next, endpoint),
                from.oldest.with(next, (int) next));
    }

    /** The memory without an endpoint: it has turned out otherwise. */
    public ProtocolMemory forget(Endpoint endpoint) {
        Learnt known = learnt.at(endpoint);
        return known == null
                ? this
                : new ProtocolMemory(
                        capacity,
                        keptFor,
                        order,
                        learnt.without(endpoint),
                        inOrder.without((int) known.order),
                        oldest.without(known.order, (int) known.order));
    }

    /** Makes room for one, and drops what is known for too long. */
    private ProtocolMemory forgetOld(long now) {
        ProtocolMemory left = this;
        for (Ranking.Entry first = left.oldest.first();
                first != null;
                first = left.oldest.first()) {
            Endpoint endpoint = left.inOrder.at(first.number());
            if (endpoint == null || left.size() < capacity && left.at(endpoint, now) != null) {
                return left;
            }
            left = left.forget(endpoint);
        }
        return left;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProtocolMemory that
                && capacity == that.capacity
                && keptFor == that.keptFor
                && order == that.order
                && learnt.equals(that.learnt);
    }

    @Override
    public int hashCode() {
        return learnt.hashCode();
    }

    @Override
    public String toString() {
        return learnt.toString();
    }
}
