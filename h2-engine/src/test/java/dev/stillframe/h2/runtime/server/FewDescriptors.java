package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A server in a process of its own, for {@link DescriptorsTest}: says its port, and ends with its
 * input.
 */
public final class FewDescriptors {
    private FewDescriptors() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Server server =
                Server.builder()
                        .listen(new Listener(local, null))
                        .loops(1)
                        .handshakeTimeout(Duration.ofMinutes(5))
                        .handler(exchange -> exchange.respond(ResponseHead.of(200), Octets.EMPTY))
                        .start()) {
            System.out.println(((InetSocketAddress) server.addresses().getFirst()).getPort());
            System.in.read();
        }
    }
}
