package dev.stillframe.examples;

import dev.stillframe.api.server.Server;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** What the examples that serve have in common. */
final class Running {
    private Running() {}

    /** The port of a server's first listener. */
    static int port(Server server) {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    /** Says where it listens, and waits for SIGTERM or Ctrl-C; streams then finish. */
    static void untilStopped(Server server) throws InterruptedException {
        System.out.println("listening on " + server.addresses());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        new CountDownLatch(1).await();
    }
}
