package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server on a free port of this machine, and a channel to it. */
record Pair(Server server, Channel channel) implements AutoCloseable {
    static Pair of(Services services) throws IOException {
        return of(services, ServiceOptions.DEFAULT);
    }

    static Pair of(Services services, ServiceOptions options) throws IOException {
        Server server = serve(services, options);
        return new Pair(server, to(server).open());
    }

    static Server serve(Services services, ServiceOptions options) throws IOException {
        return serve(GrpcEngine.find().handler(services, options, null), 0);
    }

    static Server serve(Handler handler, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return Server.builder()
                .listen(new Listener(address, null))
                .drain(Duration.ofMillis(100))
                .handler(handler)
                .start();
    }

    static int port(Server server) {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    static ChannelOptionsBuilder to(Server server) {
        return to("127.0.0.1:" + port(server));
    }

    static ChannelOptionsBuilder to(String target) {
        return ChannelOptions.builder(target)
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(100))
                .client(Client.builder().drain(Duration.ofMillis(100)).build());
    }

    @Override
    public void close() {
        channel.close();
        server.close();
    }
}
