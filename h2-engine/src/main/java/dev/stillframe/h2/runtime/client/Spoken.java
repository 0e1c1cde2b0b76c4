package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.h2.pool.ProtocolMemory;
import dev.stillframe.h2.pool.ProtocolMemory.Protocol;
import dev.stillframe.h2.runtime.net.Loop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** What endpoints were found to speak, for all threads of a client. */
final class Spoken {
    /** How many endpoints are remembered: as many as a process may have descriptors, mostly. */
    private static final int CAPACITY = 1024;

    private final Calmed calmed = new Calmed();
    private final boolean remembers;
    private final AtomicReference<ProtocolMemory> memory;

    /** Remembers for so long; zero for not at all. */
    Spoken(Duration keptFor) {
        remembers = !keptFor.isZero();
        memory = new AtomicReference<>(ProtocolMemory.of(CAPACITY, keptFor));
    }

    /** What they have said of keep-alive. */
    Calmed calmed() {
        return calmed;
    }

    /** Whether an endpoint has chosen http/1.1 the last time, not long ago. */
    boolean isOnlyHttp1(Endpoint endpoint) {
        return endpoint.isSecure() && memory.get().at(endpoint, Loop.now()) == Protocol.HTTP_1_1;
    }

    /** ALPN has had this outcome. */
    void learn(Endpoint endpoint, Protocol protocol) {
        long now = Loop.now();
        if (remembers && memory.get().at(endpoint, now) != protocol) {
            change(known -> known.learn(endpoint, protocol, now));
        }
    }

    /** It is asked again. */
    void forget(Endpoint endpoint) {
        change(known -> known.forget(endpoint));
    }

    private void change(UnaryOperator<ProtocolMemory> how) {
        memory.updateAndGet(how);
    }
}
