package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.server.ServerStatistics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Servers for tests, and patience with what happens on other threads. */
final class Servers {
    static final Listener LOCAL =
            new Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private Servers() {}

    /** On a free port of this machine alone; a drain is short. */
    static ServerOptionsBuilder builder() {
        return Server.builder().listen(LOCAL).drain(Duration.ofMillis(100));
    }

    static Server direct(DirectHandler handler) throws IOException {
        return builder().handler(handler).start();
    }

    static Server folding(Fold<?> fold) throws IOException {
        return builder().fold(fold).start();
    }

    /** Until something holds that another thread brings about. */
    static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("not in time: " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    /** All has ended that was ever begun. */
    static void expectIdle(Server server) {
        await("no connection is open", () -> server.statistics().open() == 0);
        ServerStatistics now = server.statistics();
        assertEquals(0, now.streams(), now::toString);
    }
}
